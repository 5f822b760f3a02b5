//! Bundle, as it is written.

use super::{CodeBook, KindForm};
use crate::{
    ErrorCode, Fen,
    pricing::{Bundle, BundlePart, Kind},
    settings::{Body, Dimension, Field, Kind as ValueKind, MAX, Sentence, money, or_none, whole},
};
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct BundleForm {
    parts: Vec<PartForm>,
    price: Fen,
    most: Option<u32>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct PartForm {
    goods: Vec<String>,
    pieces: u32,
}

impl Default for BundleForm {
    fn default() -> Self {
        Self {
            parts: Vec::new(),
            price: Fen::new(3_000),
            most: None,
        }
    }
}

const GOODS: Field = Field {
    name: "goods",
    kind: ValueKind::Words { max: 30 },
};

impl Body for BundleForm {
    const DIMENSION: Dimension = Dimension::Chain;
    const SENTENCES: &'static [Sentence] = &[
        Sentence::any("part", "parts", 6, &[GOODS, whole("pieces", 1, 1_000)]),
        Sentence::of("price", &[money("price", 0, MAX)]),
        Sentence::of("most", &[or_none("most", 1, 1_000)]),
    ];
}

impl KindForm for BundleForm {
    fn kind(&self, book: &CodeBook) -> Result<Kind, ErrorCode> {
        let part = |part: &PartForm| {
            Ok(BundlePart {
                what: book.what(&part.goods)?,
                pieces: part.pieces,
            })
        };
        Ok(Kind::Bundle(Bundle {
            parts: self.parts.iter().map(part).collect::<Result<_, ErrorCode>>()?,
            price: self.price,
            most: self.most,
        }))
    }

    fn of(kind: &Kind, book: &CodeBook) -> Option<Self> {
        let Kind::Bundle(kind) = kind else { return None };
        let part = |part: &BundlePart| PartForm {
            goods: book.words(&part.what).0,
            pieces: part.pieces,
        };
        Some(Self {
            parts: kind.parts.iter().map(part).collect(),
            price: kind.price,
            most: kind.most,
        })
    }
}
