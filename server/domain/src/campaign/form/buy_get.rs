//! Buy X, get Y, as it is written.

use super::{CodeBook, KindForm};
use crate::{
    ErrorCode,
    pricing::{BuyGet, Kind},
    settings::{Body, Dimension, Field, Kind as ValueKind, Sentence, or_none, whole},
};
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct BuyGetForm {
    buy: Vec<String>,
    buy_pieces: u32,
    get: Vec<String>,
    get_pieces: u32,
    percent: u8,
    most: Option<u32>,
}

impl Default for BuyGetForm {
    fn default() -> Self {
        Self {
            buy: Vec::new(),
            buy_pieces: 2,
            get: Vec::new(),
            get_pieces: 1,
            percent: 100,
            most: None,
        }
    }
}

const fn goods(name: &'static str) -> Field {
    Field {
        name,
        kind: ValueKind::WordsOrNone { max: 30 },
    }
}

impl Body for BuyGetForm {
    const DIMENSION: Dimension = Dimension::Chain;
    const SENTENCES: &'static [Sentence] = &[
        Sentence::of("buy", &[goods("buy"), whole("buy_pieces", 1, 1_000)]),
        Sentence::of(
            "get",
            &[goods("get"), whole("get_pieces", 1, 1_000), whole("percent", 1, 100)],
        ),
        Sentence::of("most", &[or_none("most", 1, 1_000)]),
    ];
}

impl KindForm for BuyGetForm {
    fn kind(&self, book: &CodeBook) -> Result<Kind, ErrorCode> {
        Ok(Kind::BuyGet(BuyGet {
            buy: Box::new(book.what(&self.buy)?),
            buy_pieces: self.buy_pieces,
            get: Box::new(book.what(&self.get)?),
            get_pieces: self.get_pieces,
            percent: self.percent,
            most: self.most,
        }))
    }

    fn of(kind: &Kind, book: &CodeBook) -> Option<Self> {
        let Kind::BuyGet(kind) = kind else { return None };
        Some(Self {
            buy: book.words(&kind.buy).0,
            buy_pieces: kind.buy_pieces,
            get: book.words(&kind.get).0,
            get_pieces: kind.get_pieces,
            percent: kind.percent,
            most: kind.most,
        })
    }
}
