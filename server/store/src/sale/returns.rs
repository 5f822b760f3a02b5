//! Goods that come back: what they were paid with is restored line by line, and what they gave is taken back.

mod asked;
mod claw_back;
mod earned;
mod error;
mod goods;
mod pieces;
mod planned;
mod sold;

pub use asked::{GiftBack, PiecesBack, ReturnGoods, Returning};
pub use error::ReturnGoodsError;
pub use goods::{Returned, return_goods};
pub use pieces::{LineLeft, lines_left};
pub use planned::{ReturnQuote, quote_return};
pub use sold::{Returnable, returnable};
