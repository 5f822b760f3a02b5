//! Why an offer was not used, and what is missing: an answer to "why not?" as data.

use crate::{BusinessDay, CampaignId, CouponId, Fen, Millis, text_enum};
use serde::{Deserialize, Serialize};

/// What was offered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum OfferId {
    /// A campaign in force.
    Campaign(CampaignId),
    /// A coupon that the member holds.
    Coupon(CouponId),
    /// A typed code, by its place among those typed.
    Code(u32),
}

text_enum! {
    /// Why an offer was not used.
    pub enum Reason {
        /// It begins later.
        NotYet = "not-yet",
        /// It is over.
        Over = "over",
        /// Not on this day of the week or of the month.
        OtherDay = "other-day",
        /// Not at this hour.
        OtherHour = "other-hour",
        /// Not in this store or at this till.
        OtherStore = "other-store",
        /// For members.
        MembersOnly = "members-only",
        /// For another tier.
        OtherTier = "other-tier",
        /// For another kind of card.
        OtherCardType = "other-card-type",
        /// For members with another tag.
        OtherTag = "other-tag",
        /// For members who joined by another path.
        OtherSource = "other-source",
        /// Only around a birthday.
        NoBirthday = "no-birthday",
        /// Only for a first purchase.
        NotFirstSale = "not-first-sale",
        /// Nothing in the cart that it holds for.
        NoGoods = "no-goods",
        /// Goods for more are needed.
        BelowThreshold = "below-threshold",
        /// More pieces are needed.
        TooFewPieces = "too-few-pieces",
        /// It was used as often as it may be.
        LimitReached = "limit-reached",
        /// What it may cost is spent.
        BudgetSpent = "budget-spent",
        /// It was used.
        Used = "used",
        /// Somebody chose others.
        NotChosen = "not-chosen",
        /// Nothing has this code.
        UnknownCode = "unknown-code",
        /// It does not go with another one that saves more.
        NotWith = "not-with",
        /// With it, others would not apply, and the bill would be higher.
        CostsMore = "costs-more",
        /// There is nothing left that it could take off.
        NothingLeft = "nothing-left",
        /// It was offered twice.
        GivenTwice = "given-twice",
        /// Its own figures make no sense.
        RuleWrong = "rule-wrong",
    }
}

/// What is missing, where that is a figure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Missing {
    /// Goods for so much more.
    Money(Fen),
    /// So many more pieces.
    Pieces(u32),
    /// From this instant on.
    From(Millis),
    /// From this day on.
    FromDay(BusinessDay),
    /// Another one was used instead, which saves so much more.
    Instead {
        /// Which.
        other: OfferId,
        /// How much more it saves.
        saves: Fen,
    },
    /// Without it the bill is so much lower.
    Dearer(Fen),
}

/// An offer that was not used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refused {
    /// Which.
    pub offer: OfferId,
    /// Why not.
    pub reason: Reason,
    /// What is missing.
    pub missing: Option<Missing>,
}

/// Why an offer does not apply, before it is known which it is.
pub(super) type Why = (Reason, Option<Missing>);

impl Reason {
    /// The key of its words, `why-not-` and its text.
    pub fn key(self) -> String {
        format!("why-not-{}", self.as_str())
    }
}
