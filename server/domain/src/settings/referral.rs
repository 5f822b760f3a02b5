//! What members get for friends whom they bring (FEATURES I4): off until the shop turns it on.

use super::{
    Body, Dimension, Sentence,
    area::{MAX, money, or_none, switch, whole},
};
use crate::{Fen, Points};
use serde::{Deserialize, Serialize};

/// What a friend's first purchase gives to both, and what it must be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ReferralRule {
    /// Whether anything is given.
    pub on: bool,
    /// What who sent a friend gets.
    pub referrer_points: Points,
    /// What the friend gets.
    pub friend_points: Points,
    /// Beside it a coupon of the kind with this number.
    pub referrer_coupon: Option<i64>,
    /// What the friend gets of coupons.
    pub friend_coupon: Option<i64>,
    /// What the first purchase has to come to, paid net.
    pub least_fen: Fen,
    /// Days after joining within which it has to be made.
    pub within_days: i32,
    /// Days after it until both get theirs.
    pub wait_days: i64,
    /// Days after that within which both lose it when all of the purchase is brought back.
    pub back_days: i64,
    /// Friends of a month for whom one member gets something.
    pub a_month: i64,
}

impl Default for ReferralRule {
    fn default() -> Self {
        Self {
            on: false,
            referrer_points: Points::new(200),
            friend_points: Points::new(100),
            referrer_coupon: None,
            friend_coupon: None,
            least_fen: Fen::new(1_000),
            within_days: 90,
            wait_days: 0,
            back_days: 30,
            a_month: 10,
        }
    }
}

impl Body for ReferralRule {
    const DIMENSION: Dimension = Dimension::Chain;
    const SENTENCES: &'static [Sentence] = &[
        Sentence::of("on", &[switch("on")]),
        Sentence::of(
            "gives",
            &[whole("referrer_points", 0, MAX), whole("friend_points", 0, MAX)],
        ),
        Sentence::of(
            "coupons",
            &[or_none("referrer_coupon", 1, MAX), or_none("friend_coupon", 1, MAX)],
        ),
        Sentence::of("first", &[money("least_fen", 0, MAX), whole("within_days", 1, 3_660)]),
        Sentence::of("wait", &[whole("wait_days", 0, 366)]),
        Sentence::of("back", &[whole("back_days", 0, 366)]),
        Sentence::of("month", &[whole("a_month", 1, 1_000)]),
    ];
}
