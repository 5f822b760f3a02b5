//! Sales: made, listed, returned, and watched where only a till says that they were paid.

mod bill;
mod cursor;
pub mod returns;
mod sell;
pub mod watch;

pub use bill::{SaleReceipt, Sell, SellError};
pub use cursor::SalesCursor;
pub use sell::{quote_sale, sell};
