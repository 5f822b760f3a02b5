//! What prices are worked out from.

mod used_in;

pub use used_in::UsedIn;
