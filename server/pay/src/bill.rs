//! A day's bill, the one form in which every gateway's file reaches the reconciliation.

use huika_domain::{Fen, Millis};

use crate::{Currency, DisputeState, RefundState};

/// A day's bill.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DayBill {
    /// Its lines. A day on which nothing happened has none.
    pub rows: Vec<BillRow>,
    /// The file's digest, as it was checked; empty where the gateway gives none.
    pub digest: String,
    /// Where the account's fund flow and the lines disagree; nothing where the gateway has no such bill.
    pub unbooked: Vec<FundsDifference>,
}

huika_domain::text_enum! {
    /// Which of a day's files.
    pub enum BillKind {
        /// What was paid and refunded.
        Trade = "trade",
        /// What the account took in and gave out.
        Funds = "funds",
    }
}

/// A file of a day's bill as it came, to be kept: reading it again gives the same bill.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BillFile {
    /// Which one.
    pub kind: BillKind,
    /// Its digest: what the gateway named, or else SHA-256 of what came.
    pub digest: String,
    /// Packed as it was sent.
    pub content: Vec<u8>,
}

/// Money that the fund flow and the trade bill of a day do not tell alike.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FundsDifference {
    /// Our number of the order or refund, where the trade bill names it; else the gateway's.
    pub number: String,
    /// The gateway's number of the payment or refund.
    pub transaction: String,
    /// When.
    pub at: Millis,
    /// The amount by the trade bill.
    pub billed: Option<Fen>,
    /// What the account took in (or gave out) for it.
    pub booked: Option<Fen>,
}

/// One line of a bill.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BillRow {
    /// The merchant that the gateway names.
    pub merchant: String,
    /// The app that the gateway names.
    pub app: String,
    /// Our number of the order; the gateway's own where it names none of ours. As text: other programs may use the same account, with
    /// numbers of other shapes.
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
        /// The number of the refund: ours, or what the gateway's console gave it.
        refund_number: String,
        /// How much.
        amount: Fen,
        /// How the refund stands.
        state: RefundState,
    },
    /// Money was taken back by the payer's bank, or came home from a dispute.
    Disputed {
        /// The gateway's number of the dispute.
        dispute: String,
        /// How much is disputed.
        amount: Fen,
        /// How the dispute stands.
        state: DisputeState,
    },
}
