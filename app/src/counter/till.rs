//! The member at the till: the scanned code, and the question to their phone.

pub mod scan;
pub mod token;
pub mod wait;
