//! How often a campaign may be used.

use crate::ErrorCode;
use serde::{Deserialize, Serialize};

/// The limits of a campaign; none is no limit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Limits {
    /// So often by one member.
    pub member: Option<u32>,
    /// So often by one member on one business day.
    pub member_day: Option<u32>,
    /// So often on one business day by everybody.
    pub day: Option<u32>,
    /// So often in one store.
    pub store: Option<u32>,
    /// So often in all.
    pub total: Option<u32>,
}

/// So often it was used, counted as the limits count.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counted {
    /// By this member.
    pub member: u32,
    /// By this member on this day.
    pub member_day: u32,
    /// On this day.
    pub day: u32,
    /// In this store.
    pub store: u32,
    /// In all.
    pub total: u32,
}

impl Limits {
    const fn all(self) -> [Option<u32>; 5] {
        [self.member, self.member_day, self.day, self.store, self.total]
    }

    /// Whether there is any.
    #[must_use]
    pub fn any(self) -> bool {
        self.all().iter().any(Option::is_some)
    }

    /// Whether one of them is about everybody together.
    #[must_use]
    pub const fn are_shared(self) -> bool {
        self.day.is_some() || self.store.is_some() || self.total.is_some()
    }

    /// Whether one of them is about each member.
    #[must_use]
    pub const fn are_of_members(self) -> bool {
        self.member.is_some() || self.member_day.is_some()
    }

    /// How often it may still be used; none without a limit. Who checks and who shows ask this one function.
    #[must_use]
    pub fn left(self, used: Counted) -> Option<u32> {
        let used = [used.member, used.member_day, used.day, used.store, used.total];
        let left = self.all().into_iter().zip(used);
        left.filter_map(|(limit, used)| Some(limit?.saturating_sub(used))).min()
    }

    /// Whether none of them is smaller than before.
    #[must_use]
    pub fn only_raise(self, before: Self) -> bool {
        self.all()
            .into_iter()
            .zip(before.all())
            .all(|(now, before)| match (now, before) {
                (None, _) => true,
                (Some(_), None) => false,
                (Some(now), Some(before)) => now >= before,
            })
    }

    /// Whether they make sense: a limit of none would be no campaign at all.
    ///
    /// # Errors
    /// The code of what does not fit.
    pub fn check(self) -> Result<(), ErrorCode> {
        let in_range = self
            .all()
            .into_iter()
            .flatten()
            .all(|limit| (1..=10_000_000).contains(&limit));
        if in_range {
            Ok(())
        } else {
            Err(ErrorCode::CampaignLimit)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tightest_limit_says_how_often_it_may_still_be_used() {
        let limits = Limits {
            member_day: Some(1),
            total: Some(10),
            ..Limits::default()
        };
        let used = |member_day, total| Counted {
            member_day,
            total,
            ..Counted::default()
        };
        assert_eq!(limits.left(used(0, 4)), Some(1));
        assert_eq!(limits.left(used(1, 4)), Some(0));
        assert_eq!(limits.left(used(0, 12)), Some(0), "never below none");
        assert_eq!(Limits::default().left(used(5, 5)), None);
    }

    #[test]
    fn a_limit_that_was_not_there_is_lower_than_none() {
        let with = |total| Limits {
            total,
            ..Limits::default()
        };
        assert!(with(None).only_raise(with(Some(5))));
        assert!(with(Some(6)).only_raise(with(Some(5))));
        assert!(!with(Some(4)).only_raise(with(Some(5))));
        assert!(!with(Some(4)).only_raise(with(None)));
    }
}
