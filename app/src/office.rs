//! The back office, a folder an area.

pub mod adjustment;
pub mod books;
pub mod campaigns;
pub mod card;
pub mod coupon;
pub mod day;
mod form;
pub mod frame;
pub mod goods;
pub mod grant;
pub mod member;
pub mod organisation;
pub mod payment;
mod picture;
pub mod reconciliation;
pub mod refund;
pub mod report;
pub mod role;
pub mod sale;
pub mod search;
pub mod settings;
pub mod setup;
pub mod specimen;
pub mod staff;
pub mod tag;
