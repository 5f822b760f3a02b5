//! A campaign worked through the sales of the last month, before it is put on: what it would have cost, whom it would have reached, and
//! what it would have met. Members bought what they bought; nobody is guessed to have bought more.
//!
//! The newest of them are worked through while a page waits, all of them in the background, piece by piece. The days of campaigns are left
//! out, because a campaign of next month held on no day of the last one; its weekdays and hours count.

mod figures;
mod job;
mod read;
mod work;

pub use figures::{Baskets, Beside, ReplayFigures};
pub use job::{
    ReplayJob, ReplayState, claim_replay, fail_replay, finish_replay, last_replay, note_replay_progress, order_replay,
    replays_waiting, restart_replay,
};
pub use work::{REPLAY_DAYS, Replay, Replayed, SAMPLE, replay_more, replay_sample};
