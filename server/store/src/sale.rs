//! Sales: made, listed, returned, and watched where only a till says that they were paid.

mod cursor;
pub mod returns;
mod sell;
pub mod watch;

pub use cursor::SalesCursor;
pub use sell::{SaleReceipt, Sell, SellError, quote_sale, sell};
