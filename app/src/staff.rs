//! What counter and office share: who is signed in, how, and the frame of their pages.

mod desk;
mod scanner;
pub mod second_step;
pub mod security;
pub mod sign_in;
pub mod unlock;

pub use desk::{Area, Desk, Gate, Staff, form_own, form_staff, require_own, require_staff, staff_signed_in};
