//! The member's own settings.

pub mod birthday;
pub mod invite;
pub mod limit;
pub mod offers;
pub mod overview;
pub mod passkeys;
pub mod phone;
pub mod pin;
