//! Numbers and names of goods, categories and brands, for the forms of campaigns.

use huika_domain::{
    BrandId, CategoryId, GoodsId,
    campaign::{Terms, form::CodeBook},
    pricing::{Kind, What},
};

use crate::{StoreError, Tx, Value, goods::brands, params};

/// Goods that one form may name.
const GOODS_MAX: usize = 400;

/// The book for what was typed: goods with these numbers, and all categories and brands, which are few.
pub fn book_of_words(tx: &mut Tx<'_>, words: &[String]) -> Result<CodeBook, StoreError> {
    let mut book = names(tx)?;
    let words: Vec<String> = words
        .iter()
        .take(GOODS_MAX)
        .map(|word| word.to_ascii_uppercase())
        .collect();
    let values: Vec<Value<'_>> = words.iter().map(|word| Value::Text(word)).collect();
    if !values.is_empty() {
        book.goods = tx.all(
            &format!(
                "SELECT id, code FROM goods WHERE code IN ({}) ORDER BY id",
                places(values.len())
            ),
            &values,
            |row| Ok((row.get("id")?, row.get("code")?)),
        )?;
    }
    Ok(book)
}

/// The book for what these campaigns name.
pub fn book_of(tx: &mut Tx<'_>, terms: &[&Terms]) -> Result<CodeBook, StoreError> {
    let mut book = names(tx)?;
    let mut goods: Vec<GoodsId> = terms.iter().flat_map(|terms| named(terms)).collect();
    goods.sort_unstable();
    goods.dedup();
    goods.truncate(GOODS_MAX);
    let values: Vec<Value<'_>> = goods.iter().map(|id| Value::Int(id.get())).collect();
    if !values.is_empty() {
        book.goods = tx.all(
            &format!(
                "SELECT id, code FROM goods WHERE id IN ({}) ORDER BY id",
                places(values.len())
            ),
            &values,
            |row| Ok((row.get("id")?, row.get("code")?)),
        )?;
    }
    Ok(book)
}

fn places(count: usize) -> String {
    let places: Vec<String> = (1..=count).map(|place| format!("?{place}")).collect();
    places.join(", ")
}

fn names(tx: &mut Tx<'_>) -> Result<CodeBook, StoreError> {
    let categories: Vec<(CategoryId, String)> = tx.all(
        "SELECT id, name FROM goods_category ORDER BY level, id LIMIT 2000",
        params![],
        |row| Ok((row.get("id")?, row.get("name")?)),
    )?;
    let brands: Vec<(BrandId, String)> = brands(tx)?;
    Ok(CodeBook {
        goods: Vec::new(),
        categories,
        brands,
    })
}

/// The goods that a campaign names anywhere.
fn named(terms: &Terms) -> Vec<GoodsId> {
    let of_what = |what: &What| [what.goods.clone(), what.not_goods.clone()].concat();
    let mut goods = of_what(&terms.what);
    match &terms.kind {
        Kind::SpecialPrice(kind) => goods.extend(kind.prices.iter().map(|one| one.goods)),
        Kind::Gift(kind) => goods.push(kind.goods),
        Kind::Bundle(kind) => goods.extend(kind.parts.iter().flat_map(|part| of_what(&part.what))),
        Kind::BuyGet(kind) => {
            goods.extend(of_what(&kind.buy));
            goods.extend(of_what(&kind.get));
        }
        _ => {}
    }
    goods
}
