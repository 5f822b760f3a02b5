//! Joining and signing in, and the end of it.

mod challenge;
pub mod code;
pub mod passkey;
pub mod phone;
pub mod signed_out;
pub mod way;
