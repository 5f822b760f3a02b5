//! What every page shows to whoever looks at it, beside what it was asked for.

use huika_store::{card::Stopped, till::Approval};

/// What every page shows to whoever looks at it.
#[derive(Debug, Clone)]
pub enum Waiting {
    /// Nobody is signed in, or the page did not ask. What every request begins with.
    Stranger,
    /// A member.
    Member {
        /// The question of a till, if one waits.
        asked: Option<Box<Approval>>,
        /// Why the card cannot be used, when it cannot.
        stopped: Option<Stopped>,
        /// Names this session among the pages of one browser, and tells nothing about it.
        stream: String,
    },
}
