//! The cashier's screens: keyboard and scanner first.

pub mod birthday;
pub mod cards;
mod desk;
pub mod new_member;
pub mod receipt;
pub mod refunds;
pub mod sale;
pub mod scan;
mod scanner;
pub mod second_step;
pub mod security;
pub mod sessions;
pub mod sign_in;
pub mod unlock;
pub mod wait;

pub use desk::{Area, Desk, Gate, Staff, form_own, form_staff, require_own, require_staff, staff_signed_in};
