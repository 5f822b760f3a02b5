//! Campaigns: the list, the sentence of one with its life, its effect and its history, the editor, and what can be tried before it is on.

pub mod change;
mod effect;
mod fields;
pub mod groups;
mod history;
pub mod list;
pub mod make;
mod named;
pub mod one;
mod replay;
mod steps;
pub mod trial;
mod typed;

/// The list.
const PAGE: &str = "/office/campaigns";
