//! Ways in which a gateway takes money back, and how far that is.

use crate::{payment::alarm::AlarmReason, top_up::HeldReason};

huika_domain::text_enum! {
    /// In which way money went.
    pub enum ReversalKind {
        /// A refund that was made in the gateway's console.
        Refund = "refund",
        /// A dispute: the payer's bank took it.
        Dispute = "dispute",
    }
}

crate::db::text_columns!(ReversalKind);

impl ReversalKind {
    pub(crate) const fn alarm(self) -> AlarmReason {
        match self {
            Self::Refund => AlarmReason::ConsoleRefund,
            Self::Dispute => AlarmReason::Dispute,
        }
    }

    pub(super) const fn held(self) -> HeldReason {
        match self {
            Self::Refund => HeldReason::ConsoleRefund,
            Self::Dispute => HeldReason::Dispute,
        }
    }
}

huika_domain::text_enum! {
    /// How far it is.
    pub enum ReversalState {
        /// Not decided, or on its way.
        Open = "open",
        /// The money is gone.
        Done = "done",
        /// It did not happen, or the money came home.
        Withdrawn = "withdrawn",
    }
}

crate::db::text_columns!(ReversalState);
