//! What a till asks the member.

pub mod approve;
