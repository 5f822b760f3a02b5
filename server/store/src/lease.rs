//! Recurring jobs run on one server at a time: whoever holds the lease. A server that dies loses it when it ends.

use huika_domain::Millis;

use crate::{StoreError, Tx, params};

/// Takes the lease of `name` for `holder`, or prolongs it. Answers when the job last came to its end, or `None` when
/// another server holds it.
pub fn take(tx: &mut Tx<'_>, name: &str, holder: &str, secs: i64) -> Result<Option<Millis>, StoreError> {
    let now = tx.now();
    tx.one(
        "INSERT INTO lease (name, holder, until) VALUES (?1, ?2, ?3) ON CONFLICT (name) DO UPDATE \
         SET holder = ?2, until = ?3 WHERE lease.until <= ?4 OR lease.holder = ?2 RETURNING done_at",
        params![name, holder, now.plus_secs(secs), now],
        |row| row.get(0),
    )
}

/// When the job last came to its end.
pub fn last_done(tx: &mut Tx<'_>, name: &str) -> Result<Option<Millis>, StoreError> {
    tx.one(
        "SELECT done_at FROM lease WHERE name = ?1 AND done_at > 0",
        params![name],
        |row| row.get(0),
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

/// Writes the time into the row of `name`, whoever holds it: what shows that rows can be written.
pub(crate) fn touch(tx: &mut Tx<'_>, name: &str) -> Result<(), StoreError> {
    tx.exec(
        "INSERT INTO lease (name, holder, until, done_at) VALUES (?1, '', 0, ?2) \
         ON CONFLICT (name) DO UPDATE SET done_at = excluded.done_at",
        params![name, tx.now()],
    )?;
    Ok(())
}
