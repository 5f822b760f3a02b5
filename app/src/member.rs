//! The member's portal, a file a page.

pub mod code;
pub mod entry;
pub mod home;
pub mod join;
pub mod mall;
pub mod me;
pub mod orders;
pub mod payment;
pub mod statement;
pub mod top_up;

mod movement;
mod session;

pub use movement::live as live_movement;
pub use session::{form_member, require_member, signed_in};
