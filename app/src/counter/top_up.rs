//! Topping up at the counter, and the payment codes of customers' wallets.

pub mod choose;
pub mod notice;
pub mod pay_code;
pub mod slip;
pub mod take;
mod wanted;
