//! How long a kind of card holds and what it costs (FEATURES B11, C14).

use super::{
    Body, Dimension, Sentence,
    area::{money, or_none, switch},
};
use crate::Fen;
use serde::{Deserialize, Serialize};

/// The validity of a kind of card and its fees. Fees of the year and of the month are taken from the balance by a nightly job, as far as
/// there is one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct CardTermsRule {
    /// Months for which a card holds from the day on which it was given out; none: without an end.
    pub valid_months: Option<i32>,
    /// What it costs to get one.
    pub joining_fee_fen: Fen,
    /// What it costs a year, in the month in which the member joined.
    pub annual_fee_fen: Fen,
    /// The same for a card beside the member's first one.
    pub annual_further_fen: Fen,
    /// What it costs a month.
    pub service_fee_fen: Fen,
    /// What another one costs for it.
    pub replacement_fee_fen: Fen,
    /// Whether who sold a card, or a top-up of it, is somebody else than who takes the money and gives it out.
    pub separate_hands: bool,
}

impl Default for CardTermsRule {
    fn default() -> Self {
        Self {
            valid_months: None,
            joining_fee_fen: Fen::ZERO,
            annual_fee_fen: Fen::ZERO,
            annual_further_fen: Fen::ZERO,
            service_fee_fen: Fen::ZERO,
            replacement_fee_fen: Fen::new(3_00),
            separate_hands: false,
        }
    }
}

/// A hundred thousand yuan: a dearer card is a slip of the hand.
const DEAREST: i64 = 10_000_000;

impl Body for CardTermsRule {
    const DIMENSION: Dimension = Dimension::CardType;
    const SENTENCES: &'static [Sentence] = &[
        Sentence::of("valid", &[or_none("valid_months", 1, 1_200)]),
        Sentence::of("joining", &[money("joining_fee_fen", 0, DEAREST)]),
        Sentence::of(
            "annual",
            &[
                money("annual_fee_fen", 0, DEAREST),
                money("annual_further_fen", 0, DEAREST),
            ],
        ),
        Sentence::of("service", &[money("service_fee_fen", 0, DEAREST)]),
        Sentence::of("replacement", &[money("replacement_fee_fen", 0, DEAREST)]),
        Sentence::of("hands", &[switch("separate_hands")]),
    ];
}
