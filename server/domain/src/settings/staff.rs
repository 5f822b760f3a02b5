//! How staff sign in.

use super::{
    Body, Dimension, Sentence, Unit,
    area::{choice, span, whole},
};
use serde::{Deserialize, Serialize};

/// Sessions and second steps of staff.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct StaffRule {
    /// How long staff stay signed in; the cookie lives as long.
    pub session_hours: i64,
    /// Whether a password alone signs staff in.
    pub second_factor: SecondFactor,
    /// Wrong passwords in a row, from one browser or from all strangers together, after which each further one waits longer.
    pub password_tries: i64,
    /// Wrong codes of a second step after which none is accepted for `step_lock_secs`.
    pub step_tries: i64,
    /// See `step_tries`.
    pub step_lock_secs: i64,
    /// Days for which a browser is known in which somebody has signed in.
    pub known_browser_days: i64,
}

/// Whether a password alone signs staff in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SecondFactor {
    /// Who has set up a second step needs it.
    #[default]
    Optional,
    /// Who has not can do nothing else before.
    Required,
}

impl Default for StaffRule {
    fn default() -> Self {
        Self {
            session_hours: 12,
            second_factor: SecondFactor::Optional,
            password_tries: 5,
            step_tries: 5,
            step_lock_secs: 15 * 60,
            known_browser_days: 400,
        }
    }
}

impl Body for StaffRule {
    const DIMENSION: Dimension = Dimension::Chain;
    const SENTENCES: &'static [Sentence] = &[
        Sentence::of("session", &[whole("session_hours", 1, 168)]),
        Sentence::of("second", &[choice("second_factor", &["optional", "required"])]),
        Sentence::of("password", &[whole("password_tries", 1, 20)]),
        Sentence::of(
            "step",
            &[
                whole("step_tries", 1, 20),
                span("step_lock_secs", 10, 604_800, Unit::Minutes),
            ],
        ),
        Sentence::of("known", &[whole("known_browser_days", 1, 400)]),
    ];
}
