//! Recurring jobs run on one server at a time: whoever holds the lease. A server that dies loses it when it ends.

use huika_domain::Millis;

use crate::{StoreError, Tx, params};

/// How far servers' clocks may differ. A lease that lasts longer than one that is taken now, by more than this, was taken by a clock that was
/// ahead, and is waited for by nobody.
const APART_SECS: i64 = 300;

/// No lease of so many seconds lasts longer than this: one that does was taken by a clock that was ahead.
pub(crate) fn longest(now: Millis, secs: i64) -> Millis {
    now.plus_secs(secs + APART_SECS)
}

/// Takes the lease of `name` for `holder`, or prolongs it. Answers when the job last came to its end, or `None` when
/// another server holds it.
pub fn take(tx: &mut Tx<'_>, name: &str, holder: &str, secs: i64) -> Result<Option<Millis>, StoreError> {
    let now = tx.now();
    tx.one(
        "INSERT INTO lease (name, holder, until) VALUES (?1, ?2, ?3) ON CONFLICT (name) DO UPDATE \
         SET holder = ?2, until = ?3 WHERE lease.until <= ?4 OR lease.holder = ?2 OR lease.until > ?5 RETURNING done_at",
        params![
            name,
            holder,
            now.plus_secs(secs),
            now,
            longest(now, secs)
        ],
        |row| row.get("done_at"),
    )
}

/// When the job last came to its end.
pub fn last_done(tx: &mut Tx<'_>, name: &str) -> Result<Option<Millis>, StoreError> {
    tx.one(
        "SELECT done_at FROM lease WHERE name = ?1 AND done_at > 0",
        params![name],
        |row| row.get("done_at"),
    )
}

/// Notes that the job came to its end, and gives the lease back.
pub fn finish(tx: &mut Tx<'_>, name: &str, holder: &str) -> Result<(), StoreError> {
    tx.exec(
        "UPDATE lease SET until = 0, done_at = ?3 WHERE name = ?1 AND holder = ?2",
        params![name, holder, tx.now()],
    )?;
    Ok(())
}

/// Rows of servers that showed that they can write.
const PROBES: &str = "probe:";
/// What follows them in the order of names.
const AFTER_PROBES: &str = "probe;";

/// Writes the time into the row of `server`: what shows that rows can be written. Each server has its own, so that none waits for
/// another one that stopped in the middle.
pub(crate) fn touch(tx: &mut Tx<'_>, server: &str) -> Result<(), StoreError> {
    tx.exec(
        "INSERT INTO lease (name, holder, until, done_at) VALUES (?1, '', 0, ?2) \
         ON CONFLICT (name) DO UPDATE SET done_at = excluded.done_at",
        params![format!("{PROBES}{server}"), tx.now()],
    )?;
    Ok(())
}

/// Forgets servers that have not been there since `before`; answers how many.
pub(crate) fn forget_probes(tx: &mut Tx<'_>, before: Millis) -> Result<u64, StoreError> {
    tx.exec(
        "DELETE FROM lease WHERE (name = 'probe' OR (name >= ?1 AND name < ?2)) AND done_at < ?3",
        params![PROBES, AFTER_PROBES, before],
    )
}
