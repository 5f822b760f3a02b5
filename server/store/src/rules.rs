//! The shop's rules as they are in force: immutable data, which every transaction takes when it begins. It knows no database;
//! the rows are read, and new ones written, by `settings`.

mod error;
mod in_force;
mod mark;
mod price_lists;
mod row;
mod snapshot;

pub use error::UnreadableRule;
pub use in_force::InForce;
pub use mark::RuleMark;
pub(crate) use row::{CampaignRow, PlaceRow, Rows, RuleRow, StackingRow};
pub use snapshot::Snapshot;
