//! Kinds of card: their list, the editor with the card's face beside it, and each one with the rules of its own.

mod change;
mod fields;
pub mod list;
pub mod make;
pub mod one;
