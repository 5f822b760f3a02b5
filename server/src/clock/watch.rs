//! Whether this server knows what time it is.
//!
//! A clock that is a day ahead for half a minute would seal a day that is not over, let points expire and refuse codes. On PostgreSQL every
//! server compares itself with the database's clock, so that neighbours agree with each other. On SQLite there is one server, which
//! watches whether its clock jumps while a minute passes, and whether its newest entry is later than it is now.
//!
//! While the time is in doubt, the night's work waits, `/metrics` shows it, and a server that differs is not ready.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use huika_store::books::entries_ahead;
use huika_store::{Store, StoreError, Tx};

use crate::metrics;

/// Half of what a member's code forgives. More, and it is said.
const WARNED_MILLIS: i64 = 10_000;
/// So far from the database's clock codes are out of time: a server is of no use.
const WRONG_MILLIS: i64 = 20_000;
/// A clock that was set by more than this, while it ran, has jumped.
const JUMP_MILLIS: i64 = 20_000;
/// How long a clock that has jumped is watched before it is believed: one that is set twice, there and back, is set within minutes.
const DOUBTED: Duration = Duration::from_mins(5);

/// What the last look found. A handle.
#[derive(Clone)]
pub struct TimeWatch {
    store: Store,
    seen: Arc<Mutex<Seen>>,
}

#[derive(Clone, Copy, Debug, Default)]
struct Seen {
    /// The clock and the machine's own steady time, when they were compared last.
    last: Option<(i64, Instant)>,
    jumped: Option<Instant>,
    doubt: Option<Doubt>,
}

/// Why the time is in doubt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Doubt {
    /// It is so many milliseconds ahead of the database's clock, or behind.
    Differs(i64),
    /// It has jumped a moment ago.
    Jumped,
    /// There are entries that are later than it is now.
    BehindEntries,
}

impl Doubt {
    /// Whether it is this server's own clock that is not to be believed. Entries that are later than it is now are the past of some clock:
    /// days are not sealed over them, and the next entry ends that.
    pub fn is_of_clock(self) -> bool {
        matches!(self, Self::Differs(_) | Self::Jumped)
    }
}

impl TimeWatch {
    pub fn new(store: Store) -> Self {
        Self {
            store,
            seen: Arc::default(),
        }
    }

    /// Compares the clock with all that there is; answers why it is in doubt, if it is.
    pub async fn look(&self) -> Result<Option<Doubt>, StoreError> {
        let ahead = self.store.clock_ahead().await?;
        let entries = self.store.read(|tx: &mut Tx<'_>| entries_ahead(tx)).await?;
        let (now, steady) = (self.store.now().get(), Instant::now());
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        let doubt = seen.judge(ahead, entries.is_some(), now, steady);
        metrics::observe_clock(ahead, doubt.is_some());
        if doubt != seen.doubt {
            say(doubt, entries);
        }
        seen.doubt = doubt;
        Ok(doubt)
    }

    /// Why this server should not be asked anything, as the last look found it. That somebody's clock was ahead once is no reason.
    pub fn not_ready(&self) -> Option<Doubt> {
        let doubt = self.seen.lock().unwrap_or_else(PoisonError::into_inner).doubt;
        doubt.filter(|doubt| doubt.is_of_clock())
    }
}

impl Seen {
    fn judge(&mut self, ahead: Option<i64>, behind_entries: bool, now: i64, steady: Instant) -> Option<Doubt> {
        if let Some((clock, then)) = self.last.replace((now, steady)) {
            let passed = i64::try_from(steady.duration_since(then).as_millis()).unwrap_or(i64::MAX);
            if (now - clock - passed).abs() > JUMP_MILLIS {
                self.jumped = Some(steady);
            }
        }
        let jumped = self.jumped.is_some_and(|at| steady.duration_since(at) < DOUBTED);
        match ahead {
            Some(ahead) if ahead.abs() > WRONG_MILLIS => Some(Doubt::Differs(ahead)),
            // The database's clock is the one that counts, so a jump to the right time is none of ours.
            None if jumped => Some(Doubt::Jumped),
            _ if behind_entries => Some(Doubt::BehindEntries),
            Some(ahead) if ahead.abs() > WARNED_MILLIS => {
                tracing::warn!(
                    ahead_millis = ahead,
                    "this server's clock drifts away from the database's"
                );
                None
            }
            _ => None,
        }
    }
}

fn say(doubt: Option<Doubt>, entries_ahead: Option<i64>) {
    match doubt {
        Some(Doubt::Differs(millis)) => tracing::error!(
            ahead_seconds = millis / 1000,
            "this server's clock is not the database's: it is not ready, and the night's work is left to others"
        ),
        Some(Doubt::Jumped) => {
            tracing::error!(
                "this server's clock has jumped: it is not ready, and the night's work waits, until it has stayed for a while"
            );
        }
        Some(Doubt::BehindEntries) => tracing::error!(
            seconds = entries_ahead.unwrap_or_default() / 1000,
            "entries are later than it is now: a clock was ahead, or this one is behind; no day is sealed meanwhile"
        ),
        None => tracing::info!("this server knows what time it is"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOON: i64 = 1_795_320_000_000;

    #[test]
    fn a_server_that_is_not_on_the_databases_time_is_in_doubt_until_it_is() {
        let (mut seen, begin) = (Seen::default(), Instant::now());
        assert_eq!(seen.judge(Some(-300), false, NOON, begin), None);
        let later = begin + Duration::from_secs(5);
        for off in [86_400_000, -90_000] {
            let found = seen.judge(Some(off), false, NOON + off + 5000, later);
            assert_eq!(found, Some(Doubt::Differs(off)));
        }
        let back = later + Duration::from_secs(5);
        assert_eq!(seen.judge(Some(12_000), false, NOON + 10_000, back), None);
    }

    #[test]
    fn where_there_is_no_other_clock_a_jump_there_and_back_is_doubted_for_minutes() {
        let (mut seen, begin) = (Seen::default(), Instant::now());
        assert_eq!(seen.judge(None, false, NOON, begin), None);
        let at = |secs: u64| begin + Duration::from_secs(secs);
        assert_eq!(
            seen.judge(None, false, NOON + 86_400_000, at(5)),
            Some(Doubt::Jumped),
            "a day ahead"
        );
        assert_eq!(
            seen.judge(None, true, NOON + 35_000, at(35)),
            Some(Doubt::Jumped),
            "and back"
        );
        assert_eq!(
            seen.judge(None, true, NOON + 340_000, at(340)),
            Some(Doubt::BehindEntries),
            "what was posted meanwhile is still later"
        );
        assert_eq!(seen.judge(None, false, NOON + 345_000, at(345)), None);
    }
}
