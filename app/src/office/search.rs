//! What the search box finds.

pub mod results;
