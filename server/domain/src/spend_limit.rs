//! How much may be spent with the rotating code alone.

use crate::Fen;
use serde::{Deserialize, Serialize};

/// A member's limit for spending without PIN or approval, in money a day (RULES, the member code: rights). Default 200.00.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "Fen", into = "Fen")]
pub struct SpendLimit(Fen);

/// What a spend needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SpendNeeds {
    /// The code is enough.
    Nothing,
    /// The member approves it on the phone, or types the PIN there.
    Approval,
}

/// A limit is below zero or above the largest one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a limit lies between 0.00 and {}", SpendLimit::MOST)]
pub struct SpendLimitError;

impl SpendLimit {
    /// The largest limit a member can set: what a named card can hold.
    pub const MOST: Fen = Fen::new(500_000);

    /// A limit from 0.00, where every spend needs approval, to the largest one.
    pub fn new(per_day: Fen) -> Result<Self, SpendLimitError> {
        if per_day.is_negative() || per_day > Self::MOST {
            Err(SpendLimitError)
        } else {
            Ok(Self(per_day))
        }
    }

    /// Money a day.
    pub const fn per_day(self) -> Fen {
        self.0
    }

    /// What a spend needs, when so much was already spent today without approval.
    pub fn needs(self, spent_today: Fen, amount: Fen) -> SpendNeeds {
        match spent_today.checked_add(amount) {
            Some(sum) if sum <= self.0 && !amount.is_negative() => SpendNeeds::Nothing,
            _ => SpendNeeds::Approval,
        }
    }

    /// What can still be spent today with the code alone.
    pub fn left(self, spent_today: Fen) -> Fen {
        Fen::new(self.0.get().saturating_sub(spent_today.get()).clamp(0, self.0.get()))
    }
}

impl Default for SpendLimit {
    fn default() -> Self {
        Self(Fen::new(20_000))
    }
}

impl TryFrom<Fen> for SpendLimit {
    type Error = SpendLimitError;

    fn try_from(per_day: Fen) -> Result<Self, SpendLimitError> {
        Self::new(per_day)
    }
}

impl From<SpendLimit> for Fen {
    fn from(limit: SpendLimit) -> Self {
        limit.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_hundred_a_day_pass_and_a_fen_more_needs_approval() {
        let limit = SpendLimit::default();
        assert_eq!(limit.needs(Fen::new(16_350), Fen::new(3_650)), SpendNeeds::Nothing);
        assert_eq!(limit.needs(Fen::new(16_351), Fen::new(3_650)), SpendNeeds::Approval);
        assert_eq!(limit.left(Fen::new(16_350)), Fen::new(3_650));
        assert_eq!(limit.left(Fen::new(99_999)), Fen::ZERO);
    }

    #[test]
    fn a_limit_of_nothing_asks_every_time_and_senseless_limits_are_refused() {
        let nothing = SpendLimit::new(Fen::ZERO).expect("a limit");
        assert_eq!(nothing.needs(Fen::ZERO, Fen::new(1)), SpendNeeds::Approval);
        assert_eq!(SpendLimit::new(Fen::new(-1)), Err(SpendLimitError));
        assert_eq!(SpendLimit::new(Fen::new(500_001)), Err(SpendLimitError));
        assert_eq!(
            SpendLimit::default().needs(Fen::new(i64::MAX), Fen::new(i64::MAX)),
            SpendNeeds::Approval
        );
    }
}
