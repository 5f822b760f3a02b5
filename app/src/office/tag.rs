//! Tags and segments: the words that members are marked with, and the conditions that are kept under a name.

pub mod list;
