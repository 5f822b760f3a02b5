//! How members sign in, and what their PIN needs (RULES, identity).

use super::{
    Body, Dimension, Sentence, Unit,
    area::{span, whole},
};
use serde::{Deserialize, Serialize};

/// Sessions, one-time codes and PINs of members.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SignInRule {
    /// How long a member stays signed in; the cookie lives as long.
    pub session_days: i64,
    /// How long after a sign-in a first PIN is in force at once, a passkey is added or removed, and a card replaced, without
    /// another proof.
    pub fresh_secs: i64,
    /// How long a one-time code lives.
    pub code_lives_secs: i64,
    /// Wrong tries after which a one-time code is burnt.
    pub code_tries: i64,
    /// Wrong one-time codes from one address within an hour, after which each is followed by a growing wait.
    pub code_tries_per_address: i64,
    /// Wrong PINs in a row after which none is accepted for `pin_lock_secs`.
    pub pin_tries: i64,
    /// See `pin_tries`.
    pub pin_lock_secs: i64,
    /// How long a PIN that was set or reset by one-time code cannot be used yet.
    pub pin_cooling_secs: i64,
}

impl Default for SignInRule {
    fn default() -> Self {
        Self {
            session_days: 30,
            fresh_secs: 10 * 60,
            code_lives_secs: 5 * 60,
            code_tries: 5,
            code_tries_per_address: 60,
            pin_tries: 5,
            pin_lock_secs: 15 * 60,
            pin_cooling_secs: 24 * 3600,
        }
    }
}

impl Body for SignInRule {
    const DIMENSION: Dimension = Dimension::Chain;
    const SENTENCES: &'static [Sentence] = &[
        Sentence::of("session", &[whole("session_days", 1, 400)]),
        Sentence::of("fresh", &[span("fresh_secs", 60, 86_400, Unit::Minutes)]),
        Sentence::of(
            "code",
            &[
                span("code_lives_secs", 30, 3_600, Unit::Minutes),
                whole("code_tries", 1, 20),
            ],
        ),
        Sentence::of("address", &[whole("code_tries_per_address", 1, 100_000_000)]),
        Sentence::of(
            "pin",
            &[
                whole("pin_tries", 1, 20),
                span("pin_lock_secs", 10, 604_800, Unit::Minutes),
            ],
        ),
        Sentence::of("cooling", &[span("pin_cooling_secs", 0, 2_592_000, Unit::Hours)]),
    ];
}
