//! From when on a sale that was paid outside of the card is looked at by a person.

use super::{
    Body, Dimension, Sentence,
    area::{MAX, money, switch, whole},
};
use crate::WatchRule;

impl Body for WatchRule {
    const DIMENSION: Dimension = Dimension::Place;
    const SENTENCES: &'static [Sentence] = &[
        Sentence::of("earning", &[whole("points_at_once", 1, MAX)]),
        Sentence::of(
            "large",
            &[money("outside_at_once", 1, MAX), whole("large_a_day", 1, 1_000_000)],
        ),
        Sentence::of("wait", &[switch("points_wait")]),
    ];
}
