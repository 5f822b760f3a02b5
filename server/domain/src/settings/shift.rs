//! Shifts at the drawers of tills, and what the audit of a day looks for.

use super::{
    Body, Dimension, Sentence, Unit,
    area::{MAX, money, span, switch},
};
use crate::Fen;
use serde::{Deserialize, Serialize};

/// Whether a shift is asked for, and from when on a difference needs words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ShiftRule {
    /// Whether money moves at a counter only in a shift that somebody opened with a counted float. Off at first: a till that was updated in
    /// the middle of a day must not stop; what it does stands in a shift that opens by itself and that nobody counted.
    pub asked: bool,
    /// The largest difference of a drawer, up or down, that needs no reason.
    pub difference_fen: Fen,
    /// Whether a shift that is still open when its business day ends is closed then, as not counted.
    pub ends_with_the_day: bool,
    /// Goods that come back so soon to who sold them are named by the audit.
    pub soon_back_secs: i64,
    /// One member in two stores within so short a time is named by the audit.
    pub far_secs: i64,
    /// Returns so shortly before the end of a shift are named by the audit.
    pub last_secs: i64,
}

impl Default for ShiftRule {
    fn default() -> Self {
        Self {
            asked: false,
            difference_fen: Fen::new(500),
            ends_with_the_day: true,
            soon_back_secs: 10 * 60,
            far_secs: 15 * 60,
            last_secs: 60,
        }
    }
}

impl Body for ShiftRule {
    const DIMENSION: Dimension = Dimension::Place;
    const SENTENCES: &'static [Sentence] = &[
        Sentence::of("asked", &[switch("asked")]),
        Sentence::of("difference", &[money("difference_fen", 0, MAX)]),
        Sentence::of("ends", &[switch("ends_with_the_day")]),
        Sentence::of("soon", &[span("soon_back_secs", 60, 86_400, Unit::Minutes)]),
        Sentence::of("far", &[span("far_secs", 60, 86_400, Unit::Minutes)]),
        Sentence::of("last", &[span("last_secs", 60, 3_600, Unit::Minutes)]),
    ];
}
