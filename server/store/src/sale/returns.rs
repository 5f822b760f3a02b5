//! Goods that come back: what they were paid with is restored line by line, and what they gave is taken back.

mod asked;
mod claw_back;
mod earned;
mod error;
mod exception;
mod goods;
mod loose;
mod pieces;
mod planned;
mod sold;
mod terms;
mod wish;

pub use asked::{GiftBack, PiecesBack, ReturnGoods, Returning};
pub use error::ReturnGoodsError;
pub use exception::ReturnException;
pub use goods::{Returned, return_beyond, return_goods};
pub use loose::{LooseQuote, LooseReturn, LooseReturned, loose_return, quote_loose};
pub use pieces::{LineLeft, lines_left};
pub use planned::{ReturnQuote, quote_return};
pub use sold::{Returnable, returnable};
pub use terms::{Beyond, exception_of, may_return_beyond};
pub use wish::{TakenBack, approve_wish, refuse_wish, take_back, take_back_loose};
