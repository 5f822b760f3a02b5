//! What a price is worked out from, and what it is noted with.
//! What prices are worked out from.

mod used_in;

pub use used_in::UsedIn;
