//! Goods and services: what they are called, what they cost whom, and the number under their bars.

use crate::{DetailError, ErrorCode, Fen, organisation::texts, text_enum};

mod barcode;
mod price;

pub use barcode::{Barcode, BarcodeError};
pub use price::{PriceStep, Prices};

text_enum! {
    /// What is sold.
    pub enum GoodsKind {
        /// A thing.
        Goods = "goods",
        /// Something that is done.
        Service = "service",
    }
}

texts! {
    /// What goods are called: 1 to 60 signs.
    GoodsName: 1..=60, "goods-name";
    /// What they are counted in, such as 件 or 杯: 1 to 8 signs.
    GoodsUnit: 1..=8, "goods-unit";
    /// What a category is called: 1 to 20 signs.
    CategoryName: 1..=20, "category-name";
    /// What a brand is called: 1 to 40 signs.
    BrandName: 1..=40, "brand-name";
}

/// Levels of categories below each other.
pub const CATEGORY_LEVELS: i64 = 3;

/// The shop's own number of goods, by which files name them and which never changes: 1 to 30 letters of the Latin alphabet, digits, hyphens,
/// dots and underscores, in capitals.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct GoodsCode(String);

impl GoodsCode {
    /// Reads it, in whatever case it is typed.
    ///
    /// # Errors
    /// [`DetailError`] when it is anything else.
    pub fn parse(text: &str) -> Result<Self, DetailError> {
        let code = text.trim().to_ascii_uppercase();
        let known = code
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"-._".contains(&byte));
        let fits = (1..=30).contains(&code.len()) && known;
        fits.then_some(Self(code)).ok_or(DetailError::of(ErrorCode::GoodsCode))
    }

    /// The number.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The dearest thing that is sold.
pub const DEAREST: Fen = Fen::new(1_000_000_000);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_has_one_form_whatever_is_typed() {
        assert_eq!(
            GoodsCode::parse(" tea-001.a ").map(|code| code.as_str().to_owned()),
            Ok("TEA-001.A".to_owned())
        );
        for text in ["", "茶", "a b", &"A".repeat(31)] {
            assert_eq!(
                GoodsCode::parse(text).map_err(DetailError::code),
                Err("goods-code"),
                "{text}"
            );
        }
    }
}
