//! Which stores have closed which days: for headquarters who is behind, for a store what it has closed.

use huika_domain::{BusinessDay, Millis, OperatorId, StoreId};

use crate::{
    StoreError, Tx,
    ledger::{day_if_any, day_number, day_of},
    params,
    staff::sees_store,
};

/// How far a store is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoreDay {
    /// Which.
    pub store: StoreId,
    /// What it is called.
    pub name: String,
    /// The last day that it has closed.
    pub closed: Option<BusinessDay>,
    /// The first day with anything on it that is open.
    pub waits: Option<BusinessDay>,
    /// The day that it is there now.
    pub today: BusinessDay,
    /// How many shifts are open there.
    pub open_shifts: i64,
}

impl StoreDay {
    /// Whether a day that is over has not been closed.
    #[must_use]
    pub fn is_behind(&self) -> bool {
        self.waits.is_some_and(|day| day < self.today)
    }
}

/// The stores that an operator sees, by number, after the one with this number.
pub fn store_days(tx: &mut Tx<'_>, viewer: OperatorId, after: i64, limit: i64) -> Result<Vec<StoreDay>, StoreError> {
    let rows = tx.all(
        concat!(
            "SELECT s.id, s.name, CAST(COALESCE((SELECT MAX(d.business_day) FROM day_close d WHERE d.store_id = s.id), 0) AS BIGINT) AS closed, ",
            "CAST(COALESCE((SELECT MIN(e.business_day) FROM entry e WHERE e.store_id = s.id AND e.business_day > ",
            "COALESCE((SELECT MAX(d.business_day) FROM day_close d WHERE d.store_id = s.id), 0)), 0) AS BIGINT) AS waits, ",
            "(SELECT COUNT(*) FROM shift sh WHERE sh.store_id = s.id AND sh.closed_at IS NULL) AS open_shifts FROM store s ",
            "WHERE s.closed_at IS NULL AND s.id > ?2 AND ",
            sees_store!("?1", "s.id"),
            " ORDER BY s.id LIMIT ?3"
        ),
        params![viewer, after, limit],
        |row| {
            let days: (i64, i64) = (row.get("closed")?, row.get("waits")?);
            Ok((row.get::<StoreId>("id")?, row.get::<String>("name")?, days, row.get("open_shifts")?))
        },
    )?;
    rows.into_iter()
        .map(|(store, name, (closed, waits), open_shifts)| {
            Ok(StoreDay {
                store,
                name,
                closed: day_if_any(closed)?,
                waits: day_if_any(waits)?,
                today: tx.day_by_the_clock(Some(store)),
                open_shifts,
            })
        })
        .collect()
}

/// A day that was closed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClosedDay {
    /// Which.
    pub day: BusinessDay,
    /// When.
    pub at: Millis,
    /// By whom.
    pub by: String,
    /// Whether open shifts were closed with it, uncounted.
    pub forced: bool,
    /// Why.
    pub reason: String,
}

/// The days that a store has closed before this one, newest first.
pub fn closed_days(
    tx: &mut Tx<'_>,
    store: StoreId,
    before: Option<BusinessDay>,
    limit: i64,
) -> Result<Vec<ClosedDay>, StoreError> {
    tx.all(
        "SELECT d.business_day, d.at, o.name, d.forced, d.reason FROM day_close d JOIN operator o ON o.id = d.operator_id \
         WHERE d.store_id = ?1 AND d.business_day < ?2 ORDER BY d.business_day DESC LIMIT ?3",
        params![store, before.map_or(i64::MAX, day_number), limit],
        |row| {
            Ok(ClosedDay {
                day: day_of(row.get("business_day")?)?,
                at: row.get("at")?,
                by: row.get("name")?,
                forced: row.get("forced")?,
                reason: row.get("reason")?,
            })
        },
    )
}

/// How this day was closed; none where it is open.
pub fn closed_day(tx: &mut Tx<'_>, store: StoreId, day: BusinessDay) -> Result<Option<ClosedDay>, StoreError> {
    let newest = closed_days(tx, store, Some(day.succ()), 1)?;
    Ok(newest.into_iter().find(|one| one.day == day))
}
