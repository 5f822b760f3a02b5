//! Sales of which only a till says that they were paid: large ones are noticed, because a till's key can leak.

use crate::{Fen, Points};
use serde::{Deserialize, Serialize};

/// From when on a sale that was paid outside of the card is looked at by a person. What the card pays is in the books already; of the
/// rest the program has nothing but the till's word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct WatchRule {
    /// The most points that one such sale earns unseen.
    pub points_at_once: Points,
    /// A sale with more outside money than this is a large one.
    pub outside_at_once: Fen,
    /// So many large ones of a member, or of a till, in a day alarm, and each after them.
    pub large_a_day: i64,
    /// Whether the points of a sale that alarmed are set aside until somebody releases them.
    pub points_wait: bool,
}

impl Default for WatchRule {
    fn default() -> Self {
        Self {
            points_at_once: Points::new(20_000),
            outside_at_once: Fen::new(500_000),
            large_a_day: 5,
            points_wait: true,
        }
    }
}

crate::text_enum! {
    /// Why a sale alarms.
    pub enum WatchReason {
        /// It earned very many points at once.
        LargeEarning = "large-earning",
        /// It is one of many large ones in a day.
        ManyLarge = "many-large",
    }
}

impl WatchRule {
    /// Whether a sale is counted as a large one. What the card paid alone never is.
    pub fn is_large(self, outside: Fen, earned: Points) -> bool {
        outside.is_positive() && (outside > self.outside_at_once || earned > self.points_at_once)
    }

    /// Why a sale alarms which [is large](Self::is_large); `large_today` are the member's or the till's today, this one among them.
    pub fn reason(self, earned: Points, large_today: i64) -> Option<WatchReason> {
        if earned > self.points_at_once {
            Some(WatchReason::LargeEarning)
        } else {
            (large_today >= self.large_a_day).then_some(WatchReason::ManyLarge)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn very_many_points_at_once_alarm_and_so_do_many_large_sales() {
        let rule = WatchRule::default();
        assert!(!rule.is_large(Fen::new(500_000), Points::new(5_000)));
        assert!(rule.is_large(Fen::new(500_001), Points::ZERO));
        assert!(rule.is_large(Fen::new(1), Points::new(20_001)));
        assert!(
            !rule.is_large(Fen::ZERO, Points::new(1_000_000)),
            "the card's money is in the books"
        );
        assert_eq!(rule.reason(Points::new(20_001), 1), Some(WatchReason::LargeEarning));
        assert_eq!(rule.reason(Points::new(20_000), 4), None);
        assert_eq!(rule.reason(Points::new(20_000), 5), Some(WatchReason::ManyLarge));
        assert_eq!(rule.reason(Points::ZERO, 6), Some(WatchReason::ManyLarge));
    }

    #[test]
    fn every_reason_is_read_back() {
        for reason in WatchReason::ALL {
            assert_eq!(WatchReason::parse(reason.as_str()), Some(reason));
        }
        assert_eq!(WatchReason::parse(""), None);
    }
}
