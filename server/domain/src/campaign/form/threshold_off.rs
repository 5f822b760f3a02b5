//! Threshold reduction, as it is written.

use super::{CodeBook, KindForm};
use crate::{
    ErrorCode, Fen,
    pricing::{Kind, StepOff, ThresholdOff},
    settings::{Body, Dimension, MAX, Sentence, money, switch},
};
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ThresholdOffForm {
    steps: Vec<StepOff>,
    each: bool,
}

impl Default for ThresholdOffForm {
    fn default() -> Self {
        Self {
            steps: vec![StepOff {
                from: Fen::new(10_000),
                off: Fen::new(1_500),
            }],
            each: false,
        }
    }
}

impl Body for ThresholdOffForm {
    const DIMENSION: Dimension = Dimension::Chain;
    const SENTENCES: &'static [Sentence] = &[
        Sentence::each("step", "steps", 6, &[money("from", 0, MAX), money("off", 1, MAX)]),
        Sentence::of("each", &[switch("each")]),
    ];
}

impl KindForm for ThresholdOffForm {
    fn kind(&self, _: &CodeBook) -> Result<Kind, ErrorCode> {
        Ok(Kind::ThresholdOff(ThresholdOff {
            steps: self.steps.clone(),
            each: self.each,
        }))
    }

    fn of(kind: &Kind, _: &CodeBook) -> Option<Self> {
        let Kind::ThresholdOff(kind) = kind else { return None };
        Some(Self {
            steps: kind.steps.clone(),
            each: kind.each,
        })
    }
}
