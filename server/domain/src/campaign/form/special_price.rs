//! Special price, as it is written.

use super::{CodeBook, KindForm};
use crate::{
    ErrorCode, Fen,
    pricing::{GoodsPrice, Kind, SpecialPrice},
    settings::{Body, Dimension, Field, Kind as ValueKind, MAX, Sentence, money},
};
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SpecialPriceForm {
    prices: Vec<PriceForm>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct PriceForm {
    goods: Vec<String>,
    price: Fen,
}

const GOODS: Field = Field {
    name: "goods",
    kind: ValueKind::Words { max: 1 },
};

impl Body for SpecialPriceForm {
    const DIMENSION: Dimension = Dimension::Chain;
    const SENTENCES: &'static [Sentence] = &[Sentence::any("price", "prices", 50, &[GOODS, money("price", 0, MAX)])];
}

impl KindForm for SpecialPriceForm {
    fn kind(&self, book: &CodeBook) -> Result<Kind, ErrorCode> {
        let price = |row: &PriceForm| {
            Ok(GoodsPrice {
                goods: book.one(&row.goods)?,
                price: row.price,
            })
        };
        Ok(Kind::SpecialPrice(SpecialPrice {
            prices: self.prices.iter().map(price).collect::<Result<_, ErrorCode>>()?,
        }))
    }

    fn of(kind: &Kind, book: &CodeBook) -> Option<Self> {
        let Kind::SpecialPrice(kind) = kind else { return None };
        let row = |one: &GoodsPrice| PriceForm {
            goods: vec![book.code(one.goods)],
            price: one.price,
        };
        Some(Self {
            prices: kind.prices.iter().map(row).collect(),
        })
    }
}
