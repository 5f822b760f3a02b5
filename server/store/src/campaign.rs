//! Campaigns: kept as versions, put into force and taken out of it, tried, replayed, used and counted.
//!
//! What is in force stands in the snapshot of the rules, so that every server has it at once and no sale reads a row for it. What was used
//! is a row a sale; limits are counts of those rows, asked for again under a lock when the sale is written. A budget is lowered in place.

mod book;
mod budget;
mod buyer;
mod change;
mod effect;
mod error;
mod for_member;
mod group;
mod list;
mod replay;
mod row;
mod trial;
mod uses;

pub use book::{book_of, book_of_words};
pub use change::{ChangeCampaign, MoveCampaign, change_campaign, make_campaign, move_campaign};
pub(crate) use change::{insert_campaign, set_stage};
pub use effect::{CampaignEffect, DayOfEffect, campaign_effect};
pub use error::CampaignError;
pub use for_member::{MembersCampaign, campaigns_for};
pub(crate) use group::insert_group;
pub use group::{GroupRow, keep_apart, make_group, set_group_mode, stack_groups};
pub use list::{CampaignLine, CampaignQuery, find_campaigns};
pub use replay::{
    Baskets, Beside, REPLAY_DAYS, Replay, ReplayFigures, ReplayJob, ReplayState, Replayed, SAMPLE, claim_replay,
    fail_replay, finish_replay, last_replay, note_replay_progress, order_replay, replay_more, replay_sample,
    replays_waiting, restart_replay,
};
pub use row::{CampaignRow, Past, Step, campaign, past_versions, steps_of, terms_of};
pub use trial::{Trial, TrialAsked, try_campaign};
pub use uses::{
    Returned, allowances, campaigns_in_force, give_back_campaign_uses, record_campaign_uses, stacking_in_force,
};
