//! Sales: made, listed, returned, and watched where only a till says that they were paid.

mod bill;
mod cursor;
mod explained;
mod kept;
pub mod returns;
mod sell;
pub mod watch;
mod written;

pub use bill::{SaleReceipt, Sell, SellError, TenderWanted};
pub use cursor::SalesCursor;
pub use explained::{LineExplained, PriceExplained};
pub use kept::{Inputs, KeptSale};
pub use sell::{price_sale, quote_sale, sell};
pub(crate) use written::WrittenBill;
