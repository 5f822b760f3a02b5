//! The points mall: items, redemptions, orders.

mod cancel;
mod coupon_item;
mod items;
mod orders;
mod pick_up;
mod redeem;

pub use cancel::{Cancel, CancelError, Cancelled, cancel};
pub use coupon_item::{CouponItem, OfferCoupon, coupon_item, offer_coupon, withdraw_coupon};
pub use items::{Item, item, items};
pub use orders::{Order, OrderStatus, order, orders};
pub use pick_up::{HandOut, HandedOut, PickUp, hand_out, pick_up, pick_ups};
pub use redeem::{Redeem, RedeemError, Redeemed, redeem};
