//! Joining, and cards that are replaced.

use super::{
    Body, Dimension, Sentence,
    area::{money, name, whole},
};
use crate::Fen;
use serde::{Deserialize, Serialize};

/// What a new member gets and accepts, and what a card costs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct CardRule {
    /// Version of the terms that a new member accepts.
    pub terms_version: String,
    /// What may leave a new member's card a day by code or session alone: stored value, and points at their worth.
    pub no_pin_limit_fen: Fen,
    /// What a replacement card costs.
    pub replacement_fee_fen: Fen,
    /// How often a member may correct their birthday by themself.
    pub birthday_corrections: i64,
}

impl Default for CardRule {
    fn default() -> Self {
        Self {
            terms_version: "2026-11".to_owned(),
            no_pin_limit_fen: Fen::new(200_00),
            replacement_fee_fen: Fen::new(3_00),
            birthday_corrections: 1,
        }
    }
}

impl Body for CardRule {
    const DIMENSION: Dimension = Dimension::Chain;
    const SENTENCES: &'static [Sentence] = &[
        Sentence::of("terms", &[name("terms_version", 40)]),
        Sentence::of("limit", &[money("no_pin_limit_fen", 0, 100_000_000)]),
        Sentence::of("fee", &[money("replacement_fee_fen", 0, 10_000_000)]),
        Sentence::of("birthday", &[whole("birthday_corrections", 0, 100)]),
    ];
}
