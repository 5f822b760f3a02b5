//! Tiers: the metric by which members rise and fall.

mod growth;

pub use growth::growth;
pub(crate) use growth::{count_growth, expiry_under, first_month, growth_with, point_expiry};
