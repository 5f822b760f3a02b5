//! Bills of the gateways beside the books.

pub mod list;
