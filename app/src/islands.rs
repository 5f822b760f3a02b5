//! The interactive parts, compiled for server and browser. Each adds to a page that works without it.

pub mod live_receipt;
pub mod member_code;

#[cfg(feature = "hydrate")]
mod browser;

pub use live_receipt::LiveReceipt;
pub use member_code::MemberCode;
