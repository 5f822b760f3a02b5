//! Top-ups: choosing one, paying it, and those before.

pub mod choose;
pub mod list;
pub mod order;
pub mod pay;
