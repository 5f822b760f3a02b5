//! What the shop decides: points, limits, fees, times. An area a file, each a plain struct with its defaults, and one table in it
//! that says how each value is written, what it may be, and in which sentence it stands.
//!
//! That table is the only place that knows a range: the configuration file, the page and the command all ask it. A body is JSON with
//! the number of its form; an older form is read by [`Body::upgrade`], a field that an older program did not know has its default.

mod area;
mod form;
mod kind;
mod rules;
mod scope;

mod business_day;
mod card_terms;
mod cards;
mod code;
mod consents;
mod coupons;
mod deduction;
mod earn_rates;
mod gifts;
mod interface;
mod joining;
mod messages;
mod minors;
mod nightly;
mod packages;
mod points;
mod prices;
mod printers;
mod privacy;
mod profile;
mod referral;
mod refunds;
mod retention;
mod return_terms;
mod returns;
mod review;
mod shift;
mod shop;
mod sign_in;
mod staff;
mod stored_value;
mod tenders;
mod tiers;
mod till;
mod top_up;
mod watch;

pub use area::{Area, Body, BodyError, Expected, Field, Rows, Sentence};
pub(crate) use area::{MAX, money, name, or_none, switch, whole};
pub use business_day::BusinessDayRule;
pub use card_terms::CardTermsRule;
pub use cards::CardRule;
pub use code::CodeRule;
pub use consents::ConsentRule;
pub use coupons::CouponRule;
pub use earn_rates::{EarnRateRow, EarnRateRule};
pub use form::row_field;
pub use interface::InterfaceRule;
pub use joining::{JoiningBenefit, JoiningRule};
pub use kind::{Kind, Unit};
pub use messages::MessageRule;
pub use minors::MinorRule;
pub use nightly::NightlyRule;
pub use packages::{BonusRow, CampaignRow, PackageRow, PackageRule};
pub use points::PointsRule;
pub use prices::{PriceLevelRule, PricesRule};
pub use printers::{PrinterRule, TillPrinter};
pub use privacy::PrivacyRule;
pub use profile::{Asked, ProfileRule};
pub use referral::ReferralRule;
pub use refunds::RefundsRule;
pub use retention::RetentionRule;
pub use return_terms::{CategoryTerm, ReturnTermsRule};
pub use returns::ReturnRule;
pub use rules::{AREAS, Rules};
pub use scope::{Dimension, Scope, ScopeError};
pub use shift::ShiftRule;
pub use shop::ShopRule;
pub use sign_in::SignInRule;
pub use staff::{SecondFactor, StaffRule};
pub use stored_value::StoredValueRule;
pub use tenders::TenderRule;
pub use tiers::{NextTier, TierBenefit, TierGift, TierMetric, TierRule, TierWay, TierWayLeft};
pub use till::TillRule;
pub use top_up::{PhoneStore, TopUpRule};

#[cfg(test)]
mod tests;
