//! The care of a card: lost, found, replaced, and what else a member without a phone comes for.

pub mod birthday;
pub mod cards;
pub mod new_member;
pub mod sessions;
