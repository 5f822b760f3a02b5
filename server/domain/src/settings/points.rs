//! Earning points, and how long they live (RULES, points).

use super::{
    Body, Dimension, Field, Sentence,
    area::{MAX, money, or_none, whole},
};
use crate::{EarnRule, Fen, Points};
use serde::{Deserialize, Serialize};

/// How many points a net payment earns, when they can be used, and when they expire.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct PointsRule {
    /// So many points …
    pub points: Points,
    /// … for each so much net money.
    pub per: Fen,
    /// Days after a sale from which its points can be used.
    pub pending_days: i64,
    /// Points expire on 31 December, so many years after the one in which they were earned; none: never.
    pub lapse_years: Option<i32>,
    /// Days before they expire from which the member's first page says so.
    pub notice_days: i64,
}

impl Default for PointsRule {
    fn default() -> Self {
        let EarnRule { points, per } = EarnRule::default();
        Self {
            points,
            per,
            pending_days: 0,
            lapse_years: Some(1),
            notice_days: 60,
        }
    }
}

const EARN: &[Field] = &[money("per", 1, MAX), whole("points", 0, MAX)];

impl Body for PointsRule {
    const DIMENSION: Dimension = Dimension::Place;
    const SENTENCES: &'static [Sentence] = &[
        Sentence::of("earn", EARN),
        Sentence::of("pending", &[whole("pending_days", 0, 366)]),
        Sentence::of("lapse", &[or_none("lapse_years", 0, 50)]),
        Sentence::of("notice", &[whole("notice_days", 0, 366)]),
    ];
}

impl PointsRule {
    /// What a net payment earns.
    #[must_use]
    pub const fn earn(self) -> EarnRule {
        EarnRule {
            points: self.points,
            per: self.per,
        }
    }
}
