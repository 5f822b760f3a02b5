//! The member code (RULES, the member code and the till).

use super::{
    Body, BodyError, Dimension, Expected, Sentence, Unit,
    area::{span, whole},
};
use crate::Prefix;
use serde::{Deserialize, Serialize};

/// How the code begins, and when wrong ones lock a phone's handle.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct CodeRule {
    /// First two digits of the member code: never 10 to 15, 25 to 30 or 62, which payment apps use.
    pub prefix: u8,
    /// Wrong codes within `guess_window_secs` that lock a handle.
    pub guess_limit: i64,
    /// See `guess_limit`.
    pub guess_window_secs: i64,
    /// How long a locked handle stays locked.
    pub guess_lock_secs: i64,
}

impl Default for CodeRule {
    fn default() -> Self {
        Self {
            prefix: Prefix::default().get(),
            guess_limit: 5,
            guess_window_secs: 10 * 60,
            guess_lock_secs: 10 * 60,
        }
    }
}

impl Body for CodeRule {
    const DIMENSION: Dimension = Dimension::Chain;
    const SENTENCES: &'static [Sentence] = &[
        Sentence::of("prefix", &[whole("prefix", 0, 99)]),
        Sentence::of(
            "guess",
            &[
                span("guess_window_secs", 10, 86_400, Unit::Minutes),
                whole("guess_limit", 1, 100),
                span("guess_lock_secs", 10, 604_800, Unit::Minutes),
            ],
        ),
    ];

    fn check_together(&self) -> Result<(), BodyError> {
        Prefix::new(self.prefix)
            .map(drop)
            .map_err(|_| BodyError::value("prefix", Expected::Together("code-prefix")))
    }
}
