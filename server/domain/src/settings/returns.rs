//! Goods that come back (RULES, returns).

use super::{
    Body, Dimension, Sentence,
    area::{switch, whole},
};
use serde::{Deserialize, Serialize};

/// What becomes of points that come back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ReturnRule {
    /// Days that points may still be used which come back to a lot that has expired meanwhile.
    pub grace_days: u16,
    /// Whether a part that comes back brings back what was paid less what the rest would have cost alone (`true`), or its own share of what was
    /// paid.
    pub claw_back: bool,
}

impl Default for ReturnRule {
    fn default() -> Self {
        Self {
            grace_days: 30,
            claw_back: false,
        }
    }
}

impl Body for ReturnRule {
    const DIMENSION: Dimension = Dimension::Chain;
    const SENTENCES: &'static [Sentence] = &[
        Sentence::of("grace", &[whole("grace_days", 0, 3_660)]),
        Sentence::of("claw-back", &[switch("claw_back")]),
    ];
}
