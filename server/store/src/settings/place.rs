//! In which region a store is, as the rules see it: rows beside the rules, with a number of the same series. Whoever names the highest
//! number that was in force, as a sale does, names with it the region whose rules held in each store.
//!
//! The tree itself, by days, stands in `store_region`, and whoever changes that writes these rows in the same transaction.

use huika_domain::{Millis, RegionId, StoreId, settings::Scope};

use crate::{StoreError, Tx, ledger::day_of, params, settings::rows::PLACE};

/// Puts a store into a region, or into none, from a moment on, also where another one was planned for later. The caller has passed the
/// gate of the rules.
pub(crate) fn place_store(
    tx: &mut Tx<'_>,
    store: StoreId,
    region: Option<RegionId>,
    from: Millis,
) -> Result<(), StoreError> {
    let scope = Scope::Store(store);
    let from = from.max(tx.now());
    let later: Vec<Millis> = tx.all(
        "SELECT DISTINCT effective_from FROM rule WHERE area = ?1 AND scope_kind = ?2 AND scope_id = ?3 \
         AND effective_from > ?4 ORDER BY effective_from",
        params![PLACE, scope.kind(), scope.id(), from],
        |row| row.get("effective_from"),
    )?;
    for from in std::iter::once(from).chain(later) {
        insert(tx, store, region, from, "page")?;
    }
    tx.rules_changed();
    Ok(())
}

fn insert(
    tx: &mut Tx<'_>,
    store: StoreId,
    region: Option<RegionId>,
    from: Millis,
    source: &str,
) -> Result<(), StoreError> {
    let scope = Scope::Store(store);
    let body = region.map(|region| serde_json::json!({ "region": region.get() }).to_string());
    tx.exec(
        "INSERT INTO rule (area, scope_kind, scope_id, body, body_version, effective_from, source, reason, at) \
         VALUES (?1, ?2, ?3, ?4, 1, ?5, ?6, 'moved', ?7)",
        params![PLACE, scope.kind(), scope.id(), body, from, source, tx.now()],
    )?;
    Ok(())
}

/// Stores in a region of which the rules do not know: those that were put there before regions had rules.
const UNPLACED: &str = "FROM store_region t WHERE NOT EXISTS (SELECT 1 FROM rule r WHERE r.area = ?1 \
    AND r.scope_kind = 'store' AND r.scope_id = t.store_id)";

/// Whether there are any.
pub(super) fn are_unplaced(tx: &mut Tx<'_>) -> Result<bool, StoreError> {
    Ok(tx.value::<i64>(&format!("SELECT COUNT(*) {UNPLACED}"), params![PLACE])? > 0)
}

/// Writes the tree as it is and is planned down for the rules; answers how many rows that were.
pub(super) fn take_over_places(tx: &mut Tx<'_>) -> Result<usize, StoreError> {
    let zone = tx.context().zone;
    let stays: Vec<(StoreId, RegionId, i64, Option<i64>)> = tx.all(
        &format!("SELECT t.store_id, t.region_id, t.from_day, t.until_day {UNPLACED} ORDER BY t.store_id, t.from_day"),
        params![PLACE],
        |row| {
            Ok((
                row.get("store_id")?,
                row.get("region_id")?,
                row.get("from_day")?,
                row.get("until_day")?,
            ))
        },
    )?;
    let mut written = 0;
    for (store, region, from, until) in &stays {
        insert(tx, *store, Some(*region), zone.start_of(day_of(*from)?), "start")?;
        written += 1;
        let goes_on = stays
            .iter()
            .any(|(other, _, begins, _)| other == store && Some(*begins) == *until);
        if let Some(until) = until.filter(|_| !goes_on) {
            insert(tx, *store, None, zone.start_of(day_of(until)?), "start")?;
            written += 1;
        }
    }
    Ok(written)
}
