//! How a referral stands, and why nothing is given for one.

huika_domain::text_enum! {
    /// How far it is. The words of each are `referral-` with its text.
    pub enum ReferralState {
        /// The friend has bought nothing yet.
        Waiting = "waiting",
        /// The first purchase was made: both get theirs when its time has come.
        Due = "due",
        /// Both have theirs.
        Given = "given",
        /// All of the purchase came back: both lose theirs.
        Returned = "returned",
        /// Both have lost theirs again.
        TakenBack = "taken-back",
        /// Nothing is given.
        Refused = "refused",
    }
}

crate::db::text_columns!(ReferralState);

huika_domain::text_enum! {
    /// Why nothing is given. The words of each are `referral-why-` with its text.
    pub enum ReferralWhy {
        /// Nothing stands against it.
        None = "",
        /// One of both works here.
        Staff = "staff",
        /// The number was rewarded before, under an account that was closed.
        PhoneBefore = "phone-before",
        /// The first purchase came too late.
        TooLate = "too-late",
        /// The first purchase was too small.
        TooSmall = "too-small",
        /// All of it came back before anything was given.
        Returned = "returned",
        /// Enough friends were rewarded in this month.
        Month = "month",
        /// One of both accounts is closed, or its card is not in use.
        NotActive = "not-active",
        /// The friend joined on the phone of who sent them.
        SamePhone = "same-phone",
        /// The account was merged into another one.
        Merged = "merged",
    }
}

crate::db::text_columns!(ReferralWhy);
