//! What counter and office share: who is signed in, how, and the frame of their pages.

mod frame;
pub mod invitation;
mod let_in;
pub mod refund;
mod scanner;
pub mod second_step;
pub mod security;
mod session;
pub mod shown_once;
pub mod sign_in;
pub mod unlock;

pub use frame::{Area, Desk, Gate};
pub use session::{Staff, form_own, form_staff, require_own, require_staff, staff_signed_in};
