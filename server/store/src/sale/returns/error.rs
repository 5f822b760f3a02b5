//! Why nothing was taken back.

use huika_domain::{ErrorCode, ReturnError};

use super::exception::ReturnException;
use crate::{StoreError, db::idempotency::KeyReused};

/// Why nothing was taken back.
#[derive(Debug, Clone, thiserror::Error)]
pub enum ReturnGoodsError {
    /// This store has no such receipt.
    #[error("this store has no such receipt")]
    NoSale,
    /// Whoever is at the till may take nothing back, or not in this store.
    #[error("whoever is at this till may take nothing back here")]
    NotAllowed,
    /// This line of goods came back before.
    #[error("this line was returned before")]
    LineReturned,
    /// It was sold by lines, so it comes back by lines.
    #[error("this sale was made by lines; say which pieces come back")]
    ByLines,
    /// It has no such line.
    #[error("this receipt has no such line")]
    NoLine,
    /// More pieces than are left.
    #[error("at most {most} pieces of line {} can still be returned", .line + 1)]
    TooManyPieces {
        /// Of which line.
        line: u32,
        /// So many are left.
        most: u32,
    },
    /// No shift is open at this counter, and the shop's rule asks for one.
    #[error("no shift is open at this till")]
    NoShift,
    /// The shop's terms do not take it back.
    #[error("the shop's terms do not take these goods back")]
    Terms(ReturnException),
    /// What sets the terms aside, or has no receipt, needs a reason.
    #[error("a reason of 2 to 200 characters is needed")]
    NoReason,
    /// There are no such goods.
    #[error("there are no such goods")]
    NoGoods,
    /// None of the shop's tenders has this name.
    #[error("none of the shop's tenders has this name")]
    UnknownTender,
    /// What goes back is another amount by now than the page showed.
    #[error("what goes back is another amount by now")]
    PriceChanged,
    /// Nothing of this number waits for a second person.
    #[error("no such return is waiting")]
    NotWaiting,
    /// Nothing, or more than was sold.
    #[error(transparent)]
    Plan(#[from] ReturnError),
    /// The key belongs to another request.
    #[error(transparent)]
    KeyReused(#[from] KeyReused),
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl ReturnGoodsError {
    /// A stable code for addresses and words.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::NoSale => ErrorCode::NoSale.as_str(),
            Self::NotAllowed => ErrorCode::NotAllowed.as_str(),
            Self::LineReturned => ErrorCode::LineReturned.as_str(),
            Self::ByLines => ErrorCode::ReturnByLines.as_str(),
            Self::NoLine => ErrorCode::NoLine.as_str(),
            Self::TooManyPieces { .. } => ErrorCode::ReturnMoreThanSold.as_str(),
            Self::NoShift => ErrorCode::NoShift.as_str(),
            Self::Terms(ReturnException::Late) => ErrorCode::ReturnTooLate.as_str(),
            Self::Terms(ReturnException::Excluded) => ErrorCode::ReturnExcluded.as_str(),
            Self::NoReason => ErrorCode::ReasonLength.as_str(),
            Self::NoGoods => ErrorCode::NoGoods.as_str(),
            Self::UnknownTender => ErrorCode::UnknownTender.as_str(),
            Self::PriceChanged => ErrorCode::PriceChanged.as_str(),
            Self::NotWaiting => ErrorCode::NotWaiting.as_str(),
            Self::Plan(error) => error.code(),
            Self::KeyReused(_) => ErrorCode::KeyReused.as_str(),
            Self::Store(error) => error.code(),
        }
    }
}
