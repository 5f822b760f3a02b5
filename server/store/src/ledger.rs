//! Double entry over two commodities. An entry is one business fact; its postings add up to zero per commodity.
//! Neither is ever updated or deleted: a correction is a reversing entry.

mod account;
mod composition;
mod day;
mod entry;
mod explanation;
mod kind;
mod wallet;

pub use account::{Account, Commodity};
pub(crate) use composition::{Composition, composition};
pub(crate) use day::{day_if_any, day_number, day_of, month_if_any, month_number};
pub use entry::{Draft, Header, LotRef, NewMoneyLot, NewPointLot, Posted};
pub use explanation::Explanation;
pub use kind::EntryKind;
pub use wallet::Wallet;
