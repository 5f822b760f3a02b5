//! The seven properties, the worked examples, and the numbered failures of others.

mod case;
mod examples;
mod office;
mod properties;
mod random;
mod reading;
mod same_as_before;
