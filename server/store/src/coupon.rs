//! Coupons: kinds in versions, a row for each that was issued, its uses, batches of codes, and the wallet in which a member finds them.
//!
//! What a coupon takes off is the quote's matter. Here is who has which, under which terms, and that each is used once: the row is moved by a
//! condition on its state, and a use is unique by coupon and sale.

mod batch;
mod birthday;
mod caps;
mod claim;
mod ending;
mod error;
mod give;
mod give_on;
mod hand;
mod held;
mod holder;
mod kind;
mod known;
mod mine;
mod till_code;
mod use_up;
mod why;

pub use batch::{CouponBatch, NewBatch, batches_of_kind, coupon_batch, make_batch, void_batch};
pub use birthday::give_birthday_coupons;
pub use claim::{Claim, Claimed, claim};
pub use ending::expire_coupons;
pub(crate) use ending::take_all;
pub use error::CouponError;
pub use give::{Cause, give_coupon};
pub(crate) use give_on::hand_over;
pub use give_on::{GaveOn, GiveOn, give_on};
pub use hand::{GiveByHand, GivenByHand, TakeBack, give_by_hand, take_back};
pub(crate) use hand::{approve_coupon, refuse_coupon, wish_words};
pub use held::{coupons_of, coupons_of_codes};
pub(crate) use kind::insert_coupon_kind;
pub use kind::{
    CouponKindRow, CouponVersionRow, KindCounts, change_coupon_kind, coupon_kind, coupon_kinds, coupon_versions,
    end_coupon_kind, kind_counts, make_coupon_kind, reopen_coupon_kind,
};
pub use known::{CouponPlaces, goods_codes, goods_of_codes, places_of};
pub use mine::{CouponNotice, MemberCoupon, coupon_notice, member_coupon, member_coupons, past_coupons};
pub use till_code::{TypedCodes, with_typed_codes};
pub use use_up::{give_back_coupons, record_coupon_uses};
