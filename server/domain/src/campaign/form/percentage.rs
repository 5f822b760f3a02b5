//! Percentage, as it is written.

use super::{CodeBook, KindForm};
use crate::{
    ErrorCode, Fen,
    pricing::{Kind, Percentage},
    settings::{Body, Dimension, MAX, Sentence, money, whole},
};
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct PercentageForm {
    percent: u8,
    from: Fen,
    from_pieces: u32,
    /// Zero for no end.
    most: Fen,
}

impl Default for PercentageForm {
    fn default() -> Self {
        Self {
            percent: 10,
            from: Fen::ZERO,
            from_pieces: 0,
            most: Fen::ZERO,
        }
    }
}

impl Body for PercentageForm {
    const DIMENSION: Dimension = Dimension::Chain;
    const SENTENCES: &'static [Sentence] = &[
        Sentence::of("percent", &[whole("percent", 1, 100)]),
        Sentence::of("from", &[money("from", 0, MAX), whole("from_pieces", 0, 10_000)]),
        Sentence::of("most", &[money("most", 0, MAX)]),
    ];
}

impl KindForm for PercentageForm {
    fn kind(&self, _: &CodeBook) -> Result<Kind, ErrorCode> {
        Ok(Kind::Percentage(Percentage {
            percent: self.percent,
            from: self.from,
            from_pieces: self.from_pieces,
            most: self.most.is_positive().then_some(self.most),
        }))
    }

    fn of(kind: &Kind, _: &CodeBook) -> Option<Self> {
        let Kind::Percentage(kind) = kind else { return None };
        Some(Self {
            percent: kind.percent,
            from: kind.from,
            from_pieces: kind.from_pieces,
            most: kind.most.unwrap_or_default(),
        })
    }
}
