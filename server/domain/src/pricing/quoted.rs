//! The quote itself.

use super::explanation::Applied;
use super::refusal::Refused;
use crate::{CampaignId, CouponId, Deduction, Fen, GoodsId, MoneyDraw, Points, text_enum};
use serde::{Deserialize, Serialize};

text_enum! {
    /// How the offers were chosen.
    pub enum Best {
        /// No other admissible set is cheaper, and one more offer would never have raised the price.
        Proved = "proved",
        /// All sets of the offers that exclude each other were tried; others may differ by single fen.
        Searched = "searched",
        /// One after the other: too many exclude each other.
        Greedy = "greedy",
    }
}

/// What a sale costs, why, what pays for it, and what it earns.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quote {
    /// The version of the rules.
    pub version: i64,
    /// The lines of the cart, in its order.
    pub lines: Vec<QuotedLine>,
    /// What is given with them.
    pub gifts: Vec<QuotedGift>,
    /// What each step took off, in the order of the steps, and its arithmetic.
    pub applied: Vec<Applied>,
    /// Every offer that was not used, and why.
    pub refused: Vec<Refused>,
    /// How the offers were chosen.
    pub best: Best,
    /// The goods at their list prices.
    pub list: Fen,
    /// After everything but points and rounding-off.
    pub before_points: Fen,
    /// Points spent and what they take off.
    pub deduction: Deduction,
    /// Let go at the end.
    pub rounding: Fen,
    /// To be paid.
    pub due: Fen,
    /// Of that from principal.
    pub principal: Fen,
    /// Of that from bonus.
    pub bonus: Fen,
    /// Of that with outside money.
    pub outside: Fen,
    /// The outside money by tender.
    pub tenders: Vec<Fen>,
    /// Which lots give how much.
    pub draws: Vec<MoneyDraw>,
    /// Principal and outside money: what earns points, and the growth of the member.
    pub net: Fen,
    /// Points earned.
    pub earned: Points,
}

/// A line of a quote: what was paid for it, frozen. A return reads this and quotes nothing again.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuotedLine {
    /// Its pieces.
    pub quantity: u32,
    /// Its list price.
    pub list: Fen,
    /// What it costs before points and rounding-off.
    pub before_points: Fen,
    /// To be paid for it.
    pub due: Fen,
    /// Of that from principal.
    pub principal: Fen,
    /// Of that from bonus.
    pub bonus: Fen,
    /// Of that with outside money.
    pub outside: Fen,
    /// Its share of the points spent.
    pub points: Points,
    /// Its share of the points earned.
    pub earned: Points,
}

/// A line that was given with others.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuotedGift {
    /// By which campaign.
    pub campaign: CampaignId,
    /// Which goods.
    pub goods: GoodsId,
    /// So many pieces.
    pub quantity: u32,
    /// What one piece is worth, to whoever keeps it and returns what it was given for.
    pub worth: Fen,
    /// From goods for so much on.
    pub from: Fen,
    /// For each `from`.
    pub each: bool,
    /// Pieces for each time.
    pub pieces: u32,
    /// What it was given for: places of lines, and what was measured of each.
    pub of: Vec<(u32, Fen)>,
}

impl Quote {
    /// What is taken from stored value.
    pub fn stored(&self) -> Fen {
        Fen::new(self.principal.get().saturating_add(self.bonus.get()))
    }

    /// What was taken off before points.
    pub fn off(&self) -> Fen {
        Fen::new(self.list.get().saturating_sub(self.before_points.get()))
    }

    /// Whether a campaign or a coupon took something off, or gave something.
    pub fn uses_offers(&self) -> bool {
        let is_offer = |source: &super::Source| matches!(source, super::Source::Offer(_));
        self.applied.iter().any(|applied| is_offer(&applied.source)) || !self.gifts.is_empty()
    }

    /// Whether a person at the till took something off.
    pub fn is_by_hand(&self) -> bool {
        self.applied.iter().any(|applied| applied.source == super::Source::Hand)
    }

    /// The coupons that it uses up: those that took something off.
    pub fn coupons(&self) -> impl Iterator<Item = CouponId> + '_ {
        self.applied.iter().filter_map(|applied| match applied.source {
            super::Source::Offer(super::OfferId::Coupon(coupon)) if applied.amount.is_positive() => Some(coupon),
            _ => None,
        })
    }
}
