//! What the engine of prices is given: everything in force as one list, and who buys. The sale asks for it; campaigns and coupons are
//! put in here and nowhere else.

mod buyer;
mod cart;
mod list;
mod offers;
mod used_in;

pub(crate) use buyer::BuyerFacts;
pub(crate) use cart::{Cart, fill};
pub use cart::{CartError, LineWanted};
pub(crate) use list::price_list;
pub(crate) use offers::{
    BackNow, OfferName, Offers, allowances_of, coupons_held, coupons_used, give_back_uses, names_of, record_uses,
};
pub use offers::{CouponsWanted, OfferError};
pub use used_in::UsedIn;
