//! Points that were earned on what is now returned, and may already be spent.

use crate::Points;
use serde::{Deserialize, Serialize};

/// How points are taken back.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TakeBack {
    /// Taken from the points there are.
    pub taken: Points,
    /// Already spent: a visible shortfall.
    pub shortfall: Points,
}

/// Takes points back as far as there are any; the rest becomes a shortfall (RULES, returns: points that were earned).
pub fn take_back(there_are: Points, owed: Points) -> TakeBack {
    let owed = owed.get().max(0);
    let taken = owed.min(there_are.get().max(0));
    TakeBack {
        taken: Points::new(taken),
        shortfall: Points::new(owed - taken),
    }
}

/// How later earning repays a shortfall: what of the earned points repays it, the rest being the member's.
pub fn repay_shortfall(shortfall: Points, earned: Points) -> Points {
    Points::new(shortfall.get().max(0).min(earned.get().max(0)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_was_spent_becomes_a_shortfall_that_later_earning_repays() {
        let back = take_back(Points::new(15), Points::new(40));
        assert_eq!(
            back,
            TakeBack {
                taken: Points::new(15),
                shortfall: Points::new(25)
            }
        );
        assert_eq!(repay_shortfall(back.shortfall, Points::new(10)), Points::new(10));
        assert_eq!(repay_shortfall(Points::new(15), Points::new(36)), Points::new(15));
    }

    proptest! {
        #[test]
        fn taken_and_shortfall_are_what_is_owed(there_are: i64, owed in 0..=i64::MAX) {
            let back = take_back(Points::new(there_are), Points::new(owed));
            prop_assert_eq!(back.taken.checked_add(back.shortfall), Some(Points::new(owed)));
            prop_assert!(!back.taken.is_negative() && !back.shortfall.is_negative());
        }
    }
}
