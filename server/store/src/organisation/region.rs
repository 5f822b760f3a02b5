//! Regions, and which store is in which of them from what day on.

use huika_domain::{BusinessDay, OperatorId, RegionId, RegionName, StoreId};

use crate::{
    StoreError, Tx,
    db::gate::{Gate, pass},
    ledger::{day_number, day_of},
    organisation::{
        change::{OrganisationError, allowed, note},
        store::locked,
        tree::region_on,
    },
    params,
    settings::place_store,
    staff::{ActKind, see_as_led},
};

/// A region as pages show it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RegionRow {
    /// Which.
    pub id: RegionId,
    /// What it is called.
    pub name: String,
    /// How many stores are in it on the day that is shown.
    pub stores: i64,
    /// Who leads it.
    pub led_by: String,
}

/// Days that a move may lie ahead, and the first year that it may lie in.
const AHEAD_DAYS: i32 = 366;
const FIRST_YEAR: i32 = 2000;

/// The regions that have not ended, with their stores of this day.
pub fn regions(tx: &mut Tx<'_>, day: BusinessDay) -> Result<Vec<RegionRow>, StoreError> {
    tx.all(
        "SELECT r.id, r.name, \
         (SELECT COUNT(*) FROM store_region t WHERE t.region_id = r.id AND t.from_day <= ?1 \
          AND (t.until_day IS NULL OR t.until_day > ?1)) AS stores, \
         COALESCE((SELECT string_agg(o.name, ', ' ORDER BY o.id) FROM operator_region l JOIN operator o ON o.id = l.operator_id \
          WHERE l.region_id = r.id AND o.ended_at IS NULL), '') AS led_by \
         FROM region r WHERE r.ended_at IS NULL ORDER BY r.name LIMIT 500",
        params![day_number(day)],
        |row| {
            Ok(RegionRow {
                id: row.get("id")?,
                name: row.get("name")?,
                stores: row.get("stores")?,
                led_by: row.get("led_by")?,
            })
        },
    )
}

/// Makes a region.
pub fn make_region(tx: &mut Tx<'_>, by: OperatorId, name: &RegionName) -> Result<RegionId, OrganisationError> {
    pass(tx, Gate::Staff)?;
    allowed(tx, by)?;
    is_free(tx, name)?;
    let made = tx.insert(
        "INSERT INTO region (name, created_at) VALUES (?1, ?2)",
        params![name.as_str(), tx.now()],
        RegionId::new,
    )?;
    note(tx, by, ActKind::RegionMade, None, "", name.as_str())?;
    Ok(made)
}

/// Gives a region another name; it is the same one, also in what is asked about last year.
pub fn rename_region(
    tx: &mut Tx<'_>,
    by: OperatorId,
    region: RegionId,
    name: &RegionName,
) -> Result<(), OrganisationError> {
    let was = locked_region(tx, by, region)?;
    if was == name.as_str() {
        return Err(OrganisationError::Same);
    }
    is_free(tx, name)?;
    tx.exec(
        "UPDATE region SET name = ?2 WHERE id = ?1",
        params![region, name.as_str()],
    )?;
    Ok(note(tx, by, ActKind::RegionRenamed, None, &was, name.as_str())?)
}

/// Ends a region in which no store is any more. What was in it before stays so.
pub fn end_region(tx: &mut Tx<'_>, by: OperatorId, region: RegionId) -> Result<(), OrganisationError> {
    let name = locked_region(tx, by, region)?;
    let today = day_number(tx.today());
    let stores: i64 = tx.value(
        "SELECT COUNT(*) FROM store_region WHERE region_id = ?1 AND (until_day IS NULL OR until_day > ?2)",
        params![region, today],
    )?;
    if stores > 0 {
        return Err(OrganisationError::RegionInUse);
    }
    let led: i64 = tx.value(
        "SELECT (SELECT COUNT(*) FROM operator_region l JOIN operator o ON o.id = l.operator_id \
         WHERE l.region_id = ?1 AND o.ended_at IS NULL) + (SELECT COUNT(*) FROM operator_post_place c \
         JOIN operator_post p ON p.id = c.post_id WHERE c.region_id = ?1 AND p.ended_at IS NULL)",
        params![region],
    )?;
    if led > 0 {
        return Err(OrganisationError::RegionLed);
    }
    tx.exec(
        "UPDATE region SET ended_at = ?2 WHERE id = ?1",
        params![region, tx.now()],
    )?;
    Ok(note(tx, by, ActKind::RegionEnded, None, "", &name)?)
}

/// Puts a store into a region, or into none, from a business day on: days before it keep what they had, and what was planned for later is
/// replaced. Whoever leads the regions sees the store, or sees it no more, when that day begins.
pub fn move_store(
    tx: &mut Tx<'_>,
    by: OperatorId,
    store: StoreId,
    region: Option<RegionId>,
    from: BusinessDay,
) -> Result<(), OrganisationError> {
    pass(tx, Gate::Staff)?;
    pass(tx, Gate::Rules)?;
    locked(tx, by, store)?;
    let today = tx.today();
    if from.days_since(today) > AHEAD_DAYS || from.year() < FIRST_YEAR {
        return Err(OrganisationError::DayTooFar);
    }
    let name = match region {
        Some(region) => locked_region(tx, by, region)?,
        None => String::new(),
    };
    let before = region_on(tx, store, from)?;
    let later: i64 = tx.value(
        "SELECT COUNT(*) FROM store_region WHERE store_id = ?1 AND from_day > ?2",
        params![store, day_number(from)],
    )?;
    if later == 0 && before.as_ref().map(|(id, _)| *id) == region && stays(tx, store, from)? {
        return Err(OrganisationError::Same);
    }
    tx.exec(
        "DELETE FROM store_region WHERE store_id = ?1 AND from_day >= ?2",
        params![store, day_number(from)],
    )?;
    tx.exec(
        "UPDATE store_region SET until_day = ?2 WHERE store_id = ?1 AND (until_day IS NULL OR until_day > ?2)",
        params![store, day_number(from)],
    )?;
    if let Some(region) = region {
        tx.exec(
            "INSERT INTO store_region (store_id, region_id, from_day) VALUES (?1, ?2, ?3)",
            params![store, region, day_number(from)],
        )?;
    }
    see_as_led(tx, today)?;
    place_store(tx, store, region, tx.context().zone.start_of(from))?;
    let was = before.map(|(_, name)| name).unwrap_or_default();
    let detail = format!("{name} {:04}-{:02}-{:02}", from.year(), from.month(), from.day());
    Ok(note(tx, by, ActKind::StoreMoved, Some(store), &was, detail.trim())?)
}

/// Whether what holds on this day holds without an end.
fn stays(tx: &mut Tx<'_>, store: StoreId, day: BusinessDay) -> Result<bool, StoreError> {
    let until = tx.one(
        "SELECT MAX(until_day) AS until_day FROM store_region WHERE store_id = ?1 AND until_day > ?2",
        params![store, day_number(day)],
        |row| row.get::<Option<i64>>("until_day"),
    )?;
    Ok(until.flatten().map(day_of).transpose()?.is_none())
}

/// The name of a region that has not ended, locked, for who may change it.
fn locked_region(tx: &mut Tx<'_>, by: OperatorId, region: RegionId) -> Result<String, OrganisationError> {
    let found = tx.lock(
        "SELECT name FROM region WHERE id = ?1 AND ended_at IS NULL",
        params![region],
        |row| row.get::<String>("name"),
    )?;
    allowed(tx, by)?;
    found.ok_or(OrganisationError::NoRegion)
}

/// A name is taken also by a region that has ended: what is asked about last year names it.
fn is_free(tx: &mut Tx<'_>, name: &RegionName) -> Result<(), OrganisationError> {
    let taken: i64 = tx.value("SELECT COUNT(*) FROM region WHERE name = ?1", params![name.as_str()])?;
    if taken > 0 {
        Err(OrganisationError::NameTaken)
    } else {
        Ok(())
    }
}
