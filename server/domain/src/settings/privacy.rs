//! A member's copy of their data, and closing the account.

use super::{
    Body, Dimension, Sentence,
    area::{switch, whole},
};
use serde::{Deserialize, Serialize};

/// What a member may do about their data by themself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct PrivacyRule {
    /// Copies of their data that a member may have made a day.
    pub copies_a_day: i64,
    /// Days between asking for an account to be closed and its end. Signing in meanwhile keeps it.
    pub closing_days: i64,
    /// Whether a member may give up the money on the card; otherwise it is paid back before the account is closed.
    pub may_give_up: bool,
}

impl Default for PrivacyRule {
    fn default() -> Self {
        Self {
            copies_a_day: 3,
            closing_days: 7,
            may_give_up: true,
        }
    }
}

impl Body for PrivacyRule {
    const DIMENSION: Dimension = Dimension::Chain;
    const SENTENCES: &'static [Sentence] = &[
        Sentence::of("copies", &[whole("copies_a_day", 1, 100)]),
        // The law wants an answer within 15 working days.
        Sentence::of("closing", &[whole("closing_days", 0, 15)]),
        Sentence::of("give-up", &[switch("may_give_up")]),
    ];
}
