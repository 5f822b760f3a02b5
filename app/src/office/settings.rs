//! What the shop decides: each rule as a sentence, with its history.

pub mod area;
mod change;
mod history;
pub mod list;
mod preview;
mod scope;
mod sentence;

pub use sentence::{read_words, said_of};

const PAGE: &str = "/office/rules";
