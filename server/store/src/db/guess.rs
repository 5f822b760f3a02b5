//! Wrong codes and passwords, counted by who makes them, so that a stranger's failures hold up the stranger and nobody else.
//!
//! A bucket is what is counted together. Some failures are free; from then on each is followed by a wait that is twice as long as
//! the one before, in which nothing is looked at. Counts are rows of the database: all servers agree on them, and the row is locked
//! before it is decided on, so parallel guesses cannot share one try.

use huika_domain::{MemberId, Millis, StoreId};

use crate::{StoreError, Tx, params};

/// What is counted together, and how patiently.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Bucket {
    name: [u8; 32],
    /// Wrong ones that are followed by no wait.
    free: i64,
    first_wait_secs: i64,
    longest_wait_secs: i64,
    /// So long after the last wrong one the count begins again.
    forgotten_after_secs: i64,
}

/// Codes that one member may type wrongly, and numbers that take no coupon, before each is followed by a wait.
const MEMBER_TRIES: i64 = 10;
const MINUTE_SECS: i64 = 60;
const HOUR_SECS: i64 = 60 * MINUTE_SECS;
const DAY_SECS: i64 = 24 * HOUR_SECS;
/// Rows that no bucket needs any more are older than this.
const KEPT_SECS: i64 = 2 * DAY_SECS;

impl Bucket {
    /// Wrong one-time codes from one address, whatever phones they were for. The guests of a shop share one.
    pub(crate) fn codes_of_address(tx: &Tx<'_>, address: &str) -> Self {
        Self {
            name: name(tx, "code-address", &[address]),
            free: tx.rules().sign_in.code_tries_per_address,
            first_wait_secs: MINUTE_SECS,
            longest_wait_secs: HOUR_SECS,
            forgotten_after_secs: HOUR_SECS,
        }
    }

    /// Wrong codes that pair a till, from one address.
    pub(crate) fn pairing_codes_of_address(tx: &Tx<'_>, address: &str) -> Self {
        Self::passwords(name(tx, "pairing-address", &[address]), tx.rules().staff.step_tries)
    }

    /// Wrong codes of coupons that one member types.
    pub(crate) fn coupon_codes_of_member(tx: &Tx<'_>, member: MemberId) -> Self {
        Self::coupon_codes(tx, "coupon-member", &[&member.to_string()], MEMBER_TRIES)
    }

    /// Those from one address, whoever types them. The guests of a shop share one.
    pub(crate) fn coupon_codes_of_address(tx: &Tx<'_>, address: &str) -> Self {
        let free = tx.rules().sign_in.code_tries_per_address;
        Self::coupon_codes(tx, "coupon-address", &[address], free)
    }

    /// Those that are typed at one till, for all its customers.
    pub(crate) fn coupon_codes_of_till(tx: &Tx<'_>, store: StoreId, till: &str) -> Self {
        let free = tx.rules().sign_in.code_tries_per_address;
        Self::coupon_codes(tx, "coupon-till", &[&store.to_string(), till], free)
    }

    /// Numbers to which one member would give a coupon and that take none.
    pub(crate) fn takers_of_member(tx: &Tx<'_>, member: MemberId) -> Self {
        Self::coupon_codes(tx, "coupon-taker", &[&member.to_string()], MEMBER_TRIES)
    }

    fn coupon_codes(tx: &Tx<'_>, kind: &str, parts: &[&str], free: i64) -> Self {
        Self {
            name: name(tx, kind, parts),
            free,
            first_wait_secs: MINUTE_SECS,
            longest_wait_secs: HOUR_SECS,
            forgotten_after_secs: DAY_SECS,
        }
    }

    /// Wrong passwords of a log-in from browsers that have never signed in with it, whether anybody has that log-in or not.
    pub(crate) fn strangers_of_login(tx: &Tx<'_>, login: &str) -> Self {
        Self::passwords(name(tx, "login-strangers", &[login]), tx.rules().staff.password_tries)
    }

    /// Wrong passwords from one address, whatever log-ins they were for. The tills of a shop share one.
    pub(crate) fn passwords_of_address(tx: &Tx<'_>, address: &str) -> Self {
        Self::passwords(
            name(tx, "login-address", &[address]),
            4 * tx.rules().staff.password_tries,
        )
    }

    /// Wrong passwords of an operator in one browser that has signed in with their log-in before.
    pub(crate) fn browser_of_operator(tx: &Tx<'_>, browser: &str, operator: &str) -> Self {
        Self::passwords(
            name(tx, "login-browser", &[browser, operator]),
            tx.rules().staff.password_tries,
        )
    }

    /// Wrong passwords of an operator who is signed in and types it again.
    pub(crate) fn signed_in_operator(tx: &Tx<'_>, operator: &str) -> Self {
        Self::passwords(name(tx, "login-again", &[operator]), tx.rules().staff.password_tries)
    }

    const fn passwords(name: [u8; 32], free: i64) -> Self {
        Self {
            name,
            // The last of so many is followed by the first wait.
            free: free - 1,
            first_wait_secs: 5 * MINUTE_SECS,
            longest_wait_secs: HOUR_SECS,
            forgotten_after_secs: DAY_SECS,
        }
    }

    fn wait_secs(&self, wrong: i64) -> i64 {
        if wrong <= self.free {
            return 0;
        }
        let doubled = u32::try_from(wrong - self.free - 1).unwrap_or(u32::MAX).min(16);
        (self.first_wait_secs << doubled).min(self.longest_wait_secs)
    }
}

fn name(tx: &Tx<'_>, kind: &str, parts: &[&str]) -> [u8; 32] {
    let parts: Vec<&str> = [kind].into_iter().chain(parts.iter().copied()).collect();
    tx.context().secret.fingerprint("guess", &parts)
}

/// Locks the buckets and says until when nothing is looked at, if that is so now.
pub(crate) fn waits_until(tx: &mut Tx<'_>, buckets: &[Bucket]) -> Result<Option<Millis>, StoreError> {
    let now = tx.now();
    let mut sorted = buckets.to_vec();
    // Always in one order: two requests with the same buckets never wait for each other in a circle.
    sorted.sort();
    let mut latest = None;
    for bucket in sorted {
        let until: Option<Millis> = tx.one(
            "INSERT INTO guess (bucket, wrong, last_at, wait_until) VALUES (?1, 0, ?2, 0) \
             ON CONFLICT (bucket) DO UPDATE SET wrong = guess.wrong RETURNING wait_until",
            params![bucket.name, now],
            |row| row.get("wait_until"),
        )?;
        // No wait is longer than the longest. One that would be began in a future that some clock was in.
        let longest = now.plus_secs(bucket.longest_wait_secs + MINUTE_SECS);
        latest = latest.max(until.filter(|until| *until > now && *until <= longest));
    }
    Ok(latest)
}

/// Counts a wrong one in each of the buckets, which are locked.
pub(crate) fn count_wrong(tx: &mut Tx<'_>, buckets: &[Bucket]) -> Result<(), StoreError> {
    let now = tx.now();
    for bucket in buckets {
        let wrong: i64 = tx
            .one(
                "UPDATE guess SET wrong = CASE WHEN last_at <= ?2 OR last_at > ?4 THEN 1 ELSE wrong + 1 END, last_at = ?3 \
                 WHERE bucket = ?1 RETURNING wrong",
                params![
                    bucket.name,
                    now.minus_secs(bucket.forgotten_after_secs),
                    now,
                    now.plus_secs(MINUTE_SECS)
                ],
                |row| row.get("wrong"),
            )?
            .unwrap_or_default();
        let wait_secs = bucket.wait_secs(wrong);
        if wait_secs > 0 {
            tx.exec(
                "UPDATE guess SET wait_until = ?2 WHERE bucket = ?1",
                params![bucket.name, now.plus_secs(wait_secs)],
            )?;
        }
    }
    Ok(())
}

/// A right one forgives the wrong ones of these buckets.
pub(crate) fn forgive(tx: &mut Tx<'_>, buckets: &[Bucket]) -> Result<(), StoreError> {
    for bucket in buckets {
        tx.exec(
            "UPDATE guess SET wrong = 0, wait_until = 0 WHERE bucket = ?1",
            params![bucket.name],
        )?;
    }
    Ok(())
}

/// Forgets up to `limit` counts that are over, oldest first, and answers how many.
pub(crate) fn forget_guesses(tx: &mut Tx<'_>, limit: i64) -> Result<u64, StoreError> {
    tx.exec(
        "DELETE FROM guess WHERE bucket IN (SELECT oldest.bucket FROM \
         (SELECT bucket FROM guess WHERE last_at < ?1 ORDER BY last_at LIMIT ?2) oldest)",
        params![tx.now().minus_secs(KEPT_SECS), limit],
    )
}

#[cfg(test)]
mod tests {
    use super::Bucket;

    #[test]
    fn waits_begin_after_the_free_ones_and_double_up_to_an_hour() {
        let bucket = Bucket::passwords([0; 32], 5);
        let waits: Vec<i64> = (1..=10).map(|wrong| bucket.wait_secs(wrong) / 60).collect();
        assert_eq!(waits, [0, 0, 0, 0, 5, 10, 20, 40, 60, 60]);
        assert_eq!(bucket.wait_secs(i64::MAX), 3600);
    }
}
