//! Joining.

use super::{
    Body, Dimension, Sentence,
    area::{money, name, whole},
};
use crate::Fen;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// What a new member accepts and may do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct CardRule {
    /// Version of the terms that a new member accepts.
    pub terms_version: String,
    /// What may leave a new member's card a day by code or session alone: stored value, and points at their worth.
    pub no_pin_limit_fen: Fen,
    /// How often a member may correct their birthday by themself.
    pub birthday_corrections: i64,
}

impl Default for CardRule {
    fn default() -> Self {
        Self {
            terms_version: "2026-11".to_owned(),
            no_pin_limit_fen: Fen::new(200_00),
            birthday_corrections: 1,
        }
    }
}

impl Body for CardRule {
    const DIMENSION: Dimension = Dimension::Chain;
    const VERSION: u32 = 2;
    const SENTENCES: &'static [Sentence] = &[
        Sentence::of("terms", &[name("terms_version", 40)]),
        Sentence::of("limit", &[money("no_pin_limit_fen", 0, 100_000_000)]),
        Sentence::of("birthday", &[whole("birthday_corrections", 0, 100)]),
    ];

    /// What a replacement costs is a matter of the kind of card now.
    fn upgrade(_: u32, mut body: Map<String, Value>) -> Map<String, Value> {
        body.remove("replacement_fee_fen");
        body
    }
}
