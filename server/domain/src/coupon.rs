//! Coupons outside of a price: what a kind says about itself, how long one holds, how it came to its member, and the codes by which one is
//! claimed. What a coupon takes off is the quote's matter ([`crate::pricing`]).

mod code;
mod state;
mod terms;
mod validity;

pub use code::{CouponCode, CouponCodeError};
pub use state::{CouponCause, CouponStacks, CouponState};
pub use terms::{CouponEnglish, CouponKindCode, CouponName, CouponTerms, CouponText, coupon_groups};
pub use validity::CouponValidity;

#[cfg(all(test, feature = "settings", feature = "calendar"))]
mod tests;
