//! How often something may be tried: messages sent to a phone, codes guessed.

use crate::Millis;
use serde::{Deserialize, Serialize};

/// It is too soon.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("this is possible again in {wait_secs} s")]
pub struct TooSoon {
    /// So long, rounded up to whole seconds and at least one.
    pub wait_secs: i64,
}

impl TooSoon {
    fn until(free_at: Millis, now: Millis) -> Self {
        Self {
            wait_secs: free_at.millis_since(now).saturating_add(999).div_euclid(1000).max(1),
        }
    }
}

/// How often a one-time code is sent to one phone (RULES, identity: sending). Default: 60 s between two, 5 an hour, 10 a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SendLimits {
    /// Seconds between two.
    pub gap_secs: i64,
    /// Within 60 minutes.
    pub per_hour: usize,
    /// Within 24 hours.
    pub per_day: usize,
}

impl Default for SendLimits {
    fn default() -> Self {
        Self {
            gap_secs: 60,
            per_hour: 5,
            per_day: 10,
        }
    }
}

impl SendLimits {
    /// Whether another may be sent now. `sent_at` are the instants of the last day, in any order.
    ///
    /// # Errors
    /// `TooSoon` with the longest of the waits that hold.
    pub fn check(self, sent_at: &[Millis], now: Millis) -> Result<(), TooSoon> {
        let gap = full_until(sent_at, 1, self.gap_secs, now);
        let hour = full_until(sent_at, self.per_hour, 3_600, now);
        let day = full_until(sent_at, self.per_day, 86_400, now);
        match [gap, hour, day].into_iter().flatten().max() {
            Some(free_at) => Err(TooSoon::until(free_at, now)),
            None => Ok(()),
        }
    }
}

/// How many wrong codes lock a handle (RULES, the member code: guessing). Default: 5 in 10 minutes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GuessLimit {
    /// So many wrong ones …
    pub tries: usize,
    /// … within so many seconds.
    pub within_secs: i64,
}

impl Default for GuessLimit {
    fn default() -> Self {
        Self {
            tries: 5,
            within_secs: 600,
        }
    }
}

impl GuessLimit {
    /// Whether another guess may be looked at now. `failed_at` are the instants of wrong ones, in any order.
    ///
    /// # Errors
    /// `TooSoon` while it is locked.
    pub fn check(self, failed_at: &[Millis], now: Millis) -> Result<(), TooSoon> {
        match full_until(failed_at, self.tries, self.within_secs, now) {
            Some(free_at) => Err(TooSoon::until(free_at, now)),
            None => Ok(()),
        }
    }
}

/// When a window of `secs` with room for `most` has room again, if it has none now.
fn full_until(instants: &[Millis], most: usize, secs: i64, now: Millis) -> Option<Millis> {
    let mut inside: Vec<Millis> = instants
        .iter()
        .copied()
        .filter(|instant| *instant <= now && now < instant.plus_secs(secs))
        .collect();
    if inside.len() < most.max(1) {
        return None;
    }
    inside.sort_unstable();
    let frees = inside.len() - most.max(1);
    inside.get(frees).map(|instant| instant.plus_secs(secs))
}

#[cfg(test)]
mod tests {
    use super::*;

    const START: Millis = Millis::new(1_795_276_800_000);

    fn at(secs: i64) -> Millis {
        START.plus_secs(secs)
    }

    #[test]
    fn a_second_code_has_to_wait_a_minute() {
        let limits = SendLimits::default();
        assert_eq!(limits.check(&[], at(0)), Ok(()));
        assert_eq!(limits.check(&[at(0)], at(1)), Err(TooSoon { wait_secs: 59 }));
        assert_eq!(limits.check(&[at(0)], at(60)), Ok(()));
    }

    #[test]
    fn five_an_hour_and_ten_a_day() {
        let limits = SendLimits::default();
        let five: Vec<Millis> = (0..5).map(|n| at(n * 100)).collect();
        assert_eq!(limits.check(&five, at(1_000)), Err(TooSoon { wait_secs: 2_600 }));
        assert_eq!(limits.check(&five, at(3_600)), Ok(()));
        let ten: Vec<Millis> = (0..10).map(|n| at(n * 4_000)).collect();
        assert_eq!(limits.check(&ten, at(50_000)), Err(TooSoon { wait_secs: 36_400 }));
        assert_eq!(limits.check(&ten, at(86_400)), Ok(()));
    }

    #[test]
    fn five_wrong_codes_lock_the_handle_for_ten_minutes() {
        let limit = GuessLimit::default();
        let four: Vec<Millis> = (0..4).map(at).collect();
        let five: Vec<Millis> = (0..5).map(at).collect();
        assert_eq!(limit.check(&four, at(5)), Ok(()));
        assert_eq!(limit.check(&five, at(5)), Err(TooSoon { wait_secs: 595 }));
        assert_eq!(limit.check(&five, at(600)), Ok(()));
    }
}
