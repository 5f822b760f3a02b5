//! Points as money at a sale (RULES, points: deduction at sale).

use super::{
    Body, Dimension, Sentence,
    area::{MAX, money, whole},
};
use crate::DeductionRule;

impl Body for DeductionRule {
    const DIMENSION: Dimension = Dimension::Place;
    const SENTENCES: &'static [Sentence] = &[
        Sentence::of("block", &[whole("block", 1, MAX), money("worth", 0, MAX)]),
        Sentence::of("most", &[whole("most_percent", 0, 100)]),
    ];
}
