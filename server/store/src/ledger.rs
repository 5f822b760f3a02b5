//! Double entry over two commodities. An entry is one business fact; its postings add up to zero per commodity.
//! Neither is ever updated or deleted: a correction is a reversing entry.

mod account;
pub(crate) mod amount;
mod composition;
mod day;
mod day_sums;
mod entry;
mod explanation;
pub mod hold;
mod kind;
mod lots;
mod origin;
mod restore;
mod sums_of_days;
mod wallet;

pub use account::{Account, Commodity};
pub(crate) use composition::{Composition, composition};
pub(crate) use day::{day_if_any, day_number, day_of};
pub use day_sums::DaySums;
pub(crate) use entry::ShopDraft;
pub use entry::{Draft, Header, LotOfCard, LotRef, NewMoneyLot, NewPointLot, Posted};
pub use explanation::Explanation;
pub use hold::HoldStatus;
pub use kind::EntryKind;
pub(crate) use lots::{MONEY_LOT, draw_money, draw_money_of, draw_points, money_lot};
pub use lots::{money_lots, point_lots, point_sums, points_expiring};
pub(crate) use origin::CASH;
pub use origin::Origin;
pub(crate) use restore::{restore_money, restore_points};
pub(crate) use sums_of_days::{last_sealed_day, owed_by_day, sold_by_day};
pub use wallet::Wallet;
