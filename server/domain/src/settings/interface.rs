//! How often tills of other makers may ask. Each server counts for itself.

use super::{Body, Dimension, Sentence, area::whole};
use serde::{Deserialize, Serialize};

/// The limits of `/pos/v1`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct InterfaceRule {
    /// Requests a second of one till: a busy one makes a few.
    pub requests_a_second: u32,
    /// Requests that it may make at once.
    pub burst: u32,
    /// Wrong keys a minute from one address: nobody mistypes a key that a program keeps.
    pub wrong_keys_a_minute: u32,
}

impl Default for InterfaceRule {
    fn default() -> Self {
        Self {
            requests_a_second: 20,
            burst: 60,
            wrong_keys_a_minute: 10,
        }
    }
}

impl Body for InterfaceRule {
    const DIMENSION: Dimension = Dimension::Chain;
    const SENTENCES: &'static [Sentence] = &[
        Sentence::of(
            "requests",
            &[whole("requests_a_second", 1, 10_000), whole("burst", 1, 100_000)],
        ),
        Sentence::of("keys", &[whole("wrong_keys_a_minute", 1, 10_000)]),
    ];
}
