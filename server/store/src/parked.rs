//! Sales that are being made at a counter, and those that were set aside: lines, and who it is.
//!
//! Always: what is kept is never a right to spend. That is the scan's alone, lives for minutes, and ends when a sale is set aside; a sale that is
//! taken up again knows who it is and needs another scan before anything leaves a card. One such sale is sold once, whatever is sent twice.

mod by_hand;
mod cart;
mod change;
mod code;
mod exchange;
mod favourites;
mod finish;
mod list;

pub use by_hand::{GiveByHand, GivenByHand, HandSecond, give_by_hand, hand_seconds};
pub use cart::{Cart, CartError, CartState, PayChoice, PendingSale, pending_sale};
pub use change::{CartChange, ChangeCart, change_cart, open_cart, park_cart, resume_cart, void_cart};
pub use code::{CodeOnBill, type_code};
pub use exchange::{Exchange, ExchangeError, Exchanged, PaidBack, differences, exchange, exchanged_for};
pub use favourites::{FavouritesError, favourite_codes, favourites, set_favourites};
pub use finish::{PayByCode, SellCart, SoldCart, ask_for_cart, bill_of, pay_by_code, sell_cart};
pub use list::{OnDisplay, ParkedSale, cart_of_till, on_display, parked_sales};
