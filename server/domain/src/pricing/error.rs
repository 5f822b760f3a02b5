//! Why there is no quote, and the limits of one.

use crate::{DeductionError, ErrorCode, Fen, Shortage};

/// The largest bill, 10,000,000.00: a slip of a finger or a broken till, and so small that a day's total never overflows, nor does a product of
/// two amounts of one bill.
pub const MAX_GROSS: Fen = Fen::new(1_000_000_000);

/// The most lines of one bill.
pub const MOST_LINES: usize = 512;

/// The most campaigns in force.
pub const MOST_CAMPAIGNS: usize = 1_000;

/// The most coupons, and the most codes, of one request.
pub const MOST_COUPONS: usize = 200;

/// Why there is no quote.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum QuoteError {
    /// Nothing is sold, or nothing is paid for it, neither in money nor in points.
    #[error("a sale needs an amount above zero")]
    NotPositive,
    /// More than [`MAX_GROSS`], or more lines or offers than a bill may have.
    #[error("a bill is at most {}", MAX_GROSS)]
    TooMuch,
    /// A coupon below zero or above what is left of the bill.
    #[error("the coupon takes off more than the bill")]
    CouponAboveBill,
    /// So many points cannot be used for this bill.
    #[error(transparent)]
    Points(#[from] DeductionError),
    /// The stored value does not cover it.
    #[error(transparent)]
    Short(#[from] Shortage),
    /// A figure does not fit, or a rule makes no sense.
    #[error("the amounts or the rules make no sense")]
    BadRule,
}

impl QuoteError {
    /// A stable code for addresses and logs.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NotPositive => ErrorCode::AmountTooSmall.as_str(),
            Self::TooMuch => ErrorCode::AmountTooLarge.as_str(),
            Self::CouponAboveBill => ErrorCode::CouponAboveBill.as_str(),
            Self::Points(DeductionError::NotWholeBlocks { .. }) => ErrorCode::PointsNotWholeBlocks.as_str(),
            Self::Points(DeductionError::NotEnough { .. }) => ErrorCode::PointsShort.as_str(),
            Self::Points(DeductionError::AboveTheLimit { .. }) => ErrorCode::PointsAboveLimit.as_str(),
            Self::Short(_) => ErrorCode::BalanceShort.as_str(),
            Self::Points(DeductionError::BadRule) | Self::BadRule => ErrorCode::RuleWrong.as_str(),
        }
    }
}
