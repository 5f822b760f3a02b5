//! The back office, a folder an area.

pub mod books;
pub mod payment;
pub mod reconciliation;
pub mod refund;
pub mod sale;
pub mod staff;
