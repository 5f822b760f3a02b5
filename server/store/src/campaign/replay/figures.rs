//! What comes of a replay.

use std::collections::BTreeMap;

use huika_domain::{BusinessDay, Fen};
use serde::{Deserialize, Serialize};

/// Another campaign that held on the same sales.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Beside {
    /// Sales that both took something off.
    pub together: i64,
    /// What both took off there.
    pub together_fen: i64,
    /// Sales that got this one and not the other one, because they do not go together.
    pub this_instead: i64,
    /// Sales that got the other one instead.
    pub other_instead: i64,
}

/// Bills by their size, in steps of 20 yuan; the last one is everything above.
pub type Baskets = [i64; 12];

/// The figures of a replay.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ReplayFigures {
    /// Sales that were looked at.
    pub sales: i64,
    /// What they came to at their list prices.
    pub list: Fen,
    /// Sales that would have used it.
    pub hit: i64,
    /// What it would have taken off, and what its gifts are worth.
    pub cost: Fen,
    /// By how much the bills would have been lower: less than the cost where it stands in another one's place.
    pub lower: Fen,
    /// What the sales that would have used it came to before it.
    pub hit_list: Fen,
    /// Sales that meet its condition as they were, be it that a limit, its budget or another campaign stands in its way.
    pub met: i64,
    /// Sales to which less than 10, 20, 50 yuan were missing, and more.
    pub missing: [i64; 4],
    /// Sales that its limits would have kept out.
    pub limited: i64,
    /// The day on which its budget would have been spent, and the how-many-th that is.
    pub budget_day: Option<(BusinessDay, i64)>,
    /// Bills by their size.
    pub baskets: Baskets,
    /// Other campaigns by their numbers.
    pub beside: BTreeMap<i64, Beside>,
}
