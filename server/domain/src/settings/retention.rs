//! What is kept for a time only.

use super::{Body, Dimension, Sentence, area::whole};
use serde::{Deserialize, Serialize};

/// Days for which rows are kept that lose their use with age.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct RetentionRule {
    /// First answers to requests: every promise about a key is kept for seven days.
    pub answers_days: i64,
    /// Till sessions: a session lasts minutes, an approval of it is looked up as long.
    pub till_sessions_days: i64,
    /// When codes were sent: the longest limit on sending looks back one day.
    pub code_sends_days: i64,
    /// Messages that were sent.
    pub messages_days: i64,
    /// The gateways' bills as they came, so that a day can be reconciled again.
    pub bills_days: i64,
    /// Browsers that are signed out, of members and of staff: for so long their owner learns why.
    pub devices_days: i64,
    /// What members answered when a till asked them.
    pub approvals_days: i64,
}

impl Default for RetentionRule {
    fn default() -> Self {
        Self {
            answers_days: 8,
            till_sessions_days: 8,
            code_sends_days: 8,
            messages_days: 90,
            bills_days: 400,
            devices_days: 90,
            approvals_days: 400,
        }
    }
}

impl Body for RetentionRule {
    const DIMENSION: Dimension = Dimension::Chain;
    const SENTENCES: &'static [Sentence] = &[
        Sentence::of("answers", &[whole("answers_days", 8, 366)]),
        Sentence::of("sessions", &[whole("till_sessions_days", 2, 366)]),
        Sentence::of("sends", &[whole("code_sends_days", 2, 366)]),
        Sentence::of("messages", &[whole("messages_days", 2, 3_660)]),
        Sentence::of("bills", &[whole("bills_days", 2, 36_600)]),
        Sentence::of("devices", &[whole("devices_days", 1, 3_660)]),
        Sentence::of("approvals", &[whole("approvals_days", 8, 36_600)]),
    ];
}
