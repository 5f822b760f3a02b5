//! The audit of one store's day.

use huika_domain::{BusinessDay, Fen, Millis, OperatorId, Points, StoreId};

use super::{line::AuditLine, query};
use crate::{
    StoreError, Tx,
    day_close::{Outstanding, outstanding},
    ledger::day_number,
    params,
    staff::{Matter, Role, may},
};

/// One thing that a line names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditRow {
    /// When.
    pub at: Millis,
    /// By whom; empty where it was nobody who works here.
    pub who: String,
    /// What: a word of the books, or a number.
    pub what: String,
    /// Its number, or whom it is about.
    pub name: String,
    /// How much money.
    pub amount: Fen,
    /// How many points.
    pub points: Points,
    /// How many of them this row adds up.
    pub times: i64,
}

/// A tick at a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ticked {
    /// By whom.
    pub who: String,
    /// Who that is.
    pub operator: OperatorId,
    /// When.
    pub at: Millis,
    /// What they wrote.
    pub comment: String,
    /// Whether the line says something else since.
    pub changed: bool,
}

/// What a line says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// Which.
    pub line: AuditLine,
    /// Its rows, the first hundred of them.
    pub rows: Vec<AuditRow>,
    /// Whether there are more.
    pub more: bool,
    /// The newest tick.
    pub ticked: Option<Ticked>,
}

/// The whole of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Audit {
    /// Every line.
    pub lines: Vec<Found>,
    /// When the books were last proved, and whether they held.
    pub proved: Option<(Millis, bool)>,
    /// What members hold at the beginning and at the end of the day.
    pub opening: Outstanding,
    /// See [`Self::opening`].
    pub closing: Outstanding,
    /// Who signed it.
    pub signed: Option<Ticked>,
}

impl Audit {
    /// Whether somebody has read every line as it is.
    #[must_use]
    pub fn is_read(&self) -> bool {
        self.lines
            .iter()
            .all(|found| found.ticked.as_ref().is_some_and(|tick| !tick.changed))
    }
}

/// Rows shown of a line.
const ROWS_MAX: usize = 100;

/// A store's day; none for who does not audit there.
pub fn audit(
    tx: &mut Tx<'_>,
    viewer: OperatorId,
    store: StoreId,
    day: BusinessDay,
) -> Result<Option<Audit>, StoreError> {
    if !may(tx, viewer, Role::audits_days, Matter::Store(store))? {
        return Ok(None);
    }
    let proved = last_proof(tx)?;
    let (opening, closing) = outstanding(tx, store, day)?;
    let mut lines = Vec::with_capacity(AuditLine::ALL.len());
    for line in AuditLine::ALL {
        let (rows, more) = rows_of(tx, line, store, day)?;
        let mut found = Found {
            line,
            rows,
            more,
            ticked: None,
        };
        let figures = figures(&found, proved, (opening, closing));
        found.ticked = tick_of(tx, store, day, line, &figures)?;
        lines.push(found);
    }
    Ok(Some(Audit {
        lines,
        proved,
        opening,
        closing,
        signed: signed(tx, store, day)?,
    }))
}

fn last_proof(tx: &mut Tx<'_>) -> Result<Option<(Millis, bool)>, StoreError> {
    tx.one(
        "SELECT at, differences FROM proof ORDER BY id DESC LIMIT 1",
        params![],
        |row| Ok((row.get("at")?, row.get::<i64>("differences")? == 0)),
    )
}

/// What a tick keeps of its line: how much it said, in few words.
pub(super) fn figures(
    found: &Found,
    proved: Option<(Millis, bool)>,
    (opening, closing): (Outstanding, Outstanding),
) -> String {
    match found.line {
        // When it was proved last is another time each night; whether it held is what was read.
        AuditLine::Proof => format!("held {}", proved.is_some_and(|(_, held)| held)),
        AuditLine::Outstanding => format!(
            "{} {} {} {} {} {}",
            opening.principal.get(),
            opening.bonus.get(),
            opening.points.get(),
            closing.principal.get(),
            closing.bonus.get(),
            closing.points.get()
        ),
        _ => {
            let add = |sum: i64, row: &AuditRow| sum.saturating_add(row.amount.get());
            let times: i64 = found.rows.iter().map(|row| row.times).sum();
            let points: i64 = found.rows.iter().map(|row| row.points.get()).sum();
            format!("{times} {} {points}", found.rows.iter().fold(0, add))
        }
    }
}

fn rows_of(
    tx: &mut Tx<'_>,
    line: AuditLine,
    store: StoreId,
    day: BusinessDay,
) -> Result<(Vec<AuditRow>, bool), StoreError> {
    let Some(sql) = query::of(line) else {
        return Ok((Vec::new(), false));
    };
    let rules = tx.rules_of(store);
    let zone = tx.context().zone;
    let hours = rules.business_day.ends_hour * 3600;
    let (from, to) = (
        zone.start_of(day).plus_secs(hours),
        zone.start_of(day.succ()).plus_secs(hours),
    );
    let span_secs = match line {
        AuditLine::SoonBack => rules.shifts.soon_back_secs,
        AuditLine::TwoStores => rules.shifts.far_secs,
        AuditLine::LastMinute => rules.shifts.last_secs,
        _ => 0,
    };
    let mut rows = tx.all(
        sql,
        params![store, day_number(day), from, to, span_secs * 1000, ROWS_MAX as i64 + 1],
        |row| {
            Ok(AuditRow {
                at: row.get("at")?,
                who: row.get("who")?,
                what: row.get("what")?,
                name: row.get("name")?,
                amount: row.get("amount")?,
                points: row.get("points")?,
                times: row.get("times")?,
            })
        },
    )?;
    let more = rows.len() > ROWS_MAX;
    rows.truncate(ROWS_MAX);
    Ok((rows, more))
}

fn tick_of(
    tx: &mut Tx<'_>,
    store: StoreId,
    day: BusinessDay,
    line: AuditLine,
    figures: &str,
) -> Result<Option<Ticked>, StoreError> {
    tx.one(
        "SELECT t.operator_id, o.name, t.at, t.comment, t.figures FROM audit_tick t JOIN operator o ON o.id = t.operator_id \
         WHERE t.store_id = ?1 AND t.business_day = ?2 AND t.line = ?3 ORDER BY t.id DESC LIMIT 1",
        params![store, day_number(day), line],
        |row| {
            Ok(Ticked {
                who: row.get("name")?,
                operator: row.get("operator_id")?,
                at: row.get("at")?,
                comment: row.get("comment")?,
                changed: row.get::<String>("figures")? != figures,
            })
        },
    )
}

fn signed(tx: &mut Tx<'_>, store: StoreId, day: BusinessDay) -> Result<Option<Ticked>, StoreError> {
    tx.one(
        "SELECT s.operator_id, o.name, s.at, s.comment FROM audit_sign s JOIN operator o ON o.id = s.operator_id \
         WHERE s.store_id = ?1 AND s.business_day = ?2",
        params![store, day_number(day)],
        |row| {
            Ok(Ticked {
                who: row.get("name")?,
                operator: row.get("operator_id")?,
                at: row.get("at")?,
                comment: row.get("comment")?,
                changed: false,
            })
        },
    )
}
