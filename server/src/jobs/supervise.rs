//! Keeps a job alive: a run that fails or panics is logged, counted and, after a longer and longer pause, followed by the next one.
//! What is known of each job stands in its pulse: `/readyz` says when one panics each time, or hangs.

use std::collections::BTreeMap;
use std::future::Future;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use huika_domain::Clock;
use tokio::sync::watch;

use super::JobError;
use crate::metrics;

/// So many panics one after another, and the job is as good as dead.
const PANICS: u32 = 5;
/// The longest pause after failures, unless the job's own is longer.
const LONGEST_PAUSE: Duration = Duration::from_secs(15);

/// How often a job runs, and how long a run may take.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pace {
    pub pause: Duration,
    pub may_take: Duration,
}

impl Pace {
    /// The pause before the next run, after so many failures in a row.
    fn after(self, failures: u32) -> Duration {
        let doubled = self.pause.saturating_mul(1 << failures.min(10));
        doubled.min(LONGEST_PAUSE.max(self.pause))
    }
}

/// How each job of this server is.
#[derive(Clone, Debug, Default)]
pub struct Pulses(Arc<Mutex<BTreeMap<&'static str, Pulse>>>);

#[derive(Clone, Copy, Debug, Default)]
struct Pulse {
    panics: u32,
    /// When the run that is under way must have ended.
    ends_by: Option<Instant>,
    /// Nothing runs the job any more.
    gone: bool,
}

impl Pulses {
    /// A job that does not do its work and will not by itself.
    pub fn dead(&self) -> Option<&'static str> {
        let now = Instant::now();
        let dead = |pulse: &Pulse| pulse.gone || pulse.panics >= PANICS || pulse.ends_by.is_some_and(|by| by < now);
        self.lock().iter().find(|(_, pulse)| dead(pulse)).map(|(name, _)| *name)
    }

    /// Runs a job until the server stops.
    pub(super) fn supervise<F, R>(
        &self,
        pace: Pace,
        name: &'static str,
        (clock, mut stopping): (Arc<dyn Clock>, watch::Receiver<bool>),
        job: F,
    ) -> impl Future<Output = ()> + Send + use<F, R>
    where
        F: Fn() -> R + Send + 'static,
        R: Future<Output = Result<usize, JobError>> + Send + 'static,
    {
        let pulses = self.clone();
        pulses.note(name, |pulse| pulse.gone = false);
        let alive = Alive { pulses, name };
        async move {
            let mut failures: u32 = 0;
            let mut pause = Duration::ZERO;
            loop {
                tokio::select! {
                    () = tokio::time::sleep(pause) => {}
                    _ = stopping.wait_for(|stop| *stop) => return,
                }
                let ends_by = Instant::now().checked_add(pace.may_take);
                alive.note(|pulse| pulse.ends_by = ends_by);
                // In a task of its own, so that a panic ends this run and nothing else.
                let ended = tokio::spawn(job()).await;
                alive.note(|pulse| {
                    pulse.ends_by = None;
                    pulse.panics = if ended.is_err() { pulse.panics + 1 } else { 0 };
                });
                failures = match ended {
                    Ok(Ok(done)) => {
                        if done > 0 {
                            metrics::observe_job(name, "done");
                        }
                        metrics::observe_job_success(name, clock.now());
                        0
                    }
                    Ok(Err(error)) => {
                        metrics::observe_job(name, "failed");
                        tracing::error!(job = name, %error, "a job failed and will be tried again");
                        failures.saturating_add(1)
                    }
                    // The panic itself was logged where it happened.
                    Err(_) => {
                        metrics::observe_job(name, "panicked");
                        tracing::error!(job = name, "a job panicked and will be tried again");
                        failures.saturating_add(1)
                    }
                };
                pause = pace.after(failures);
            }
        }
    }

    fn note(&self, name: &'static str, change: impl FnOnce(&mut Pulse)) {
        change(self.lock().entry(name).or_default());
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<&'static str, Pulse>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Says that a job is gone when nothing runs it any more.
struct Alive {
    pulses: Pulses,
    name: &'static str,
}

impl Alive {
    fn note(&self, change: impl FnOnce(&mut Pulse)) {
        self.pulses.note(self.name, change);
    }
}

impl Drop for Alive {
    fn drop(&mut self) {
        self.note(|pulse| pulse.gone = true);
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU32, Ordering};

    use super::*;
    use crate::clock::SystemClock;

    const QUICK: Pace = Pace {
        pause: Duration::from_millis(1),
        may_take: Duration::from_mins(10),
    };

    async fn until(what: &str, holds: impl Fn() -> bool) {
        for _ in 0..2000 {
            if holds() {
                return;
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        panic!("{what} did not come about");
    }

    #[tokio::test]
    async fn a_job_that_panics_goes_on_and_is_named_while_it_panics_each_time() {
        let (runs, heal) = (Arc::new(AtomicU32::new(0)), Arc::new(AtomicU32::new(0)));
        let (stop, stopping) = watch::channel(false);
        let pulses = Pulses::default();
        let (counted, healed) = (Arc::clone(&runs), Arc::clone(&heal));
        let job = move || {
            counted.fetch_add(1, Ordering::SeqCst);
            let well = healed.load(Ordering::SeqCst) > 0;
            async move {
                assert!(well, "this run panics on purpose");
                Ok(1)
            }
        };
        let supervised = pulses.supervise(QUICK, "outbox", (Arc::new(SystemClock), stopping), job);
        let task = tokio::spawn(supervised);
        until("five panics", || runs.load(Ordering::SeqCst) >= PANICS).await;
        until("a dead job", || pulses.dead() == Some("outbox")).await;
        heal.store(1, Ordering::SeqCst);
        until("its recovery", || pulses.dead().is_none()).await;
        stop.send_replace(true);
        task.await.unwrap();
    }

    #[tokio::test]
    async fn a_job_that_hangs_or_is_gone_is_named() {
        let (_stop, stopping) = watch::channel(false);
        let pulses = Pulses::default();
        let pace = Pace {
            may_take: Duration::from_millis(1),
            ..QUICK
        };
        let supervised = pulses.supervise(pace, "polls", (Arc::new(SystemClock), stopping), std::future::pending);
        assert_eq!(pulses.dead(), None);
        let task = tokio::spawn(supervised);
        until("a run that takes too long", || pulses.dead() == Some("polls")).await;
        pulses.note("polls", |pulse| pulse.ends_by = None);
        task.abort();
        until("the end of its task", || pulses.dead() == Some("polls")).await;
    }

    #[test]
    fn pauses_grow_with_failures_up_to_a_limit() {
        let often = Pace {
            pause: Duration::from_millis(250),
            ..QUICK
        };
        assert_eq!(often.after(0), Duration::from_millis(250));
        assert_eq!(often.after(2), Duration::from_secs(1));
        assert_eq!(often.after(1000), LONGEST_PAUSE);
        let seldom = Pace {
            pause: Duration::from_mins(10),
            ..QUICK
        };
        assert_eq!(seldom.after(3), Duration::from_mins(10));
    }
}
