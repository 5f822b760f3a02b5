//! How long a top-up may be paid.

use super::{Body, Dimension, Sentence, Unit, area::span};
use serde::{Deserialize, Serialize};

/// The life of an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct TopUpRule {
    /// How long it may be paid.
    pub lives_secs: i64,
    /// How long after that the gateway is still asked.
    pub grace_secs: i64,
}

impl Default for TopUpRule {
    fn default() -> Self {
        Self {
            lives_secs: 15 * 60,
            grace_secs: 60 * 60,
        }
    }
}

impl Body for TopUpRule {
    const DIMENSION: Dimension = Dimension::Chain;
    const SENTENCES: &'static [Sentence] = &[
        Sentence::of("lives", &[span("lives_secs", 60, 86_400, Unit::Minutes)]),
        Sentence::of("grace", &[span("grace_secs", 0, 2_592_000, Unit::Minutes)]),
    ];
}
