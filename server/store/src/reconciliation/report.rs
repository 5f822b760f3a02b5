//! The outcome of a day, kept for the office. A later run of the same day takes the place of an earlier one.

use huika_domain::{BusinessDay, Fen, Millis};

use crate::{
    Row, StoreError, Tx,
    ledger::{day_number, day_of},
    params,
    reconciliation::{Mismatch, MismatchKind},
};

/// A day of one channel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// Which channel.
    pub channel: String,
    /// The bill's day.
    pub day: BusinessDay,
    /// When it was held against ours.
    pub at: Millis,
    /// The bill's digest, as it was checked.
    pub digest: String,
    /// Lines of the bill.
    pub lines: i64,
    /// Lines that agree with ours.
    pub matched: i64,
    /// What came, by the bill.
    pub paid: Fen,
    /// What went back, by the bill.
    pub refunded: Fen,
    /// What the gateway kept, by the bill.
    pub fees: Fen,
    /// How long it took.
    pub took_ms: i64,
    /// Where the two disagree.
    pub mismatches: Vec<Mismatch>,
}

impl Report {
    /// How many disagreements there are; those that only wait for the next bill are none yet.
    #[must_use]
    pub fn differences(&self) -> i64 {
        self.count(|kind| kind != MismatchKind::Waiting)
    }

    /// How many wait for the next day's bill.
    #[must_use]
    pub fn waiting(&self) -> i64 {
        self.count(|kind| kind == MismatchKind::Waiting)
    }

    fn count(&self, which: impl Fn(MismatchKind) -> bool) -> i64 {
        let count = self.mismatches.iter().filter(|mismatch| which(mismatch.kind)).count();
        i64::try_from(count).unwrap_or(i64::MAX)
    }
}

/// A report in the office's list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReportRow {
    /// Its place in the list, for the next page.
    pub id: i64,
    /// Which channel.
    pub channel: String,
    /// The bill's day.
    pub day: BusinessDay,
    /// When it was held against ours.
    pub at: Millis,
    /// Lines of the bill.
    pub lines: i64,
    /// Lines that agree with ours.
    pub matched: i64,
    /// Disagreements.
    pub differences: i64,
    /// What waits for the next day's bill.
    pub waiting: i64,
    /// What came, by the bill.
    pub paid: Fen,
    /// What went back, by the bill.
    pub refunded: Fen,
    /// What the gateway kept, by the bill.
    pub fees: Fen,
}

/// Findings that are kept; a bill of another shop would name each of its lines, and the counts still tell all of them.
const KEPT: usize = 5_000;

/// Keeps a report in the place of an earlier one of the same day.
pub fn keep_report(tx: &mut Tx<'_>, report: &Report) -> Result<(), StoreError> {
    let day = day_number(report.day);
    tx.exec(
        "DELETE FROM reconciliation_finding WHERE reconciliation_id IN \
         (SELECT id FROM reconciliation WHERE day = ?1 AND channel = ?2)",
        params![day, report.channel],
    )?;
    tx.exec(
        "DELETE FROM reconciliation WHERE day = ?1 AND channel = ?2",
        params![day, report.channel],
    )?;
    let id: i64 = tx.value(
        "INSERT INTO reconciliation (channel, day, at, digest, lines, matched, differences, waiting, paid_fen, refunded_fen, \
         fees_fen, took_ms) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12) RETURNING id",
        params![
            report.channel,
            day,
            report.at,
            report.digest,
            report.lines,
            report.matched,
            report.differences(),
            report.waiting(),
            report.paid,
            report.refunded,
            report.fees,
            report.took_ms,
        ],
    )?;
    for mismatch in report.mismatches.iter().take(KEPT) {
        tx.exec(
            "INSERT INTO reconciliation_finding (reconciliation_id, kind, number, transaction_id, ours_fen, theirs_fen, ours, \
             theirs, at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
            params![
                id,
                mismatch.kind.as_str(),
                mismatch.number,
                mismatch.transaction,
                mismatch.ours_fen,
                mismatch.theirs_fen,
                mismatch.ours,
                mismatch.theirs,
                mismatch.at,
            ],
        )?;
    }
    Ok(())
}

const COLUMNS: &str = "id, channel, day, at, lines, matched, differences, waiting, paid_fen, refunded_fen, fees_fen";

fn report_row(row: &Row<'_>) -> Result<ReportRow, StoreError> {
    Ok(ReportRow {
        id: row.get("id")?,
        channel: row.get("channel")?,
        day: day_of(row.get("day")?)?,
        at: row.get("at")?,
        lines: row.get("lines")?,
        matched: row.get("matched")?,
        differences: row.get("differences")?,
        waiting: row.get("waiting")?,
        paid: row.get("paid_fen")?,
        refunded: row.get("refunded_fen")?,
        fees: row.get("fees_fen")?,
    })
}

/// The report of a day without its findings.
pub fn last_report(tx: &mut Tx<'_>, channel: &str, day: BusinessDay) -> Result<Option<ReportRow>, StoreError> {
    tx.one(
        &format!("SELECT {COLUMNS} FROM reconciliation WHERE day = ?1 AND channel = ?2"),
        params![day_number(day), channel],
        report_row,
    )
}

/// The days before and up to `last` of which there should be a report of this channel and is none, oldest first: each day since the first
/// report, within the last `window_days`, and only `last` itself where there has never been one. After an outage of days none of them is
/// passed over.
pub fn missing_days(
    tx: &mut Tx<'_>,
    channel: &str,
    last: BusinessDay,
    window_days: i32,
) -> Result<Vec<BusinessDay>, StoreError> {
    let first_in_window = last.plus_days(1 - window_days);
    let has_older: i64 = tx.value(
        "SELECT COUNT(*) FROM (SELECT 1 FROM reconciliation WHERE channel = ?1 AND day < ?2 LIMIT 1) older",
        params![channel, day_number(first_in_window)],
    )?;
    let reported = tx.all(
        "SELECT day FROM reconciliation WHERE channel = ?1 AND day >= ?2 AND day <= ?3 ORDER BY day",
        params![channel, day_number(first_in_window), day_number(last)],
        |row| row.get::<i64>("day"),
    )?;
    let first = match reported.first() {
        _ if has_older > 0 => first_in_window,
        Some(first) => day_of(*first)?,
        None => last,
    };
    let mut missing = Vec::new();
    let mut day = first;
    while day <= last {
        if !reported.contains(&day_number(day)) {
            missing.push(day);
        }
        day = day.succ();
    }
    Ok(missing)
}
