//! Points: earned, given to another member, expired.

mod earn;
pub mod expiry;
pub mod gift;
mod rates;
mod timeline;

pub use rates::earn_rates;
pub use timeline::{PointsCursor, PointsLeft, PointsOn, PointsPage, points_page};

pub(crate) use earn::{Earned, earn_points};
