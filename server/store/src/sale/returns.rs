//! Goods that come back: the sale's own composition is reversed, line by line and cumulatively, to the same sources and
//! the same lots. Growth follows, in the month of the sale.

mod earned;
mod goods;
mod sold;

pub use goods::{ReturnGoods, ReturnGoodsError, Returned, return_goods};
pub use sold::{Returnable, returnable};
