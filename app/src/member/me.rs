//! The member's own settings.

pub mod birthday;
pub mod close;
pub mod consents;
pub mod data;
pub mod invite;
pub mod limit;
pub mod overview;
pub mod passkeys;
pub mod phone;
pub mod pin;
pub mod profile;
pub mod tier;
