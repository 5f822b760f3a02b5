//! A gateway's bill of a day, a line each.

use huika_domain::{Fen, Millis};

use crate::payment::ReversalState;

/// A line of a bill.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BillLine {
    /// Our number of the order. As text: other programs may use the same account.
    pub number: String,
    /// The gateway's number of the payment.
    pub transaction: String,
    /// When, by the gateway's clock.
    pub at: Millis,
    /// How much came or went.
    pub amount: Fen,
    /// What happened.
    pub what: Billed,
}

/// What a line is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Billed {
    /// Money came.
    Paid,
    /// Money went back, or was to.
    Refunded {
        /// Our number of the refund, or what the gateway's console gave it.
        refund_number: String,
        /// How far it came.
        state: BilledRefund,
    },
    /// The payer's bank took money back, or gave it home.
    Disputed {
        /// The gateway's number of the dispute.
        dispute: String,
        /// How far it is.
        state: ReversalState,
    },
}

/// How a refund stands on the bill.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BilledRefund {
    /// The money went back.
    Done,
    /// It is on its way.
    Processing,
    /// It will not happen.
    Failed,
    /// The payer's account cannot take it.
    Abnormal,
}

impl BilledRefund {
    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Processing => "processing",
            Self::Failed => "failed",
            Self::Abnormal => "abnormal",
        }
    }
}

/// The day of a bill, by the gateway's calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Period {
    /// Its first instant.
    pub from: Millis,
    /// The first instant after it.
    pub until: Millis,
}

impl Period {
    pub(super) fn holds(self, at: Millis) -> bool {
        at >= self.from && at < self.until
    }
}
