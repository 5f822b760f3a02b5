//! Gift, as it is written.

use super::{CodeBook, KindForm};
use crate::{
    ErrorCode, Fen,
    pricing::{Gift, Kind},
    settings::{Body, Dimension, Field, Kind as ValueKind, MAX, Sentence, money, switch, whole},
};
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct GiftForm {
    from: Fen,
    goods: Vec<String>,
    quantity: u32,
    worth: Fen,
    each: bool,
}

impl Default for GiftForm {
    fn default() -> Self {
        Self {
            from: Fen::new(20_000),
            goods: Vec::new(),
            quantity: 1,
            worth: Fen::new(2_000),
            each: false,
        }
    }
}

const GOODS: Field = Field {
    name: "goods",
    kind: ValueKind::WordsOrNone { max: 1 },
};

impl Body for GiftForm {
    const DIMENSION: Dimension = Dimension::Chain;
    const SENTENCES: &'static [Sentence] = &[
        Sentence::of("gift", &[money("from", 0, MAX), GOODS, whole("quantity", 1, 1_000)]),
        Sentence::of("worth", &[money("worth", 0, MAX)]),
        Sentence::of("each", &[switch("each")]),
    ];
}

impl KindForm for GiftForm {
    fn kind(&self, book: &CodeBook) -> Result<Kind, ErrorCode> {
        Ok(Kind::Gift(Gift {
            from: self.from,
            goods: book.one(&self.goods)?,
            quantity: self.quantity,
            worth: self.worth,
            each: self.each,
        }))
    }

    fn of(kind: &Kind, book: &CodeBook) -> Option<Self> {
        let Kind::Gift(kind) = kind else { return None };
        Some(Self {
            from: kind.from,
            goods: vec![book.code(kind.goods)],
            quantity: kind.quantity,
            worth: kind.worth,
            each: kind.each,
        })
    }
}
