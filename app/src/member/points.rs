//! The member's points: what becomes of them, and giving some away.

pub mod give;
pub mod timeline;
