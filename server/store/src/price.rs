//! What a price is worked out from, and what it is noted with.

mod used_in;

pub use used_in::UsedIn;
