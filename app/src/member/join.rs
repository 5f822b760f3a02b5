//! Joining and signing in, and the end of it.

pub mod phone;
pub mod signed_out;
