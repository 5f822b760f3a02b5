//! The back office, a folder an area.

pub mod books;
mod form;
pub mod frame;
pub mod organisation;
pub mod payment;
pub mod reconciliation;
pub mod refund;
pub mod report;
pub mod sale;
pub mod search;
pub mod settings;
pub mod setup;
pub mod specimen;
pub mod staff;
