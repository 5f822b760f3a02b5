//! Scans, approvals and counters (RULES, the member code and the till).

use super::{
    Body, Dimension, Sentence, Unit,
    area::{span, switch, whole},
};
use serde::{Deserialize, Serialize};

/// How long things wait at a till.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct TillRule {
    /// How long a scan may be used for a sale.
    pub session_secs: i64,
    /// How long the same till is answered with the session that it has opened, when it sends the same scan again.
    pub same_scan_secs: i64,
    /// How long a member has to approve a spend on the phone.
    pub approval_secs: i64,
    /// How often one scan may ask for an approval.
    pub questions: i64,
    /// How long nobody may use a signed-in counter before it asks for its operator's PIN.
    pub idle_secs: i64,
    /// Whether browsers may serve at a counter that were not paired as tills.
    pub unpaired: bool,
}

impl Default for TillRule {
    fn default() -> Self {
        Self {
            session_secs: 5 * 60,
            same_scan_secs: 15,
            approval_secs: 2 * 60,
            questions: 3,
            idle_secs: 15 * 60,
            unpaired: true,
        }
    }
}

impl Body for TillRule {
    const DIMENSION: Dimension = Dimension::Place;
    const SENTENCES: &'static [Sentence] = &[
        Sentence::of("session", &[span("session_secs", 30, 3_600, Unit::Minutes)]),
        Sentence::of("same", &[span("same_scan_secs", 0, 120, Unit::Secs)]),
        Sentence::of("approval", &[span("approval_secs", 15, 3_600, Unit::Secs)]),
        Sentence::of("questions", &[whole("questions", 1, 20)]),
        Sentence::of("idle", &[span("idle_secs", 10, 86_400, Unit::Minutes)]),
        Sentence::of("unpaired", &[switch("unpaired")]),
    ];
}
