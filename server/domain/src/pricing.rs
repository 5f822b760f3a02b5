//! The quote: one price, explained.
//!
//! [`quote`] is a pure function of a [`PriceList`] and a [`Request`]. The phone, the till, the interface of tills, the office's *try* and *replay* and
//! the ledger use the one value that it answers. The steps come in this order, each takes of what the one before it left, and
//! no line goes below zero:
//!
//! 1. list price, 2. price level, or the lower price that somebody gave a line by hand, 3. discount of tier or brand, then the discount of a line by hand,
//!    4. campaigns on lines, 5. campaigns on the order, 6. coupons: percentages, then amounts, then exchange for goods, then the discount of the whole bill by
//!    hand, 7. points, 8. rounding-off, 9. stored value and outside money.
//!
//! A threshold is measured before any discount of its own class: those of campaigns after step 3, those of coupons after step 5. Which of the offers
//! are used is decided by a search (`best.rs`), for the lowest amount before points; `Quote::best` says whether that is proved.

mod allocation;
mod apply;
mod best;
mod buyer;
mod campaign;
mod cart;
mod condition;
mod coupon;
mod earning;
mod effect;
mod error;
mod explanation;
mod hand;
mod level;
mod list;
mod offer;
mod offered;
mod pool;
mod quoted;
mod refusal;
mod request;
mod returning;
mod rounding;
mod spread;
mod stacking;
mod steps;
mod tender;
mod tier;

pub use allocation::{piece_share, shares};
pub use buyer::{BirthdayNear, Buyer};
pub use campaign::{
    BrandDay, Bundle, BundlePart, BuyGet, Campaign, FirstPurchase, Gift, GoodsPrice, Kind, KindName, MemberDay,
    NthItem, Percentage, PointsFactor, SpecialPrice, StepOff, ThresholdOff,
};
pub use cart::{CartLine, LevelPrice};
pub use condition::{Minutes, Moment, NearBirthday, Place, What, Who, Window};
pub use coupon::{Coupon, CouponKind};
pub use error::{MAX_GROSS, MOST_CAMPAIGNS, MOST_COUPONS, MOST_LINES, QuoteError};
pub use explanation::{Applied, Arithmetic, Source, Step};
pub use hand::HandOff;
pub use level::PriceLevel;
pub use list::{BrandDiscount, EarnRate, PriceList};
pub use quoted::{Best, Quote, QuotedGift, QuotedLine};
pub use refusal::{Missing, OfferId, Reason, Refused};
pub use request::{Allowance, CouponChoice, PayWith, PointsWanted, Request};
pub use returning::{Back, ClawBack, GiftDue, ReturnedPieces, claw_back, coupons_back, gifts_due, pieces_back};
pub use rounding::Rounding;
pub use stacking::{Apart, Group, Mode, Stacking};
pub use steps::quote;
pub use tender::divided;

#[cfg(test)]
mod tests;
