//! The care of a card: lost, found, replaced, and what else a member without a phone comes for.

pub mod application;
pub mod birthday;
pub mod document;
pub mod find;
pub mod new_member;
pub mod receipt;
pub mod serve;
mod served;
pub mod sessions;
pub mod several;
