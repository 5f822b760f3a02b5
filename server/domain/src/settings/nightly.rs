//! When the night's work is done.

use super::{Body, Dimension, Sentence, area::whole};
use serde::{Deserialize, Serialize};

/// The hours of the recurring work, each the first full hour from which on it is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct NightlyRule {
    /// What is over expires, days are sealed and the books are proved: an hour at which the counters are closed.
    pub hour: u32,
    /// The gateways' bills of yesterday are fetched: they promise them for ten o'clock in China.
    pub bills_hour: u32,
}

impl Default for NightlyRule {
    fn default() -> Self {
        Self {
            hour: 4,
            bills_hour: 10,
        }
    }
}

impl Body for NightlyRule {
    const DIMENSION: Dimension = Dimension::Chain;
    const SENTENCES: &'static [Sentence] = &[
        Sentence::of("hour", &[whole("hour", 0, 23)]),
        Sentence::of("bills", &[whole("bills_hour", 0, 23)]),
    ];
}
