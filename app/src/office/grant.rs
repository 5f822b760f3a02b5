//! Grants to many: their list, the form that plans one, and one of them from its preview to its end.

pub mod list;
pub mod make;
pub mod one;
