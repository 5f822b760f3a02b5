//! What page and phone agree on: the state that the island shows.

#[cfg(feature = "hydrate")]
use leptos::prelude::*;

/// Why the symbols are not shown.
#[cfg_attr(
    not(feature = "hydrate"),
    expect(dead_code, reason = "only the phone covers what it shows")
)]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cover {
    /// The phone has not drawn its first code yet.
    Starting,
    Hidden,
    Stale,
    Purged,
}

/// What the page shows of it.
#[cfg(feature = "hydrate")]
#[derive(Clone, Copy)]
pub struct Shown {
    pub digits: RwSignal<String>,
    pub left: RwSignal<i64>,
    pub own: RwSignal<bool>,
    pub doubt: RwSignal<bool>,
    pub cover: RwSignal<Option<Cover>>,
}

/// Whole seconds until the step ends, 1 to 30.
pub fn secs_left(millis: i64) -> i64 {
    30 - millis.div_euclid(1_000).rem_euclid(30)
}

#[cfg(test)]
mod tests {
    use super::secs_left;

    #[test]
    fn a_step_has_thirty_seconds_and_then_the_next_begins() {
        assert_eq!(secs_left(0), 30);
        assert_eq!(secs_left(999), 30);
        assert_eq!(secs_left(29_000), 1);
        assert_eq!(secs_left(30_000), 30);
    }
}
