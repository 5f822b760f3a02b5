//! What a coupon's numbers are called: the stores, goods, categories, brands and kinds of card that its terms name.

use std::collections::BTreeMap;

use huika_domain::{CouponTerms, GoodsCode, GoodsId, plain};

use crate::{StoreError, Tx, params};

/// Where a coupon works and for what, in names; empty for everywhere and for all.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CouponPlaces {
    /// The stores.
    pub stores: Vec<String>,
    /// Goods, categories and brands.
    pub goods: Vec<String>,
    /// Those that it is not for.
    pub not_goods: Vec<String>,
    /// Kinds of card, each in both languages.
    pub card_types: Vec<(String, String)>,
}

/// Names of one page are looked up once.
#[derive(Default)]
pub(super) struct Names(BTreeMap<(&'static str, i64), Option<(String, String)>>);

/// More names than these nobody reads; the rest is counted by the list's length.
const NAMED: usize = 50;

impl Names {
    fn of(&mut self, tx: &mut Tx<'_>, text: &'static str, id: i64) -> Result<Option<(String, String)>, StoreError> {
        if let Some(known) = self.0.get(&(text, id)) {
            return Ok(known.clone());
        }
        let found = tx.one(text, params![id], |row| Ok((row.get("name")?, row.get("english")?)))?;
        self.0.insert((text, id), found.clone());
        Ok(found)
    }

    fn all(
        &mut self,
        tx: &mut Tx<'_>,
        text: &'static str,
        ids: impl Iterator<Item = i64>,
    ) -> Result<Vec<(String, String)>, StoreError> {
        let mut names = Vec::new();
        for id in ids.take(NAMED) {
            names.extend(self.of(tx, text, id)?);
        }
        Ok(names)
    }

    /// The names in some terms.
    pub(super) fn places(&mut self, tx: &mut Tx<'_>, terms: &CouponTerms) -> Result<CouponPlaces, StoreError> {
        let what = &terms.what;
        let chinese = |names: Vec<(String, String)>| names.into_iter().map(|(name, _)| name);
        let mut places = CouponPlaces::default();
        let stores = self.all(tx, STORE, terms.who.stores.iter().map(|id| id.get()))?;
        places.stores.extend(chinese(stores));
        places.card_types = self.all(tx, CARD_TYPE, terms.who.card_types.iter().map(|id| id.get()))?;
        let for_these = [
            (GOODS, what.goods.iter().map(|id| id.get()).collect::<Vec<_>>()),
            (CATEGORY, what.categories.iter().map(|id| id.get()).collect()),
            (BRAND, what.brands.iter().map(|id| id.get()).collect()),
        ];
        for (text, ids) in for_these {
            let names = self.all(tx, text, ids.into_iter())?;
            places.goods.extend(chinese(names));
        }
        let not_these = [
            (GOODS, what.not_goods.iter().map(|id| id.get()).collect::<Vec<_>>()),
            (CATEGORY, what.not_categories.iter().map(|id| id.get()).collect()),
            (BRAND, what.not_brands.iter().map(|id| id.get()).collect()),
        ];
        for (text, ids) in not_these {
            let names = self.all(tx, text, ids.into_iter())?;
            places.not_goods.extend(chinese(names));
        }
        Ok(places)
    }
}

const STORE: &str = "SELECT name, '' AS english FROM store WHERE id = ?1";
const CARD_TYPE: &str = "SELECT name, name_en AS english FROM card_type WHERE id = ?1";
const GOODS: &str = "SELECT name, '' AS english FROM goods WHERE id = ?1";
const CATEGORY: &str = "SELECT name, '' AS english FROM goods_category WHERE id = ?1";
const BRAND: &str = "SELECT name, '' AS english FROM brand WHERE id = ?1";

/// The names in the terms of a kind.
pub fn places_of(tx: &mut Tx<'_>, terms: &CouponTerms) -> Result<CouponPlaces, StoreError> {
    Names::default().places(tx, terms)
}

/// The numbers of goods, as people write them; those that are gone are left out.
pub fn goods_codes(tx: &mut Tx<'_>, goods: &[GoodsId]) -> Result<Vec<String>, StoreError> {
    let mut codes = Vec::new();
    for id in goods {
        codes.extend(tx.one("SELECT code FROM goods WHERE id = ?1", params![*id], |row| {
            row.get::<String>("code")
        })?);
    }
    Ok(codes)
}

/// Goods that a person names by their numbers, with spaces or commas between them; none where one of them is no goods' number, or they are more
/// than anybody types.
pub fn goods_of_codes(tx: &mut Tx<'_>, text: &str) -> Result<Option<Vec<GoodsId>>, StoreError> {
    let plain = plain(text);
    let words: Vec<&str> = plain
        .split(|sign: char| sign.is_whitespace() || matches!(sign, ',' | '，' | ';' | '；' | '、'))
        .filter(|word| !word.is_empty())
        .collect();
    if words.len() > NUMBERS {
        return Ok(None);
    }
    let mut found = Vec::new();
    for word in words {
        let Ok(code) = GoodsCode::parse(word) else {
            return Ok(None);
        };
        let id = tx.one("SELECT id FROM goods WHERE code = ?1", params![code.as_str()], |row| {
            row.get::<GoodsId>("id")
        })?;
        match id {
            Some(id) if found.contains(&id) => {}
            Some(id) => found.push(id),
            None => return Ok(None),
        }
    }
    Ok(Some(found))
}

/// Goods that one kind of coupon names by themselves; for more there are categories.
const NUMBERS: usize = 40;
