//! Tiers: up at once, down one step at the end of a period after a notice that was sent, given by hand until a day, and what a member is
//! told about all of it.

mod brought;
mod by_hand;
mod cause;
mod change;
mod expiry;
mod gift;
mod merged;
mod night;
mod notice;
mod reach;
mod seat;
mod sums;
mod view;

pub use by_hand::{AssignTier, AssignTierError, AssignedTier, assign_tier, end_assigned_tier};
pub use change::{TierCause, TierChange, tier_changes, tier_reached_by};
pub use night::{TierCursor, end_tiers_by_hand, review_tier, settle_tier_notices, tiers_to_review};
pub use notice::TierEndsSms;
pub use view::{TierPage, TierStep, tier_page};

pub(crate) use brought::bring_tier_in;
pub(crate) use cause::Cause;
pub(crate) use expiry::{expiry_under, point_expiry};
pub(crate) use merged::keep_higher;
pub(crate) use reach::rise;
pub(crate) use sums::{NOT_POSTINGS, sums_of_many};
pub(crate) use view::tier_standing;
