//! What gateways say about payments, and what a person decides about them.

mod held;
pub mod list;
