//! Points factor, as it is written.

use super::{CodeBook, KindForm};
use crate::{
    ErrorCode, Fen,
    pricing::{Kind, PointsFactor},
    settings::{Body, Dimension, MAX, Sentence, money, whole},
};
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct PointsFactorForm {
    percent: u16,
    from: Fen,
}

impl Default for PointsFactorForm {
    fn default() -> Self {
        Self {
            percent: 200,
            from: Fen::ZERO,
        }
    }
}

impl Body for PointsFactorForm {
    const DIMENSION: Dimension = Dimension::Chain;
    const SENTENCES: &'static [Sentence] = &[Sentence::of(
        "points",
        &[whole("percent", 101, 10_000), money("from", 0, MAX)],
    )];
}

impl KindForm for PointsFactorForm {
    fn kind(&self, _: &CodeBook) -> Result<Kind, ErrorCode> {
        Ok(Kind::PointsFactor(PointsFactor {
            percent: self.percent,
            from: self.from,
        }))
    }

    fn of(kind: &Kind, _: &CodeBook) -> Option<Self> {
        let Kind::PointsFactor(kind) = kind else { return None };
        Some(Self {
            percent: kind.percent,
            from: kind.from,
        })
    }
}
