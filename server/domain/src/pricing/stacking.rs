//! What goes with what.

use crate::StackGroupId;
use serde::{Deserialize, Serialize};

/// What holds among the offers of one group.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Mode {
    /// One of them, the best.
    Best,
    /// All of them together.
    Stack,
    /// One of them, and nothing else of its class: no other campaign beside a campaign, no other coupon beside a coupon.
    Exclusive,
}

/// A group of offers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Group {
    /// Which.
    pub id: StackGroupId,
    /// What holds among them.
    pub mode: Mode,
}

/// Two groups whose offers do not go together. The pair has no order, so that what excludes is always excluded too.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Apart(StackGroupId, StackGroupId);

impl Apart {
    /// The pair of these two, in whatever order they are said.
    pub fn new(one: StackGroupId, other: StackGroupId) -> Self {
        Self(one.min(other), one.max(other))
    }
}

/// Which offers go together. Those of no group, and those of different groups that no pair keeps apart, do.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stacking {
    /// The groups and their modes.
    pub groups: Vec<Group>,
    /// Groups that do not go together.
    pub apart: Vec<Apart>,
}

impl Stacking {
    pub(super) fn mode(&self, group: Option<StackGroupId>) -> Option<Mode> {
        let group = group?;
        self.groups.iter().find(|one| one.id == group).map(|one| one.mode)
    }

    pub(super) fn keeps_apart(&self, one: StackGroupId, other: StackGroupId) -> bool {
        self.apart.contains(&Apart::new(one, other))
    }
}
