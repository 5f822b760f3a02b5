//! The points mall: items, redemptions, orders.

mod items;
mod orders;
mod redeem;

pub use items::{Item, item, items};
pub use orders::{Order, order, orders};
pub use redeem::{Redeem, RedeemError, Redeemed, redeem};
