//! What goods, categories and brands are called, for forms: people type numbers and names.

use crate::{BrandId, CategoryId, ErrorCode, GoodsId, pricing::What};

/// Numbers and names with what they stand for. A form is read with the book of what was typed, and shown with that of what it holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CodeBook {
    /// Goods by their numbers.
    pub goods: Vec<(GoodsId, String)>,
    /// Categories by their names.
    pub categories: Vec<(CategoryId, String)>,
    /// Brands by their names.
    pub brands: Vec<(BrandId, String)>,
}

fn by_word<I: Copy>(known: &[(I, String)], word: &str) -> Option<I> {
    let same = |(_, name): &&(I, String)| name.eq_ignore_ascii_case(word);
    known.iter().find(same).map(|(id, _)| *id)
}

fn by_id<I: Copy + PartialEq + ToString>(known: &[(I, String)], id: I) -> String {
    let same = |(one, _): &&(I, String)| *one == id;
    // What was taken away since still shows that there was something.
    known
        .iter()
        .find(same)
        .map_or_else(|| id.to_string(), |(_, name)| name.clone())
}

impl CodeBook {
    /// The one kind of goods that a word names.
    ///
    /// # Errors
    /// No goods have this number.
    pub fn one(&self, words: &[String]) -> Result<GoodsId, ErrorCode> {
        match words {
            [word] => by_word(&self.goods, word).ok_or(ErrorCode::CampaignGoods),
            _ => Err(ErrorCode::CampaignGoods),
        }
    }

    /// The number of goods.
    #[must_use]
    pub fn code(&self, goods: GoodsId) -> String {
        by_id(&self.goods, goods)
    }

    /// The brand of this name.
    ///
    /// # Errors
    /// There is none.
    pub fn brand(&self, name: &str) -> Result<BrandId, ErrorCode> {
        by_word(&self.brands, name.trim()).ok_or(ErrorCode::CampaignGoods)
    }

    /// What a brand is called.
    #[must_use]
    pub fn brand_name(&self, brand: BrandId) -> String {
        by_id(&self.brands, brand)
    }

    /// What words name: each a number of goods, or else the name of a category or a brand. None is everything.
    ///
    /// # Errors
    /// Nothing has this number or name.
    pub fn what(&self, words: &[String]) -> Result<What, ErrorCode> {
        let mut what = What::default();
        for word in words {
            if let Some(goods) = by_word(&self.goods, word) {
                what.goods.push(goods);
            } else if let Some(category) = by_word(&self.categories, word) {
                what.categories.push(category);
            } else if let Some(brand) = by_word(&self.brands, word) {
                what.brands.push(brand);
            } else {
                return Err(ErrorCode::CampaignGoods);
            }
        }
        Ok(what)
    }

    /// The words for what is named, and for what is taken out of it.
    #[must_use]
    pub fn words(&self, what: &What) -> (Vec<String>, Vec<String>) {
        let named = |goods: &[GoodsId], categories: &[CategoryId], brands: &[BrandId]| {
            let goods = goods.iter().map(|id| by_id(&self.goods, *id));
            let categories = categories.iter().map(|id| by_id(&self.categories, *id));
            goods
                .chain(categories)
                .chain(brands.iter().map(|id| by_id(&self.brands, *id)))
                .collect()
        };
        (
            named(&what.goods, &what.categories, &what.brands),
            named(&what.not_goods, &what.not_categories, &what.not_brands),
        )
    }
}
