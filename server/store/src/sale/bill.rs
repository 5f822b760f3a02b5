//! A bill to be paid, and what comes of it.

use crate::{StoreError, db::idempotency::KeyReused, staff::Place};
use huika_domain::{EntryId, ErrorCode, Fen, MemberId, Millis, PayWith, Points, PointsWanted, QuoteError, SaleId};
use serde::{Deserialize, Serialize};

/// A bill to be paid.
#[derive(Debug, Clone, Serialize)]
pub struct Sell {
    /// The open till session.
    pub session: String,
    /// The bill before discounts.
    pub gross: Fen,
    /// Points to pay with.
    pub points: PointsWanted,
    /// What pays the rest.
    pub pay_with: PayWith,
    /// How outside money comes in: one of the shop's tenders, such as `cash`. Empty when none does.
    pub outside_channel: String,
    /// Where.
    #[serde(skip)]
    pub place: Place,
    /// The request's key.
    #[serde(skip)]
    pub key: String,
}

/// A paid bill.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SaleReceipt {
    /// The sale.
    pub sale: SaleId,
    /// Its number on paper.
    pub receipt_number: String,
    /// Its entry in the books.
    pub entry: EntryId,
    /// Who paid.
    pub member: MemberId,
    /// When.
    pub at: Millis,
    /// The bill before discounts.
    pub gross: Fen,
    /// Taken off.
    pub discount: Fen,
    /// Points spent, and what they were worth.
    pub points_used: Points,
    /// See `points_used`.
    pub points_value: Fen,
    /// From the card, paid in.
    pub principal: Fen,
    /// From the card, given by the shop.
    pub bonus: Fen,
    /// Paid outside.
    pub outside: Fen,
    /// Points earned.
    pub earned: Points,
    /// On the card afterwards.
    pub balance: Fen,
    /// Points afterwards.
    pub points: Points,
}

/// Why nothing was sold.
#[derive(Debug, Clone, thiserror::Error)]
pub enum SellError {
    /// There is no such till session here, it has ended, or it was used.
    #[error("the code has to be scanned again")]
    NoSession,
    /// A printed or spoken number identifies; only the rotating code spends.
    #[error("only the rotating code may spend")]
    IdentifyOnly,
    /// More than may leave the card today by the code alone, in money and points, and the member did not approve this bill.
    #[error("above the member's limit, of which {} is left", .left.yuan())]
    AboveLimit {
        /// What is left of it.
        left: Fen,
    },
    /// A question to the member about a bill that takes nothing from the card.
    #[error("nothing would leave the card, so there is nothing to approve")]
    NothingToApprove,
    /// The member was asked about this scan often enough.
    #[error("the member was asked too often; scan again")]
    AskedTooOften,
    /// The card is frozen, lost or closed.
    #[error("the card is not in use")]
    NotActive,
    /// Whoever is at the till may not sell, or not in this store.
    #[error("whoever is at this till may not sell here")]
    NotAllowed,
    /// Money comes in outside of the card, and the till does not say how.
    #[error("say how the money outside of the card comes in, such as cash")]
    NoTender,
    /// The shop takes no money like this.
    #[error("the shop knows no tender of this name")]
    UnknownTender,
    /// No shift is open at this counter, and the shop's rule asks for one.
    #[error("no shift is open at this till")]
    NoShift,
    /// The bill cannot be paid like this.
    #[error(transparent)]
    Quote(#[from] QuoteError),
    /// The key belongs to another request.
    #[error(transparent)]
    KeyReused(#[from] KeyReused),
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl SellError {
    /// A stable code for addresses and words.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::NoSession => ErrorCode::NoSession.as_str(),
            Self::IdentifyOnly => ErrorCode::IdentifyOnly.as_str(),
            Self::AboveLimit { .. } => ErrorCode::AboveLimit.as_str(),
            Self::NothingToApprove => ErrorCode::NothingToApprove.as_str(),
            Self::AskedTooOften => ErrorCode::AskedTooOften.as_str(),
            Self::NotActive => ErrorCode::NotActive.as_str(),
            Self::NotAllowed => ErrorCode::NotAllowed.as_str(),
            Self::NoTender => ErrorCode::NoTender.as_str(),
            Self::UnknownTender => ErrorCode::UnknownTender.as_str(),
            Self::NoShift => ErrorCode::NoShift.as_str(),
            Self::Quote(error) => error.code(),
            Self::KeyReused(_) => ErrorCode::KeyReused.as_str(),
            Self::Store(error) => error.code(),
        }
    }
}
