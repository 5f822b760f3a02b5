//! What holds for all coupons.

use serde::{Deserialize, Serialize};

use super::{
    Body, Dimension, Sentence,
    area::{MAX, money, whole},
};
use crate::Fen;

/// Rules of coupons.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct CouponRule {
    /// Days that a coupon holds at least when its goods come back and its own time is over or nearly so.
    pub grace_days: u16,
    /// Days before its end from which on the first page of the phone reminds of a coupon.
    pub remind_days: u16,
    /// What one person may give by hand at once, as the coupon counts, where their role says nothing else.
    pub by_hand_at_once: Fen,
    /// And in a day.
    pub by_hand_a_day: Fen,
}

impl Default for CouponRule {
    fn default() -> Self {
        Self {
            grace_days: 30,
            remind_days: 3,
            by_hand_at_once: Fen::new(100_00),
            by_hand_a_day: Fen::new(500_00),
        }
    }
}

impl Body for CouponRule {
    const DIMENSION: Dimension = Dimension::Chain;
    const SENTENCES: &'static [Sentence] = &[
        Sentence::of("grace", &[whole("grace_days", 0, 365)]),
        Sentence::of("remind", &[whole("remind_days", 1, 60)]),
        Sentence::of(
            "by-hand",
            &[money("by_hand_at_once", 0, MAX), money("by_hand_a_day", 0, MAX)],
        ),
    ];
}
