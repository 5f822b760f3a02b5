//! A line of arithmetic: how a figure came about, in a form that every surface can show in its own words.

use crate::{Fen, Points};
use serde::{Deserialize, Serialize};

/// What a line is about. The page that shows it has the words under `key()`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Words {
    /// The goods at their prices.
    Gross,
    /// Off for the tier.
    TierDiscount,
    /// Off at a price level.
    PriceLevel,
    /// Off by a campaign.
    Campaign,
    /// Off for a coupon.
    Coupon,
    /// Off by hand.
    ByHand,
    /// Let go at the end.
    Rounding,
    /// Off for points.
    PointsDeduction,
    /// To be paid.
    Due,
    /// Paid from principal of a lot.
    Principal,
    /// Paid from bonus of a lot.
    Bonus,
    /// Paid with outside money.
    Outside,
    /// Points earned.
    PointsEarned,
    /// Money paid in by a top-up.
    PaidIn,
    /// Bonus that a top-up gives.
    BonusGiven,
    /// Points that a top-up gives.
    PointsGiven,
    /// Principal spent since.
    PrincipalSpent,
    /// What a refund pays out.
    RefundAmount,
    /// Bonus that a refund voids because nothing of the top-up was used.
    BonusVoid,
    /// Bonus that expires with the rest of its lot.
    BonusLapses,
    /// Points that a top-up gave and that go back with its refund.
    PointsTaken,
}

impl Words {
    /// The key of the words in the message files, `line-` and the name in kebab case.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Gross => "line-gross",
            Self::TierDiscount => "line-tier-discount",
            Self::PriceLevel => "line-price-level",
            Self::Campaign => "line-campaign",
            Self::Coupon => "line-coupon",
            Self::ByHand => "line-by-hand",
            Self::Rounding => "line-rounding",
            Self::PointsDeduction => "line-points-deduction",
            Self::Due => "line-due",
            Self::Principal => "line-principal",
            Self::Bonus => "line-bonus",
            Self::Outside => "line-outside",
            Self::PointsEarned => "line-points-earned",
            Self::PaidIn => "line-paid-in",
            Self::BonusGiven => "line-bonus-given",
            Self::PointsGiven => "line-points-given",
            Self::PrincipalSpent => "line-principal-spent",
            Self::RefundAmount => "line-refund-amount",
            Self::BonusVoid => "line-bonus-void",
            Self::BonusLapses => "line-bonus-lapses",
            Self::PointsTaken => "line-points-taken",
        }
    }
}

/// The figure of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LineAmount {
    /// Money.
    Money(Fen),
    /// Points.
    Points(Points),
}

impl LineAmount {
    /// The figure for people: `¥36.50`, `36`.
    pub fn display(self) -> String {
        match self {
            Self::Money(amount) => amount.display(),
            Self::Points(points) => points.display(),
        }
    }
}

/// One line: what it is about, how it was worked out, and the figure.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// What it is about.
    pub words: Words,
    /// The arithmetic in figures and signs only, such as `36.50 × 100.00 ÷ 112.00`, so that it needs no translation; empty
    /// where there is none.
    pub arithmetic: String,
    /// The figure. What takes away is negative.
    pub amount: LineAmount,
}

impl Line {
    pub(crate) fn money(words: Words, arithmetic: impl Into<String>, amount: Fen) -> Self {
        Self {
            words,
            arithmetic: arithmetic.into(),
            amount: LineAmount::Money(amount),
        }
    }

    pub(crate) fn points(words: Words, arithmetic: impl Into<String>, points: Points) -> Self {
        Self {
            words,
            arithmetic: arithmetic.into(),
            amount: LineAmount::Points(points),
        }
    }
}
