//! Manual changes: nobody moves a member's points or money by hand without a reason, nor much of it alone.

use crate::{Fen, Points, visible};
use serde::{Deserialize, Serialize};

/// Why a change was made, in the operator's words: 2 to 200 characters.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Reason(String);

/// A reason is missing, or far too long.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a reason of 2 to 200 characters is needed")]
pub struct ReasonError;

impl Reason {
    /// Reads a reason: what can be seen of it, on one line.
    pub fn parse(text: &str) -> Result<Self, ReasonError> {
        if text.len() > 8_000 {
            return Err(ReasonError);
        }
        let seen = visible(text);
        if (2..=200).contains(&seen.chars().count()) {
            Ok(Self(seen))
        } else {
            Err(ReasonError)
        }
    }

    /// The reason.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for Reason {
    type Error = ReasonError;

    fn try_from(text: String) -> Result<Self, ReasonError> {
        Self::parse(&text)
    }
}

impl From<Reason> for String {
    fn from(reason: Reason) -> Self {
        reason.0
    }
}

/// Above these a second person approves a manual change (RULES, points: manual change), and above the sum of a day as well, because a
/// small one could be repeated for ever. Default: 1,000 points and 100.00 at once, 3,000 points and 300.00 a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ReviewRule {
    /// The most points that one person changes alone, up or down.
    pub points_alone: Points,
    /// The most money that one person changes alone, up or down.
    pub money_alone: Fen,
    /// The most points that one person changes alone on one day, ups and downs added.
    pub points_a_day: Points,
    /// The most money that one person changes alone on one day, ups and downs added.
    pub money_a_day: Fen,
    /// The most points that one person gives many members alone, those of all added.
    pub points_granted_alone: Points,
    /// The most bonus that one person gives many members alone, that of all added.
    pub money_granted_alone: Fen,
}

impl Default for ReviewRule {
    fn default() -> Self {
        Self {
            points_alone: Points::new(1_000),
            money_alone: Fen::new(10_000),
            points_a_day: Points::new(3_000),
            money_a_day: Fen::new(30_000),
            points_granted_alone: Points::new(100_000),
            money_granted_alone: Fen::new(1_000_000),
        }
    }
}

impl ReviewRule {
    /// Whether a second person has to approve a change of so many points, up or down.
    pub fn points_need_second(self, change: Points) -> bool {
        i128::from(change.get().unsigned_abs()) > i128::from(self.points_alone.get())
    }

    /// Whether a second person has to approve a change of so much money, up or down.
    pub fn money_needs_second(self, change: Fen) -> bool {
        i128::from(change.get().unsigned_abs()) > i128::from(self.money_alone.get())
    }
}

/// When a named card needs the member's real name (RULES, stored value: real name): once the sum of its top-ups would
/// pass this. Not asked for by default, as the threshold is the law's.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RealNameRule {
    /// The legal threshold, if the shop has set one.
    pub above: Option<Fen>,
}

impl RealNameRule {
    /// Whether this top-up needs the real name.
    pub fn is_needed(self, topped_up_before: Fen, amount: Fen) -> bool {
        self.above
            .is_some_and(|above| topped_up_before.checked_add(amount).is_none_or(|sum| sum > above))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_by_hand_needs_a_reason_in_words() {
        assert_eq!(
            Reason::parse(" 补积分\n").map(|reason| reason.as_str().to_owned()),
            Ok("补积分".to_owned())
        );
        for text in ["", " ", "x", "\n\t", &"长".repeat(201)] {
            assert_eq!(Reason::parse(text), Err(ReasonError), "{text}");
        }
    }

    #[test]
    fn a_large_change_up_or_down_needs_a_second_person() {
        let rule = ReviewRule::default();
        assert!(!rule.points_need_second(Points::new(1_000)));
        assert!(rule.points_need_second(Points::new(-1_001)));
        assert!(!rule.money_needs_second(Fen::new(-10_000)));
        assert!(rule.money_needs_second(Fen::new(i64::MIN)));
    }

    #[test]
    fn the_real_name_is_needed_once_the_sum_passes_the_threshold() {
        let rule = RealNameRule {
            above: Some(Fen::new(500_000)),
        };
        assert!(!rule.is_needed(Fen::new(490_000), Fen::new(10_000)));
        assert!(rule.is_needed(Fen::new(490_000), Fen::new(10_001)));
        assert!(rule.is_needed(Fen::new(i64::MAX), Fen::new(1)));
        assert!(!RealNameRule::default().is_needed(Fen::new(i64::MAX), Fen::new(1)));
    }
}
