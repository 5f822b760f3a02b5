//! How often a till may ask, and how often anybody may try keys. Each server counts for itself: what must hold over all of them,
//! such as wrong codes of a member, is counted in the store.

use std::net::IpAddr;
use std::num::NonZeroU32;
use std::sync::LazyLock;

use governor::{DefaultDirectRateLimiter, DefaultKeyedRateLimiter, Quota, RateLimiter};
use huika_store::staff::Place;

use super::problem::Problem;
use crate::network::network_of;

/// A busy till makes a few requests a second.
const REQUESTS_A_SECOND: NonZeroU32 = NonZeroU32::new(20).unwrap();
const BURST: NonZeroU32 = NonZeroU32::new(60).unwrap();
/// Nobody mistypes a key that a program keeps.
const WRONG_KEYS_A_MINUTE: NonZeroU32 = NonZeroU32::new(10).unwrap();
/// Networks that are counted apart at one time.
const NETWORKS: usize = 10_000;

type ByTill = DefaultKeyedRateLimiter<(i64, String)>;

static TILLS: LazyLock<ByTill> =
    LazyLock::new(|| RateLimiter::keyed(Quota::per_second(REQUESTS_A_SECOND).allow_burst(BURST)));
static WRONG_KEYS: LazyLock<WrongKeys> = LazyLock::new(|| WrongKeys::new(NETWORKS));

/// Counts one request of a till.
pub fn count_request(place: &Place) -> Result<(), Problem> {
    TILLS
        .check_key(&(place.store.get(), place.till.clone()))
        .map_err(|_| too_many(1))
}

/// Counts one wrong key.
pub fn count_wrong_key(address: IpAddr) -> Result<(), Problem> {
    if WRONG_KEYS.count(address) {
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
    fn new(most: usize) -> Self {
        let quota = Quota::per_minute(WRONG_KEYS_A_MINUTE);
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
        "too-many-requests",
        "too many requests",
    )
    .retry_after(secs)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn heard(keys: &WrongKeys, addresses: impl Iterator<Item = String>) -> usize {
        addresses.filter(|address| keys.count(address.parse().unwrap())).count()
    }

    #[test]
    fn a_subscriber_of_ipv6_has_the_wrong_keys_of_one_address() {
        let keys = WrongKeys::new(NETWORKS);
        assert_eq!(heard(&keys, (0..50).map(|n| format!("2001:db8:1:2::{n:x}"))), 10);
        assert_eq!(heard(&keys, (0..50).map(|n| format!("2001:db8:1:3::{n:x}"))), 10);
        assert_eq!(heard(&keys, (0..50).map(|_| "203.0.113.9".to_owned())), 10);
    }

    #[test]
    fn so_many_networks_are_remembered_and_the_rest_counts_as_one() {
        let keys = WrongKeys::new(100);
        assert_eq!(heard(&keys, (0..1000).map(|n| format!("2001:db8:2:{n:x}::1"))), 110);
        assert_eq!(keys.of_network.len(), 100);
    }
}
