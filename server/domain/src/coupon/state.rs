//! What became of a coupon, how it came about, and beside which others it goes.

use crate::text_enum;

text_enum! {
    /// What became of a coupon that was issued.
    pub enum CouponState {
        /// A code that nobody has claimed.
        Open = "open",
        /// A member has it.
        Held = "held",
        /// It was used in a sale.
        Used = "used",
        /// Its time is over.
        Expired = "expired",
        /// The shop took it back.
        TakenBack = "taken-back",
        /// Its member gave it to another one.
        GivenAway = "given-away",
    }
}

text_enum! {
    /// How a coupon came to its member.
    pub enum CouponCause {
        /// Somebody gave it by hand.
        Hand = "hand",
        /// The same, as an apology.
        Apology = "apology",
        /// A grant to many.
        Segment = "segment",
        /// A campaign.
        Campaign = "campaign",
        /// Reaching a tier.
        Tier = "tier",
        /// A birthday.
        Birthday = "birthday",
        /// A code that was claimed.
        Code = "code",
        /// Points that were exchanged.
        Points = "points",
        /// A friend's first purchase.
        Referral = "referral",
        /// Another member gave it on.
        Gift = "gift",
    }
}

text_enum! {
    /// Beside which others a coupon goes in one bill.
    pub enum CouponStacks {
        /// Beside any other.
        Together = "together",
        /// Only one of those that say so.
        OneOfThem = "one-of-them",
        /// Beside no other coupon.
        Alone = "alone",
    }
}
