//! How often a till may ask, and how often anybody may try keys. Each server counts for itself: what must hold over all of them,
//! such as wrong codes of a member, is counted in the store.

use std::net::IpAddr;
use std::num::NonZeroU32;
use std::sync::LazyLock;

use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};
use huika_store::staff::Place;

use super::problem::Problem;

/// A busy till makes a few requests a second.
const REQUESTS_A_SECOND: NonZeroU32 = NonZeroU32::new(20).unwrap();
const BURST: NonZeroU32 = NonZeroU32::new(60).unwrap();
/// Nobody mistypes a key that a program keeps.
const WRONG_KEYS_A_MINUTE: NonZeroU32 = NonZeroU32::new(10).unwrap();
/// Addresses that are remembered before those that have been quiet are forgotten.
const ADDRESSES: usize = 10_000;

type ByTill = DefaultKeyedRateLimiter<(i64, String)>;
type ByAddress = DefaultKeyedRateLimiter<IpAddr>;

static TILLS: LazyLock<ByTill> =
    LazyLock::new(|| RateLimiter::keyed(Quota::per_second(REQUESTS_A_SECOND).allow_burst(BURST)));
static WRONG_KEYS: LazyLock<ByAddress> = LazyLock::new(|| RateLimiter::keyed(Quota::per_minute(WRONG_KEYS_A_MINUTE)));

/// Counts one request of a till.
pub fn count_request(place: &Place) -> Result<(), Problem> {
    TILLS
        .check_key(&(place.store.get(), place.till.clone()))
        .map_err(|_| too_many(1))
}

/// Counts one wrong key.
pub fn count_wrong_key(address: IpAddr) -> Result<(), Problem> {
    if WRONG_KEYS.len() > ADDRESSES {
        WRONG_KEYS.retain_recent();
    }
    WRONG_KEYS.check_key(&address).map_err(|_| too_many(60))
}

fn too_many(secs: u32) -> Problem {
    Problem::new(
        http::StatusCode::TOO_MANY_REQUESTS,
        "too-many-requests",
        "too many requests",
    )
    .retry_after(secs)
}
