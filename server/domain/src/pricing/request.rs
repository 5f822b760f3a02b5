//! What a quote is asked for.

use super::buyer::Buyer;
use super::cart::CartLine;
use super::condition::{Moment, Place};
use super::coupon::Coupon;
use super::hand::HandOff;
use super::refusal::OfferId;
use crate::{CouponId, Fen, Points};
use serde::{Deserialize, Serialize};

/// How many points the member wants to pay with.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PointsWanted {
    /// None.
    #[default]
    None,
    /// Exactly so many, or an error that says why not.
    Exactly(Points),
    /// As many as the bill and the balance allow.
    Most,
}

/// What the bill is paid with.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PayWith {
    /// All of it from stored value, or an error that says what is missing.
    #[default]
    Balance,
    /// Stored value as far as it goes, and the rest with outside money.
    BalanceFirst,
    /// So much from stored value, at most the bill, or an error that says what is missing; and the rest with outside money.
    BalanceExactly(Fen),
    /// All of it with outside money.
    Outside,
}

/// Which of the coupons may be used.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum CouponChoice<'a> {
    /// The set that makes the bill lowest.
    #[default]
    Best,
    /// These, chosen by a person, as far as they go together.
    These(&'a [CouponId]),
}

/// How often an offer may still be used, and what it may still cost, by the limits for this member, this day, this store and in all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Allowance {
    /// Which offer.
    pub offer: OfferId,
    /// So often; none without a limit.
    pub uses_left: Option<u32>,
    /// So much; none without a budget.
    pub budget_left: Option<Fen>,
}

/// Everything but the rules that decides what a sale costs.
#[derive(Clone, Copy, Debug)]
pub struct Request<'a> {
    /// The cart.
    pub lines: &'a [CartLine],
    /// The member; none for a sale to somebody unknown.
    pub buyer: Option<Buyer<'a>>,
    /// The coupons that the member holds.
    pub coupons: &'a [Coupon],
    /// Which of them may be used.
    pub choice: CouponChoice<'a>,
    /// The codes that were typed.
    pub codes: &'a [&'a str],
    /// What limits leave of offers that have any.
    pub allowances: &'a [Allowance],
    /// What a person at the till takes off the whole bill; a price is none of a bill's, and takes nothing.
    pub hand: Option<HandOff>,
    /// Points the member wants to pay with.
    pub points: PointsWanted,
    /// What pays the rest.
    pub pay_with: PayWith,
    /// How outside money is divided over several tenders: so much each, and the rest where nothing is said. Empty for one tender.
    pub tenders: &'a [Option<Fen>],
    /// Where.
    pub place: Place,
    /// When.
    pub at: Moment,
}
