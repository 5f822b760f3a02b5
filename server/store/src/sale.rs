//! Sales: made, listed, returned, and watched where only a till says that they were paid.

mod bill;
mod by_hand;
mod cursor;
mod explained;
mod kept;
pub mod returns;
mod sell;
mod typed_codes;
pub mod watch;
mod written;

pub use bill::{SaleReceipt, Sell, SellError, TenderWanted};
pub use by_hand::{ByHand, HandError};
pub(crate) use by_hand::{is_second, would_be_allowed};
pub use cursor::SalesCursor;
pub use explained::{LineExplained, PriceExplained};
pub use kept::{Inputs, KeptSale};
pub use sell::{price_sale, quote_sale, sell};
pub use typed_codes::price_typed;
pub(crate) use written::WrittenBill;
