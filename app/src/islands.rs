//! The interactive parts, compiled for server and browser. Each adds to a page that works without it.

pub mod live_receipt;
pub mod member_code;
pub mod wait_for_news;

#[cfg(feature = "hydrate")]
mod browser;

pub use live_receipt::LiveReceipt;
pub use member_code::MemberCode;
pub use wait_for_news::WaitForNews;
