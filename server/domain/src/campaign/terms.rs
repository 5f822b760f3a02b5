//! Everything that a campaign says: one version of it.

use super::{limits::Limits, stage::CampaignState};
use crate::{
    CampaignId, ErrorCode, Fen, StackGroupId,
    pricing::{Campaign, Kind, What, Who, Window},
    visible,
};
use serde::{Deserialize, Serialize};

/// What a campaign says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Terms {
    /// What members and staff call it.
    pub name: String,
    /// Its priority where two are as good: the lower one first.
    pub rank: i32,
    /// What decides with which others it goes.
    pub group: Option<StackGroupId>,
    /// When it holds.
    pub window: Window,
    /// For whom and where.
    pub who: Who,
    /// On which goods.
    pub what: What,
    /// The code that has to be typed for it.
    pub code: Option<String>,
    /// What it does.
    pub kind: Kind,
    /// How often it may be used.
    #[serde(default)]
    pub limits: Limits,
    /// What it may cost in all.
    #[serde(default)]
    pub budget: Option<Fen>,
}

/// A campaign as it went into force.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Published {
    /// Which.
    pub id: CampaignId,
    /// Which version of it.
    pub version: i64,
    /// What that says.
    pub terms: Terms,
}

/// The longest name.
const NAME_MAX: usize = 30;
/// The longest code that somebody types.
const CODE_MAX: usize = 20;

impl Terms {
    /// As the engine of prices knows it.
    #[must_use]
    pub fn campaign(&self, id: CampaignId) -> Campaign {
        let mut who = self.who.clone();
        // Who is nobody in particular cannot be counted.
        who.members |= self.limits.are_of_members();
        Campaign {
            id,
            rank: self.rank,
            group: self.group,
            window: self.window.clone(),
            who,
            what: self.what.clone(),
            code: self.code.clone(),
            kind: self.kind.clone(),
        }
    }

    /// Whether all of it makes sense.
    ///
    /// # Errors
    /// The code of the first thing that does not.
    pub fn check(&self) -> Result<(), ErrorCode> {
        if !(1..=NAME_MAX).contains(&self.name.chars().count()) || visible(&self.name) != self.name {
            return Err(ErrorCode::CampaignName);
        }
        if let (Some(first), Some(last)) = (self.window.first, self.window.last)
            && last < first
        {
            return Err(ErrorCode::CampaignDays);
        }
        let minutes = self.window.minutes;
        let hours_fit =
            minutes.is_none_or(|hours| hours.from < 1440 && hours.until <= 1440 && hours.from != hours.until);
        let days_fit = self.window.weekdays.iter().all(|day| *day < 7)
            && self.window.month_days.iter().all(|day| (1..=31).contains(day));
        if !hours_fit || !days_fit {
            return Err(ErrorCode::CampaignHours);
        }
        if let Some(code) = &self.code {
            let fits = (4..=CODE_MAX).contains(&code.len()) && code.bytes().all(|byte| byte.is_ascii_alphanumeric());
            if !fits {
                return Err(ErrorCode::CampaignCode);
            }
        }
        if !self.kind.makes_sense() {
            return Err(ErrorCode::CampaignFigures);
        }
        self.limits.check()?;
        // What only gives points is in no quote's list of what was taken off, so there is nothing to count.
        if !self.kind.is_counted() && (self.limits.any() || self.budget.is_some()) {
            return Err(ErrorCode::CampaignNotCounted);
        }
        if self.budget.is_some_and(|budget| !budget.is_positive()) {
            return Err(ErrorCode::CampaignLimit);
        }
        Ok(())
    }

    /// Whether a campaign that stands so may be changed into this: while it runs, what was promised stays as it was promised. Its days and
    /// stores, its name, and more of limits and budget may change; once it is paused, limits and budget may also be lowered to what was
    /// used, which the books decide.
    ///
    /// # Errors
    /// The code of why not.
    pub fn may_follow(&self, before: &Self, state: CampaignState) -> Result<(), ErrorCode> {
        match state {
            CampaignState::Draft | CampaignState::Test | CampaignState::Scheduled => return Ok(()),
            CampaignState::Ended => return Err(ErrorCode::CampaignOver),
            CampaignState::Running | CampaignState::Paused => {}
        }
        let promised = |terms: &Self| {
            let mut terms = terms.clone();
            terms.name.clear();
            terms.window = Window::default();
            terms.who.stores.clear();
            terms.limits = Limits::default();
            terms.budget = None;
            terms
        };
        if promised(self) != promised(before) {
            return Err(ErrorCode::CampaignRuns);
        }
        let budget_only_rises = match (self.budget, before.budget) {
            (None, _) => true,
            (Some(_), None) => false,
            (Some(now), Some(before)) => now >= before,
        };
        if state == CampaignState::Running && !(budget_only_rises && self.limits.only_raise(before.limits)) {
            return Err(ErrorCode::CampaignOnlyMore);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        BusinessDay, StoreId,
        pricing::{PointsFactor, StepOff, ThresholdOff},
    };

    fn terms() -> Terms {
        Terms {
            name: "满 100 减 15".to_owned(),
            rank: 0,
            group: None,
            window: Window::default(),
            who: Who::default(),
            what: What::default(),
            code: None,
            kind: Kind::ThresholdOff(ThresholdOff {
                steps: vec![StepOff {
                    from: Fen::new(10_000),
                    off: Fen::new(1_500),
                }],
                each: false,
            }),
            limits: Limits::default(),
            budget: Some(Fen::new(800_000)),
        }
    }

    #[test]
    fn while_it_runs_its_days_stores_and_more_budget_may_change_and_the_discount_may_not() {
        let before = terms();
        let mut next = terms();
        next.window.last = BusinessDay::parse("2026-12-14").ok();
        next.who.stores = vec![StoreId::new(1)];
        next.budget = Some(Fen::new(900_000));
        assert_eq!(next.may_follow(&before, CampaignState::Running), Ok(()));
        next.budget = Some(Fen::new(700_000));
        assert_eq!(
            next.may_follow(&before, CampaignState::Running),
            Err(ErrorCode::CampaignOnlyMore)
        );
        assert_eq!(next.may_follow(&before, CampaignState::Paused), Ok(()));
        if let Kind::ThresholdOff(kind) = &mut next.kind {
            kind.steps[0].off = Fen::new(2_000);
        }
        for state in [CampaignState::Running, CampaignState::Paused] {
            assert_eq!(next.may_follow(&before, state), Err(ErrorCode::CampaignRuns));
        }
        assert_eq!(next.may_follow(&before, CampaignState::Draft), Ok(()));
        assert_eq!(
            next.may_follow(&before, CampaignState::Ended),
            Err(ErrorCode::CampaignOver)
        );
    }

    #[test]
    fn what_only_gives_points_has_neither_limit_nor_budget() {
        let points = Terms {
            kind: Kind::PointsFactor(PointsFactor {
                percent: 200,
                from: Fen::ZERO,
            }),
            ..terms()
        };
        assert_eq!(points.check(), Err(ErrorCode::CampaignNotCounted));
        assert_eq!(Terms { budget: None, ..points }.check(), Ok(()));
    }
}
