//! Coupons in the office: kinds with their editor, codes, points for one, and the list of those that were issued.

mod address;
pub mod batch;
pub mod change;
mod fields;
mod issue;
pub mod list;
pub mod make;
pub mod one;
mod read;
