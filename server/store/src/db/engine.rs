//! The two engines. What differs between them stands in one module each and nowhere else.

pub(crate) mod postgres;
pub(crate) mod sqlite;
