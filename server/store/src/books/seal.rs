//! Sealed days. When a business day is over, each of its rows is hashed into a chain that begins with the hash of the day
//! before. A row that is edited, removed, added or put elsewhere afterwards no longer fits, and is named.
//!
//! An entry's hash covers the lots that it granted, as far as they never change: how much, how it is spent and until when.
//!
//! Besides the chain, each entry keeps eight bytes of the hash of itself and of each of its postings: the chain says
//! *that* something was changed, these say *what*. Whoever changes a row and its bytes is still betrayed by the chain, and
//! whoever rewrites the chain by anybody who has noted its newest hash elsewhere ([`newest_seal`]).

mod check;
mod form;
mod rows;
mod sums;
mod totals;

use huika_domain::Millis;

use crate::{
    StoreError, Tx,
    ledger::{day_number, day_of},
    params,
};

pub(super) use check::seals_fit;
pub use form::Seal;
use form::{Form, chained};
use rows::read_entries;
pub use totals::{PeriodTotal, period_totals};

/// An entry that is so much later than it is now shows that the clock was ahead when it was posted, or is behind now.
const AHEAD_SECS: i64 = 60;

/// Minutes after the end of the last store's business day from which it is sealed: whatever began before has ended by then.
const QUIET_MINUTES: i64 = 10;

/// A day that is being sealed.
struct Day {
    number: i64,
    form: Form,
    last_entry: i64,
    hash: Vec<u8>,
}

/// Seals up to `limit` more entries of the oldest day that is over and not sealed, and answers whether there is more to
/// do. A run that was killed goes on where it stopped. The day's row is locked meanwhile, so servers take turns.
pub fn seal_days(tx: &mut Tx<'_>, limit: i64) -> Result<bool, StoreError> {
    if clock_is_in_doubt(tx)? {
        return Ok(false);
    }
    let Some(mut day) = lock_day(tx)? else {
        return Ok(false);
    };
    // From here on nothing more is posted on that day, should it not be over.
    tx.context().rules.note_closed(day.number);
    let entries = read_entries(tx, (day.number, day.form), day.last_entry, i64::MAX, limit)?;
    let mut postings = 0;
    for entry in &entries {
        for row in &entry.rows {
            day.hash = chained(&day.hash, row);
        }
        postings += entry.rows.len() as i64 - 1;
        tx.exec(
            "INSERT INTO entry_seal (entry_id, business_day, marks) VALUES (?1, ?2, ?3)",
            params![entry.id, day.number, entry.marks()],
        )?;
    }
    totals::add(tx, day.number, &entries)?;
    let last = entries.last().map_or(day.last_entry, |entry| entry.id);
    sums::add(tx, day.number, day.last_entry, last)?;
    let is_done = (entries.len() as i64) < limit;
    let sealed_at = is_done.then(|| tx.now());
    tx.exec(
        "UPDATE day_seal SET entries = entries + ?2, postings = postings + ?3, last_entry = ?4, hash = ?5, sealed_at = ?6 \
         WHERE business_day = ?1",
        params![
            day.number,
            entries.len() as i64,
            postings,
            last,
            day.hash,
            sealed_at,
        ],
    )?;
    Ok(true)
}

/// How far the newest entry is ahead of the clock, in milliseconds, where that is more than servers may differ.
pub fn entries_ahead(tx: &mut Tx<'_>) -> Result<Option<i64>, StoreError> {
    let newest = tx.one("SELECT at FROM entry ORDER BY id DESC LIMIT 1", params![], |row| {
        row.get::<Millis>("at")
    })?;
    let ahead = newest.map_or(0, |at| at.get() - tx.now().get());
    Ok((ahead > AHEAD_SECS * 1000).then_some(ahead))
}

/// A day that was sealed too early is sealed for good, so nothing is sealed while it is not known what day it is.
fn clock_is_in_doubt(tx: &mut Tx<'_>) -> Result<bool, StoreError> {
    let ahead = entries_ahead(tx)?;
    if let Some(millis) = ahead {
        tracing::error!(
            seconds = millis / 1000,
            "the newest entry is later than it is now: the clock was ahead, or is behind; no day is sealed meanwhile"
        );
    }
    Ok(ahead.is_some())
}

/// The day under way, or the next one that is over, which is begun. `None` when there is none.
fn lock_day(tx: &mut Tx<'_>) -> Result<Option<Day>, StoreError> {
    if let Some(day) = lock_unsealed(tx)? {
        return Ok(Some(day));
    }
    let newest = tx.one(
        "SELECT business_day, hash FROM day_seal ORDER BY business_day DESC LIMIT 1",
        params![],
        |row| Ok((row.get::<i64>("business_day")?, row.get::<Vec<u8>>("hash")?)),
    )?;
    let (after, previous) = newest.unwrap_or_default();
    let quiet_secs = QUIET_MINUTES * 60 + tx.standing().latest_day_end_secs();
    let quiet_since = tx.now().minus_secs(quiet_secs);
    let today = tx.context().zone.business_day(quiet_since);
    let next: Option<i64> = tx.value(
        "SELECT MIN(business_day) FROM entry WHERE business_day > ?1 AND business_day < ?2",
        params![after, day_number(today)],
    )?;
    let Some(next) = next else {
        return Ok(None);
    };
    // Of two servers that begin the same day the second adds nothing, and waits at the row for its turn.
    tx.exec(
        "INSERT INTO day_seal (business_day, entries, postings, last_entry, hash, previous, form) \
         VALUES (?1, 0, 0, 0, ?2, ?2, ?3) ON CONFLICT (business_day) DO NOTHING",
        params![next, previous, Form::WITH_LOTS.0],
    )?;
    lock_unsealed(tx)
}

fn lock_unsealed(tx: &mut Tx<'_>) -> Result<Option<Day>, StoreError> {
    tx.lock(
        "SELECT business_day, last_entry, hash, form FROM day_seal WHERE sealed_at IS NULL",
        params![],
        |row| {
            Ok(Day {
                number: row.get("business_day")?,
                last_entry: row.get("last_entry")?,
                hash: row.get("hash")?,
                form: Form(row.get("form")?),
            })
        },
    )
}

/// The newest sealed day. Its hash, kept outside of the database, vouches for everything before it.
pub fn newest_seal(tx: &mut Tx<'_>) -> Result<Option<Seal>, StoreError> {
    let found = tx.one(
        "SELECT business_day, entries, hash FROM day_seal WHERE sealed_at IS NOT NULL ORDER BY business_day DESC LIMIT 1",
        params![],
        |row| Ok((row.get::<i64>("business_day")?, row.get("entries")?, row.get::<Vec<u8>>("hash")?)),
    )?;
    found
        .map(|(number, entries, hash)| {
            Ok(Seal {
                day: day_of(number)?,
                entries,
                hash: hex::encode(hash),
            })
        })
        .transpose()
}
