//! What one person may do alone.

use super::{
    Body, Dimension, Sentence,
    area::{MAX, money, whole},
};
use crate::ReviewRule;

impl Body for ReviewRule {
    const DIMENSION: Dimension = Dimension::Chain;
    const SENTENCES: &'static [Sentence] = &[
        Sentence::of("points", &[whole("points_alone", 0, MAX)]),
        Sentence::of("money", &[money("money_alone", 0, MAX)]),
        Sentence::of("points-day", &[whole("points_a_day", 0, MAX)]),
        Sentence::of("money-day", &[money("money_a_day", 0, MAX)]),
        Sentence::of(
            "granted",
            &[
                whole("points_granted_alone", 0, MAX),
                money("money_granted_alone", 0, MAX),
            ],
        ),
    ];
}
