//! What the books say about the member.

pub mod entry;
pub mod statement;
