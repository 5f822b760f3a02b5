//! How often looks at an order's page ask its gateway. Whoever comes back from the cashier and looks again wants news at once; a page that is
//! loaded without end gets them from the poller, like everybody else.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// Looks that ask, within the window.
const MOST: u32 = 8;
const WINDOW: Duration = Duration::from_secs(30);

/// Orders that are remembered; with more of them the gateway hears from the poller alone.
const REMEMBERED: usize = 4096;

/// How often each order's gateway was asked, and since when that is counted.
#[derive(Debug, Default)]
pub(super) struct JustAsked(Mutex<HashMap<String, (Instant, u32)>>);

impl JustAsked {
    /// Whether the gateway of this order may be asked now; then it counts as asked.
    pub(super) fn may_ask(&self, number: &str, now: Instant) -> bool {
        let mut asked = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let is_over = |since: &Instant| now.duration_since(*since) >= WINDOW;
        if let Some((since, times)) = asked.get_mut(number) {
            if is_over(since) {
                (*since, *times) = (now, 0);
            }
            *times = times.saturating_add(1);
            return *times <= MOST;
        }
        if asked.len() >= REMEMBERED {
            asked.retain(|_, (since, _)| !is_over(since));
            if asked.len() >= REMEMBERED {
                return false;
            }
        }
        asked.insert(number.to_owned(), (now, 1));
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_that_is_loaded_again_and_again_asks_the_gateway_a_few_times() {
        let (asked, begin) = (JustAsked::default(), Instant::now());
        let looks = (0..600).filter(|tenth| asked.may_ask("T1", begin + Duration::from_millis(tenth * 100)));
        assert_eq!(looks.count(), 16, "within a minute");
        assert!(asked.may_ask("T2", begin), "another order is asked about by itself");
    }

    #[test]
    fn a_flood_of_orders_takes_no_more_memory_and_is_forgotten() {
        let (asked, begin) = (JustAsked::default(), Instant::now());
        let taken = (0..5000)
            .filter(|order| asked.may_ask(&format!("T{order}"), begin))
            .count();
        assert_eq!(taken, REMEMBERED);
        assert!(asked.may_ask("T9999", begin + WINDOW));
        assert_eq!(asked.0.lock().unwrap().len(), 1);
    }
}
