//! The gateways' bills as they came, kept for a time, so that a day can be reconciled again and audited.

use huika_domain::{BusinessDay, Millis};

use crate::{
    StoreError, Tx,
    ledger::{day_number, day_of},
    params,
};

/// A file to keep.
#[derive(Debug, Clone)]
pub struct NewBillFile {
    /// Which channel.
    pub channel: String,
    /// The bill's day.
    pub day: BusinessDay,
    /// Which of the day's files.
    pub kind: String,
    /// Its digest.
    pub digest: String,
    /// Packed as it was sent.
    pub content: Vec<u8>,
}

/// A kept file, without its content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptBillFile {
    /// Which.
    pub id: i64,
    /// Which channel.
    pub channel: String,
    /// The bill's day.
    pub day: BusinessDay,
    /// Which of the day's files.
    pub kind: String,
    /// Its digest.
    pub digest: String,
    /// When it was fetched.
    pub fetched_at: Millis,
    /// How many bytes it has.
    pub bytes: i64,
}

/// Keeps a file. The same one fetched again stays as it was; a newer one of the same day stands beside it.
pub fn keep_bill_file(tx: &mut Tx<'_>, file: &NewBillFile) -> Result<(), StoreError> {
    tx.exec(
        "INSERT INTO bill_file (channel, day, kind, digest, fetched_at, content) VALUES (?1, ?2, ?3, ?4, ?5, ?6) \
         ON CONFLICT (day, channel, kind, digest) DO NOTHING",
        params![
            file.channel,
            day_number(file.day),
            file.kind,
            file.digest,
            tx.now(),
            file.content
        ],
    )?;
    Ok(())
}

/// The kept files of a day, the newest first.
pub fn kept_bill_files(tx: &mut Tx<'_>, channel: &str, day: BusinessDay) -> Result<Vec<KeptBillFile>, StoreError> {
    tx.all(
        "SELECT id, channel, day, kind, digest, fetched_at, CAST(LENGTH(content) AS BIGINT) AS bytes FROM bill_file WHERE channel = ?1 AND day = ?2 \
         ORDER BY id DESC LIMIT 100",
        params![channel, day_number(day)],
        |row| {
            Ok(KeptBillFile {
                id: row.get("id")?,
                channel: row.get("channel")?,
                day: day_of(row.get("day")?)?,
                kind: row.get("kind")?,
                digest: row.get("digest")?,
                fetched_at: row.get("fetched_at")?,
                bytes: row.get("bytes")?,
            })
        },
    )
}

/// A kept file with its content.
pub fn bill_file(tx: &mut Tx<'_>, id: i64) -> Result<Option<NewBillFile>, StoreError> {
    tx.one(
        "SELECT channel, day, kind, digest, content FROM bill_file WHERE id = ?1",
        params![id],
        |row| {
            Ok(NewBillFile {
                channel: row.get("channel")?,
                day: day_of(row.get("day")?)?,
                kind: row.get("kind")?,
                digest: row.get("digest")?,
                content: row.get("content")?,
            })
        },
    )
}

/// Forgets up to `limit` files that were kept long enough, the oldest first; answers how many.
pub(crate) fn forget_bill_files(tx: &mut Tx<'_>, limit: i64) -> Result<u64, StoreError> {
    let before = tx.now().plus_days(-tx.rules().retention.bills_days);
    tx.exec(
        "DELETE FROM bill_file WHERE id IN (SELECT id FROM bill_file WHERE fetched_at < ?1 ORDER BY id LIMIT ?2)",
        params![before, limit],
    )
}
