//! The cashier's screens: keyboard and scanner first.

pub mod birthday;
pub mod cards;
mod desk;
pub mod new_member;
pub mod receipt;
pub mod refunds;
pub mod sale;
pub mod scan;
pub mod sign_in;
pub mod wait;

pub use desk::{Area, Desk, Staff, form_staff, require_staff, staff_signed_in};
