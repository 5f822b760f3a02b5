//! Friends whom members bring: who came on whose word, the first purchase, and what both get for it.
//!
//! A sale only notes that something is due. Both sides get theirs in a transaction of its own that locks both wallets in the order of their
//! numbers, so no sale waits for the wallet of somebody who is not there.

mod came;
mod pay_out;
mod purchase;
mod row;
mod view;

pub(crate) use came::came;
pub use pay_out::{referrals_due, settle_referrals};
pub(crate) use purchase::{note_first_purchase, note_returned};
pub use row::{ReferralState, ReferralWhy};
pub use view::{BroughtFriend, brought_friends};
