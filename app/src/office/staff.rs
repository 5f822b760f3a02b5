//! Who works here.

pub mod list;
