//! Members who are not of age.

use super::{
    Body, BodyError, Dimension, Expected, Sentence,
    area::{MAX, money, whole},
};
use crate::{CapRule, Fen};
use serde::{Deserialize, Serialize};

/// Below which ages what holds. Only a birthday that the member has said tells an age.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct MinorRule {
    /// Below this age a guardian agrees, by name.
    pub guardian_below: i64,
    /// What a card may hold for somebody below that age; nothing: no top-ups.
    pub child_cap_fen: Fen,
    /// Below this age a card holds less.
    pub limited_below: i64,
    /// What a card may hold for somebody between the two ages.
    pub youth_cap_fen: Fen,
}

impl Default for MinorRule {
    fn default() -> Self {
        Self {
            guardian_below: 14,
            child_cap_fen: Fen::ZERO,
            limited_below: 18,
            youth_cap_fen: CapRule::BEARER.most,
        }
    }
}

impl Body for MinorRule {
    const DIMENSION: Dimension = Dimension::Chain;
    const SENTENCES: &'static [Sentence] = &[
        Sentence::of(
            "child",
            &[whole("guardian_below", 0, 18), money("child_cap_fen", 0, MAX * 1_000)],
        ),
        Sentence::of(
            "youth",
            &[whole("limited_below", 0, 21), money("youth_cap_fen", 0, MAX * 1_000)],
        ),
    ];

    fn check_together(&self) -> Result<(), BodyError> {
        if self.guardian_below <= self.limited_below {
            Ok(())
        } else {
            Err(BodyError::value("guardian_below", Expected::Together("minor-ages")))
        }
    }
}

impl MinorRule {
    /// Whether somebody of this age needs a guardian who agrees.
    #[must_use]
    pub const fn needs_guardian(&self, age: i64) -> bool {
        age < self.guardian_below
    }

    /// What a card of this cap may hold for somebody of this age.
    #[must_use]
    pub fn cap(&self, age: Option<i64>, cap: CapRule) -> CapRule {
        let most = match age {
            Some(age) if age < self.guardian_below => cap.most.min(self.child_cap_fen),
            Some(age) if age < self.limited_below => cap.most.min(self.youth_cap_fen),
            _ => cap.most,
        };
        CapRule { most, ..cap }
    }
}

#[cfg(test)]
mod tests {
    use super::{CapRule, Fen, MinorRule};

    #[test]
    fn a_card_holds_less_for_the_young_and_never_more_than_its_kind_allows() {
        let rule = MinorRule::default();
        let most = |age| rule.cap(age, CapRule::NAMED).most;
        assert_eq!(most(None), CapRule::NAMED.most);
        assert_eq!(most(Some(13)), Fen::ZERO);
        assert_eq!(
            (most(Some(14)), most(Some(17))),
            (Fen::new(1_000_00), Fen::new(1_000_00))
        );
        assert_eq!(most(Some(18)), CapRule::NAMED.most);
        let small = CapRule {
            most: Fen::new(100_00),
            counts_bonus: true,
        };
        assert_eq!(rule.cap(Some(15), small).most, Fen::new(100_00));
        assert!(rule.needs_guardian(13) && !rule.needs_guardian(14));
    }
}
