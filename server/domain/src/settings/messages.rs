//! One-time codes by SMS (RULES, identity: sending).

use super::{
    Body, Dimension, Sentence, Unit,
    area::{span, switch, whole},
};
use serde::{Deserialize, Serialize};

/// How many are sent, and to whom.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct MessageRule {
    /// Whether one-time codes may be sent at all.
    pub enabled: bool,
    /// Codes a day over all phones, after which none is sent until midnight.
    pub daily_budget: i64,
    /// Seconds between two codes for one phone.
    pub gap_secs: i64,
    /// Codes an hour for one phone.
    pub per_phone_hour: i64,
    /// Codes a day for one phone.
    pub per_phone_day: i64,
    /// Codes an hour for one address.
    pub per_address_hour: i64,
    /// Codes an hour for one network (/24, or /48 of IPv6).
    pub per_network_hour: i64,
    /// Codes an hour for the numbers that differ only in their last four digits.
    pub per_prefix_hour: i64,
}

impl Default for MessageRule {
    fn default() -> Self {
        Self {
            enabled: true,
            daily_budget: 5000,
            gap_secs: 60,
            per_phone_hour: 5,
            per_phone_day: 10,
            per_address_hour: 20,
            per_network_hour: 100,
            per_prefix_hour: 100,
        }
    }
}

/// More is a slip of the hand.
const MANY: i64 = 100_000_000;

impl Body for MessageRule {
    const DIMENSION: Dimension = Dimension::Chain;
    const SENTENCES: &'static [Sentence] = &[
        Sentence::of("enabled", &[switch("enabled")]),
        Sentence::of("budget", &[whole("daily_budget", 0, MANY)]),
        Sentence::of("gap", &[span("gap_secs", 0, 3_600, Unit::Secs)]),
        Sentence::of(
            "phone",
            &[whole("per_phone_hour", 1, 100_000), whole("per_phone_day", 1, 100_000)],
        ),
        Sentence::of(
            "address",
            &[whole("per_address_hour", 1, MANY), whole("per_network_hour", 1, MANY)],
        ),
        Sentence::of("prefix", &[whole("per_prefix_hour", 1, MANY)]),
    ];
}
