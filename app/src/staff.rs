//! What counter and office share: who is signed in, how, and the frame of their pages.

pub mod approvals;
mod document;
mod frame;
pub mod invitation;
mod let_in;
pub mod pair;
pub mod paper;
pub mod refund;
mod scanner;
pub mod second_step;
pub mod security;
mod session;
pub mod shown_once;
pub mod sign_in;
pub mod slip;
pub mod unlock;

pub use document::{document_field, document_name, is_document, proxy_document_field};
pub use frame::{Area, Desk, Gate};
pub use session::{PAIR, Staff, form_own, form_staff, home_of, require_own, require_staff, staff_signed_in};
