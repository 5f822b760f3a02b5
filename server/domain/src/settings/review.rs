//! What one person may do alone.

use super::{
    Body, Dimension, Sentence,
    area::{MOST, money, whole},
};
use crate::ReviewRule;

impl Body for ReviewRule {
    const DIMENSION: Dimension = Dimension::Chain;
    const SENTENCES: &'static [Sentence] = &[
        Sentence::of("points", &[whole("points_alone", 0, MOST)]),
        Sentence::of("money", &[money("money_alone", 0, MOST)]),
    ];
}
