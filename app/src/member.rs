//! The member's portal, a folder an area and a file a page.

pub mod card;
pub mod coupon;
pub mod home;
pub mod join;
pub mod ledger;
pub mod legal;
pub mod mall;
pub mod me;
pub mod offers;
pub mod points;
pub mod refund;
pub mod till;
pub mod top_up;

mod code_request;
mod known_phone;
mod own_keys;
mod pin_check;
mod proof;
mod session;

pub use session::{form_member, require_member, signed_in};
