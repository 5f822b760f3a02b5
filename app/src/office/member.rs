//! Members in the office: their list, one of them with everything about them, and what is done for them.

mod acts;
mod address;
pub mod change;
pub mod closing;
pub mod coupons;
pub mod document;
mod facts;
mod fields;
pub mod list;
pub mod make;
pub mod merge;
pub mod one;
pub mod segment;
mod shown;
mod tabs;
pub mod tier;
