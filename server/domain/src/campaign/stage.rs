//! The life of a campaign. What a person decides is its stage; with its days and today that makes the state, here and nowhere else.

use crate::{BusinessDay, pricing::Window, text_enum};

text_enum! {
    /// What was decided about a campaign.
    pub enum Stage {
        /// It is being written.
        Draft = "draft",
        /// It is finished and being tried by the office; no bill knows of it.
        Test = "test",
        /// It is on, within its days.
        On = "on",
        /// It was stopped and may go on.
        Paused = "paused",
        /// It is over for good.
        Ended = "ended",
    }
}

text_enum! {
    /// How a campaign stands today. The words of each are `campaign-state-` with its text.
    pub enum CampaignState {
        /// It is being written.
        Draft = "draft",
        /// It is being tried by the office.
        Test = "test",
        /// It is on, and its first day is to come.
        Scheduled = "scheduled",
        /// It is on, and bills know of it.
        Running = "running",
        /// It was stopped and may go on.
        Paused = "paused",
        /// It is over.
        Ended = "ended",
    }
}

/// How a campaign with these days stands on a day.
#[must_use]
pub fn state(stage: Stage, window: &Window, today: BusinessDay) -> CampaignState {
    let is_over = window.last.is_some_and(|last| today > last);
    match stage {
        Stage::Draft => CampaignState::Draft,
        Stage::Test => CampaignState::Test,
        Stage::Ended => CampaignState::Ended,
        Stage::On | Stage::Paused if is_over => CampaignState::Ended,
        Stage::Paused => CampaignState::Paused,
        Stage::On if window.first.is_some_and(|first| today < first) => CampaignState::Scheduled,
        Stage::On => CampaignState::Running,
    }
}

impl Stage {
    /// The stages that a person may decide on next.
    #[must_use]
    pub const fn next(self) -> &'static [Self] {
        match self {
            Self::Draft => &[Self::Test, Self::On, Self::Ended],
            Self::Test => &[Self::On, Self::Draft, Self::Ended],
            Self::On => &[Self::Paused, Self::Ended],
            Self::Paused => &[Self::On, Self::Ended],
            Self::Ended => &[],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> BusinessDay {
        BusinessDay::parse(text).expect("a day")
    }

    #[test]
    fn a_campaign_is_scheduled_before_its_first_day_runs_on_its_last_and_is_over_after_it() {
        let window = Window {
            first: Some(day("2026-12-01")),
            last: Some(day("2026-12-14")),
            ..Window::default()
        };
        let on = |text| state(Stage::On, &window, day(text));
        assert_eq!(on("2026-11-30"), CampaignState::Scheduled);
        assert_eq!(on("2026-12-01"), CampaignState::Running);
        assert_eq!(on("2026-12-14"), CampaignState::Running);
        assert_eq!(on("2026-12-15"), CampaignState::Ended);
        assert_eq!(state(Stage::Paused, &window, day("2026-12-14")), CampaignState::Paused);
        assert_eq!(state(Stage::Paused, &window, day("2026-12-15")), CampaignState::Ended);
        assert_eq!(state(Stage::Draft, &window, day("2027-01-01")), CampaignState::Draft);
    }

    #[test]
    fn what_has_ended_never_comes_back_and_what_was_on_is_no_draft_again() {
        assert!(Stage::Ended.next().is_empty());
        for stage in [Stage::On, Stage::Paused] {
            assert!(!stage.next().contains(&Stage::Draft) && !stage.next().contains(&Stage::Test));
        }
    }
}
