//! The member's coupons: the wallet of them, one of them, and a code that becomes one.

pub mod code;
pub mod one;
pub mod wallet;
