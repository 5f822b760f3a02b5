//! N-th item, as it is written.

use super::{CodeBook, KindForm};
use crate::{
    ErrorCode,
    pricing::{Kind, NthItem},
    settings::{Body, Dimension, Sentence, whole},
};
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct NthItemForm {
    every: u32,
    percent: u8,
}

impl Default for NthItemForm {
    fn default() -> Self {
        Self { every: 2, percent: 50 }
    }
}

impl Body for NthItemForm {
    const DIMENSION: Dimension = Dimension::Chain;
    const SENTENCES: &'static [Sentence] = &[Sentence::of(
        "nth",
        &[whole("every", 1, 1_000), whole("percent", 1, 100)],
    )];
}

impl KindForm for NthItemForm {
    fn kind(&self, _: &CodeBook) -> Result<Kind, ErrorCode> {
        Ok(Kind::NthItem(NthItem {
            every: self.every,
            percent: self.percent,
        }))
    }

    fn of(kind: &Kind, _: &CodeBook) -> Option<Self> {
        let Kind::NthItem(kind) = kind else { return None };
        Some(Self {
            every: kind.every,
            percent: kind.percent,
        })
    }
}
