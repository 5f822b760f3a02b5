//! Two accounts of one person become one. The account that stays gets everything with its history: lots keep their numbers, dates, kinds and
//! rules and change their owner, so that a refund, a return or an expiry finds them as before; sales, orders, coupons, cards, tags and notes are
//! its own from then on. The books say it by an entry on each side, which add up to nothing. The account that ends is closed, its sessions
//! end at once, its phone is free again, its cards lead to the one that stays, and `member.merged_into` says which one that is.
//!
//! One person asks and another one approves. What is still under way, such as a payment or a refund, stands in the way: it would arrive at
//! an account that is no more. Nothing is undone: what was taken together cannot be told apart once it is spent, and the reason is kept.

mod ask;
mod carry_over;
mod error;
mod obstacle;
mod preview;
mod rows;
mod wish;

pub use ask::{AskMerge, AskedMerge, ask_merge};
pub(crate) use ask::{approve_merge, refuse_merge};
pub use error::MergeError;
pub use obstacle::MergeObstacle;
pub use preview::{MergePreview, MergeSide, merged_into, preview_merge};
pub use rows::{MOVED, STAYING};
