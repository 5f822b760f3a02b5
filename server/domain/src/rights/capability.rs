//! What a right is for, and how far it reaches.

use crate::text_enum;

text_enum! {
    /// How far a right reaches, the narrowest first.
    pub enum Reach {
        /// The one store in which somebody works.
        Own = "own",
        /// The stores and regions that somebody leads.
        Region = "region",
        /// Every store, and what is no single store's.
        Chain = "chain",
    }
}

text_enum! {
    /// What somebody may do. The words of each are `capability-` with its text.
    pub enum Capability {
        /// Scan and sell.
        Sell = "sell",
        /// Serve members at the card desk: enter them, report a loss, give out another card.
        ServeCards = "serve-cards",
        /// See the office, with the rows of the stores in reach.
        SeeOffice = "see-office",
        /// See what belongs to no single store: the gateways' accounts, grants, regions.
        SeeShop = "see-shop",
        /// Pay a top-up back.
        Refund = "refund",
        /// Correct a member's money by hand.
        CorrectMoney = "correct-money",
        /// Correct a member's points by hand.
        CorrectPoints = "correct-points",
        /// Look after members in the office: correct their data, change their cards, mark them, note what the staff should know.
        KeepMembers = "keep-members",
        /// Give a member a tier by hand, with a reason and an end.
        AssignTiers = "assign-tiers",
        /// Ask for two accounts of one person to become one.
        MergeMembers = "merge-members",
        /// Take members out of the books as a file.
        ExportMembers = "export-members",
        /// Be the second person for what one alone may not do.
        Approve = "approve",
        /// Make, move and end operators with fewer rights.
        Appoint = "appoint",
        /// Make and end tills and their keys.
        KeepTills = "keep-tills",
        /// Open, describe, move and close stores, and keep the regions.
        KeepStores = "keep-stores",
        /// Set the shop's rules.
        SetRules = "set-rules",
        /// Settle payments that do not fit, and top-ups that are held.
        SettlePayments = "settle-payments",
        /// Give money or points to many.
        Grant = "grant",
        /// Make kinds of coupons and codes for them.
        KeepCoupons = "keep-coupons",
        /// Give coupons to single members by hand, and take them back.
        GiveCoupons = "give-coupons",
        /// Bring balances in from elsewhere.
        BringIn = "bring-in",
        /// Reset somebody's second step, and say whose member account is whose.
        KeepAccounts = "keep-accounts",
        /// Make and change roles.
        EditRoles = "edit-roles",
        /// Decide for the whole shop what no other right names.
        RunShop = "run-shop",
        /// Close a store's day, and the shifts of others in it.
        CloseDays = "close-days",
        /// Read, tick and sign the audit of a store's day.
        AuditDays = "audit-days",
        /// Make campaigns, put them on and take them off.
        RunCampaigns = "run-campaigns",
        /// Take something off a bill by hand at a counter: another price, a discount.
        ReducePrice = "reduce-price",
        /// Take goods back after the days that the shop's terms give, or of a kind that does not come back.
        ReturnLate = "return-late",
        /// Take goods back without a receipt.
        ReturnWithoutReceipt = "return-without-receipt",
    }
}

/// In what a limit is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Measure {
    /// Whole fen.
    Money,
    /// Whole points.
    Points,
}

impl Capability {
    /// In what its limits are counted; none for what has no limits.
    #[must_use]
    pub const fn measure(self) -> Option<Measure> {
        match self {
            Self::Refund | Self::CorrectMoney | Self::GiveCoupons | Self::ReducePrice | Self::ReturnWithoutReceipt => {
                Some(Measure::Money)
            }
            Self::CorrectPoints => Some(Measure::Points),
            _ => None,
        }
    }

    /// Whether it is about what belongs to no single store, so that it reaches the chain or nothing.
    #[must_use]
    pub const fn is_shops(self) -> bool {
        matches!(
            self,
            Self::SeeShop
                | Self::KeepStores
                | Self::SetRules
                | Self::SettlePayments
                | Self::Grant
                | Self::KeepCoupons
                | Self::BringIn
                | Self::KeepAccounts
                | Self::EditRoles
                | Self::RunShop
                | Self::RunCampaigns
        )
    }

    /// Whether it is the daily work at a counter, which whoever appoints the staff of a store may give without standing there themselves.
    #[must_use]
    pub const fn is_counter_work(self) -> bool {
        matches!(self, Self::Sell | Self::ServeCards)
    }

    /// Its place in a set of bits.
    #[must_use]
    pub const fn bit(self) -> u64 {
        1 << (self as u8)
    }
}
