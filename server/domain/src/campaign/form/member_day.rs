//! Member day, as it is written.

use super::{CodeBook, KindForm};
use crate::{
    ErrorCode,
    pricing::{Kind, MemberDay},
    settings::{Body, Dimension, Sentence, whole},
};
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct MemberDayForm {
    percent: u8,
    points_percent: u16,
}

impl Default for MemberDayForm {
    fn default() -> Self {
        Self {
            percent: 10,
            points_percent: 100,
        }
    }
}

impl Body for MemberDayForm {
    const DIMENSION: Dimension = Dimension::Chain;
    const SENTENCES: &'static [Sentence] = &[
        Sentence::of("percent", &[whole("percent", 0, 100)]),
        Sentence::of("points", &[whole("points_percent", 100, 1_000)]),
    ];
}

impl KindForm for MemberDayForm {
    fn kind(&self, _: &CodeBook) -> Result<Kind, ErrorCode> {
        Ok(Kind::MemberDay(MemberDay {
            percent: self.percent,
            points_percent: self.points_percent,
        }))
    }

    fn of(kind: &Kind, _: &CodeBook) -> Option<Self> {
        let Kind::MemberDay(kind) = kind else { return None };
        Some(Self {
            percent: kind.percent,
            points_percent: kind.points_percent,
        })
    }
}
