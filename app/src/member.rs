//! The member's portal, a file a page.

pub mod approve;
pub mod birthday;
pub mod card;
pub mod card_receipt;
pub mod code;
pub mod entry;
pub mod home;
pub mod invite;
pub mod join;
pub mod legal;
pub mod limit;
pub mod mall;
pub mod me;
pub mod orders;
pub mod passkeys;
pub mod payment;
pub mod phone;
pub mod pin;
pub mod refund;
pub mod signed_out;
pub mod statement;
pub mod top_up;
pub mod top_ups;

mod code_request;
mod movement;
mod pin_check;
mod proof;
mod session;

pub use approve::{asked_text, big_leaves};
pub use movement::{channel_name, live as live_movement};
pub use session::{Waiting, form_member, require_member, signed_in};
