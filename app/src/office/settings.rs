//! What the shop decides: each rule as a sentence, with its history.

pub mod area;
mod change;
mod history;
pub mod list;
mod preview;
mod scope;

pub use change::refuse_value;

const PAGE: &str = "/office/rules";
