//! Points given by one member to another.

use crate::{ErrorCode, Points};
use serde::{Deserialize, Serialize};

/// Whether and how much a member may give away (RULES, points: gift to another member). Off by default.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct GiftRule {
    /// Whether the shop allows it at all.
    pub allowed: bool,
    /// The most that one member gives away in a day.
    pub per_day: Points,
}

/// Why a gift is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum GiftError {
    /// The shop does not allow it.
    #[error("points cannot be given away here")]
    NotAllowed,
    /// Nothing, or less than nothing.
    #[error("a gift needs a number above zero")]
    NotPositive,
    /// More than the day allows.
    #[error("{left} can still be given away today")]
    AboveTheDay {
        /// What the day still allows.
        left: Points,
    },
}

impl GiftError {
    /// A stable code for addresses and logs.
    pub const fn code(self) -> &'static str {
        match self {
            Self::NotAllowed => ErrorCode::GiftNotAllowed.as_str(),
            Self::NotPositive => ErrorCode::PointsTooSmall.as_str(),
            Self::AboveTheDay { .. } => ErrorCode::GiftAboveDay.as_str(),
        }
    }
}

impl GiftRule {
    /// Whether a gift may be made by someone who gave so much today. The PIN, and that the points are there, are checked
    /// where they are known.
    ///
    /// # Errors
    /// See `GiftError`.
    pub fn check(self, given_today: Points, points: Points) -> Result<(), GiftError> {
        if !self.allowed {
            return Err(GiftError::NotAllowed);
        }
        if !points.is_positive() {
            return Err(GiftError::NotPositive);
        }
        let left = Points::new(self.per_day.get().saturating_sub(given_today.get().max(0)).max(0));
        if points > left {
            Err(GiftError::AboveTheDay { left })
        } else {
            Ok(())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gifts_are_off_unless_the_shop_turns_them_on() {
        assert_eq!(
            GiftRule::default().check(Points::ZERO, Points::new(1)),
            Err(GiftError::NotAllowed)
        );
    }

    #[test]
    fn a_day_has_its_cap() {
        let rule = GiftRule {
            allowed: true,
            per_day: Points::new(500),
        };
        assert_eq!(rule.check(Points::new(400), Points::new(100)), Ok(()));
        assert_eq!(
            rule.check(Points::new(400), Points::new(101)),
            Err(GiftError::AboveTheDay { left: Points::new(100) })
        );
        assert_eq!(rule.check(Points::ZERO, Points::ZERO), Err(GiftError::NotPositive));
        assert_eq!(
            rule.check(Points::new(i64::MAX), Points::new(i64::MAX)),
            Err(GiftError::AboveTheDay { left: Points::ZERO })
        );
    }
}
