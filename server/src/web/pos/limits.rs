//! How often a till may ask, and how often anybody may try keys. Each server counts for itself: what must hold over all of them,
//! such as wrong codes of a member, is counted in the store.

use huika_domain::ErrorCode;
use std::net::IpAddr;
use std::num::NonZeroU32;
use std::sync::{Arc, Mutex, PoisonError};

use governor::{DefaultDirectRateLimiter, DefaultKeyedRateLimiter, Quota, RateLimiter};
use huika_domain::settings::InterfaceRule;
use huika_store::staff::Place;

use super::problem::Problem;
use crate::network::network_of;

/// Networks that are counted apart at one time.
const NETWORKS: usize = 10_000;

type ByTill = DefaultKeyedRateLimiter<(i64, String)>;

static TILLS: ByRule<ByTill> = ByRule::new();
static WRONG_KEYS: ByRule<WrongKeys> = ByRule::new();

/// A limiter that is made again when its rule has changed: whoever was counted is counted from the beginning then.
struct ByRule<L>(Mutex<Option<(Quota, Arc<L>)>>);

impl<L> ByRule<L> {
    const fn new() -> Self {
        Self(Mutex::new(None))
    }

    fn under(&self, quota: Quota, make: impl FnOnce(Quota) -> L) -> Arc<L> {
        let mut slot = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((known, limiter)) = &*slot
            && *known == quota
        {
            return Arc::clone(limiter);
        }
        let limiter = Arc::new(make(quota));
        *slot = Some((quota, Arc::clone(&limiter)));
        limiter
    }
}

/// A rule's numbers are checked to be above zero; one that is not would count as one.
fn above_zero(number: u32) -> NonZeroU32 {
    NonZeroU32::new(number).unwrap_or(NonZeroU32::MIN)
}

/// Counts one request of a till.
pub fn count_request(rule: InterfaceRule, place: &Place) -> Result<(), Problem> {
    let quota = Quota::per_second(above_zero(rule.requests_a_second)).allow_burst(above_zero(rule.burst));
    TILLS
        .under(quota, RateLimiter::keyed)
        .check_key(&(place.store.get(), place.till.clone()))
        .map_err(|_| too_many(1))
}

/// Counts one wrong key.
pub fn count_wrong_key(rule: InterfaceRule, address: IpAddr) -> Result<(), Problem> {
    let quota = Quota::per_minute(above_zero(rule.wrong_keys_a_minute));
    if WRONG_KEYS
        .under(quota, |quota| WrongKeys::new(quota, NETWORKS))
        .count(address)
    {
        Ok(())
    } else {
        Err(too_many(60))
    }
}

/// Wrong keys by network. However many networks they come from, no more than so many are remembered: while these are all busy, the rest of
/// the world counts as one. A right key is never counted, so nobody who has one is kept out.
struct WrongKeys {
    most: usize,
    of_network: DefaultKeyedRateLimiter<IpAddr>,
    of_the_rest: DefaultDirectRateLimiter,
}

impl WrongKeys {
    fn new(quota: Quota, most: usize) -> Self {
        Self {
            most,
            of_network: RateLimiter::keyed(quota),
            of_the_rest: RateLimiter::direct(quota),
        }
    }

    /// Whether one more is still heard.
    fn count(&self, address: IpAddr) -> bool {
        if self.of_network.len() >= self.most {
            // Looking for networks that have been quiet reads all of them, so it is done no more often than anybody may be wrong.
            if self.of_the_rest.check().is_err() {
                return false;
            }
            self.of_network.retain_recent();
            if self.of_network.len() >= self.most {
                return true;
            }
        }
        self.of_network.check_key(&network_of(address)).is_ok()
    }
}

fn too_many(secs: u32) -> Problem {
    Problem::new(
        http::StatusCode::TOO_MANY_REQUESTS,
        ErrorCode::TooManyRequests.as_str(),
        "too many requests",
    )
    .retry_after(secs)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Ten a minute.
    fn ten() -> Quota {
        Quota::per_minute(above_zero(InterfaceRule::default().wrong_keys_a_minute))
    }

    fn heard(keys: &WrongKeys, addresses: impl Iterator<Item = String>) -> usize {
        addresses.filter(|address| keys.count(address.parse().unwrap())).count()
    }

    #[test]
    fn a_subscriber_of_ipv6_has_the_wrong_keys_of_one_address() {
        let keys = WrongKeys::new(ten(), NETWORKS);
        assert_eq!(heard(&keys, (0..50).map(|n| format!("2001:db8:1:2::{n:x}"))), 10);
        assert_eq!(heard(&keys, (0..50).map(|n| format!("2001:db8:1:3::{n:x}"))), 10);
        assert_eq!(heard(&keys, (0..50).map(|_| "203.0.113.9".to_owned())), 10);
    }

    #[test]
    fn so_many_networks_are_remembered_and_the_rest_counts_as_one() {
        let keys = WrongKeys::new(ten(), 100);
        assert_eq!(heard(&keys, (0..1000).map(|n| format!("2001:db8:2:{n:x}::1"))), 110);
        assert_eq!(keys.of_network.len(), 100);
    }

    #[test]
    fn a_rule_that_has_changed_makes_another_limiter_and_one_that_has_not_keeps_it() {
        let limiters = ByRule::<WrongKeys>::new();
        let of = |number: u32| limiters.under(Quota::per_minute(above_zero(number)), |quota| WrongKeys::new(quota, 10));
        let first = of(10);
        assert!(Arc::ptr_eq(&first, &of(10)));
        let changed = of(2);
        assert_eq!(heard(&changed, (0..9).map(|_| "203.0.113.9".to_owned())), 2);
    }
}
