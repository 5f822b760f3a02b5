//! Campaigns as the office keeps them: what one says, its life, its limits, and the forms of its kinds. What a campaign does to a price
//! is the matter of `pricing`.

pub mod form;
mod limits;
mod stage;
mod terms;

pub use limits::{Counted, Limits};
pub use stage::{CampaignState, Stage, state};
pub use terms::{Published, Terms};
