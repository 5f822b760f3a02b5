//! First purchase, as it is written.

use super::{CodeBook, KindForm};
use crate::{
    ErrorCode, Fen,
    pricing::{FirstPurchase, Kind},
    settings::{Body, Dimension, MAX, Sentence, money},
};
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct FirstPurchaseForm {
    from: Fen,
    off: Fen,
}

impl Default for FirstPurchaseForm {
    fn default() -> Self {
        Self {
            from: Fen::new(3_000),
            off: Fen::new(1_000),
        }
    }
}

impl Body for FirstPurchaseForm {
    const DIMENSION: Dimension = Dimension::Chain;
    const SENTENCES: &'static [Sentence] = &[Sentence::of("first", &[money("from", 0, MAX), money("off", 1, MAX)])];
}

impl KindForm for FirstPurchaseForm {
    fn kind(&self, _: &CodeBook) -> Result<Kind, ErrorCode> {
        Ok(Kind::FirstPurchase(FirstPurchase {
            from: self.from,
            off: self.off,
        }))
    }

    fn of(kind: &Kind, _: &CodeBook) -> Option<Self> {
        let Kind::FirstPurchase(kind) = kind else { return None };
        Some(Self {
            from: kind.from,
            off: kind.off,
        })
    }
}
