//! What the shop decides: each rule as a sentence, with its history.

pub mod area;
mod change;
mod history;
pub mod list;
mod scope;
mod sentence;

const PAGE: &str = "/office/rules";
