//! The back office, a folder an area.

pub mod books;
pub mod frame;
pub mod payment;
pub mod reconciliation;
pub mod refund;
pub mod sale;
pub mod search;
pub mod specimen;
pub mod staff;
