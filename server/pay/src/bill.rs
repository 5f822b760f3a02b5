//! A day's bill, the one form in which every gateway's file reaches the reconciliation.

use huika_domain::{Fen, Millis};

use crate::{Currency, RefundState};

/// A day's bill.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Bill {
    /// Its lines. A day on which nothing happened has none.
    pub rows: Vec<BillRow>,
    /// The file's digest, as it was checked; empty where the gateway gives none.
    pub digest: String,
}

/// One line of a bill.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BillRow {
    /// The merchant that the gateway names.
    pub merchant: String,
    /// The app that the gateway names.
    pub app: String,
    /// Our number of the order. As text: other programs may use the same account, with numbers of other shapes.
    pub number: String,
    /// The gateway's number of the payment.
    pub transaction: String,
    /// When, by the gateway's clock.
    pub at: Millis,
    /// In which money.
    pub currency: Currency,
    /// What the gateway kept, rounded half up to the fen; negative when it gave something back.
    pub fee: Fen,
    /// What happened.
    pub fact: BillFact,
}

/// What a line of a bill is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BillFact {
    /// Money came.
    Paid {
        /// The order's amount.
        amount: Fen,
    },
    /// Money went back, or is on its way.
    Refunded {
        /// Our number of the refund.
        refund_number: String,
        /// How much.
        amount: Fen,
        /// How the refund stands.
        state: RefundState,
    },
}
