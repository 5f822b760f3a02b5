//! The back office.

pub mod books;
