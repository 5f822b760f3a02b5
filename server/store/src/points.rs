//! Points: earned, given to another member, expired.

mod earn;
pub mod expiry;
pub mod gift;

pub(crate) use earn::{Earned, earn_points};
