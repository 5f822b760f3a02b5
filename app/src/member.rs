//! The member's portal, a file a page.

pub mod code;
pub mod entry;
pub mod home;
pub mod join;
pub mod mall;
pub mod me;
pub mod orders;
pub mod payment;
pub mod refund;
pub mod statement;
pub mod top_up;
pub mod top_ups;

mod movement;
mod session;

pub use movement::{channel_name, live as live_movement};
pub use session::{form_member, require_member, signed_in};
