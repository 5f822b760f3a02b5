//! Points from member to member (RULES, points: gift to another member).

use super::{
    Body, Dimension, Sentence,
    area::{MAX, switch, whole},
};
use crate::GiftRule;

impl Body for GiftRule {
    const DIMENSION: Dimension = Dimension::Chain;
    const SENTENCES: &'static [Sentence] = &[
        Sentence::of("allowed", &[switch("allowed")]),
        Sentence::of("day", &[whole("per_day", 0, MAX)]),
    ];
}
