//! Paying a top-up back (RULES, stored value: refund of a top-up).

use super::{Body, Dimension, Sentence, area::whole};
use crate::RefundRule;
use serde::{Deserialize, Serialize};

/// Until when it is paid in full, and until when its gateway pays it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct RefundsRule {
    /// Days in which an unused top-up is taken back in full.
    pub full_within_days: u16,
    /// Days after a payment in which its gateway pays it back; later a bank transfer is needed.
    pub gateway_days: i64,
    /// Days for which a member sees what staff paid back of their top-ups.
    pub shown_days: i64,
}

impl Default for RefundsRule {
    fn default() -> Self {
        Self {
            full_within_days: RefundRule::default().full_within_days,
            gateway_days: 365,
            shown_days: 7,
        }
    }
}

impl Body for RefundsRule {
    const DIMENSION: Dimension = Dimension::Chain;
    const SENTENCES: &'static [Sentence] = &[
        Sentence::of("full", &[whole("full_within_days", 0, 366)]),
        Sentence::of("gateway", &[whole("gateway_days", 1, 3_660)]),
        Sentence::of("shown", &[whole("shown_days", 1, 366)]),
    ];
}

impl RefundsRule {
    /// What the arithmetic of a refund needs.
    #[must_use]
    pub const fn rule(self) -> RefundRule {
        RefundRule {
            full_within_days: self.full_within_days,
        }
    }
}
