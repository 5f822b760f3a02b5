//! Stores: made, described, closed and opened again.

use huika_domain::{
    MapLink, Millis, OpeningHours, OperatorId, Reason, StoreAddress, StoreCode, StoreId, StoreName, StorePhone,
};

use crate::{
    Row, StoreError, Tx,
    db::gate::{Gate, pass},
    organisation::change::{OrganisationError, allowed, note},
    params,
    staff::ActKind,
};

/// What a store says about itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoreDetails {
    /// What it is called.
    pub name: StoreName,
    /// Where it is.
    pub address: StoreAddress,
    /// Its phone.
    pub phone: StorePhone,
    /// When it is open.
    pub hours: OpeningHours,
    /// Its place on a map.
    pub map_link: MapLink,
}

/// A store as pages show it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoreRow {
    /// Which.
    pub id: StoreId,
    /// Its short name.
    pub code: String,
    /// What it is called.
    pub name: String,
    /// Where it is; empty when nobody said.
    pub address: String,
    /// Its phone; empty when nobody said.
    pub phone: String,
    /// When it is open; empty when nobody said.
    pub hours: String,
    /// A link to its place on a map; empty when nobody said.
    pub map_link: String,
    /// Since when it is there.
    pub made_at: Millis,
    /// Since when it is closed.
    pub closed_at: Option<Millis>,
}

const SELECT: &str =
    "SELECT id, code, name, address, phone, hours, map_link, created_at, closed_at FROM store WHERE id = ?1";

fn read(row: &Row<'_>) -> Result<StoreRow, StoreError> {
    Ok(StoreRow {
        id: row.get("id")?,
        code: row.get("code")?,
        name: row.get("name")?,
        address: row.get("address")?,
        phone: row.get("phone")?,
        hours: row.get("hours")?,
        map_link: row.get("map_link")?,
        made_at: row.get("created_at")?,
        closed_at: row.get("closed_at")?,
    })
}

/// One store.
pub fn store(tx: &mut Tx<'_>, store: StoreId) -> Result<Option<StoreRow>, StoreError> {
    tx.one(SELECT, params![store], read)
}

/// The store, locked, for who may change it.
pub(super) fn locked(tx: &mut Tx<'_>, by: OperatorId, store: StoreId) -> Result<StoreRow, OrganisationError> {
    let found = tx.lock(SELECT, params![store], read)?;
    allowed(tx, by)?;
    found.ok_or(OrganisationError::NoStore)
}

/// Opens another store. Its short name stands on what it prints, so no two have one, and it never changes.
pub fn make_store(
    tx: &mut Tx<'_>,
    by: OperatorId,
    code: &StoreCode,
    details: &StoreDetails,
) -> Result<StoreId, OrganisationError> {
    pass(tx, Gate::Staff)?;
    allowed(tx, by)?;
    let taken: i64 = tx.value("SELECT COUNT(*) FROM store WHERE code = ?1", params![code.as_str()])?;
    if taken > 0 {
        return Err(OrganisationError::CodeTaken);
    }
    let made = tx.insert(
        "INSERT INTO store (code, name, address, phone, hours, map_link, created_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        params![
            code.as_str(),
            details.name.as_str(),
            details.address.as_str(),
            details.phone.as_str(),
            details.hours.as_str(),
            details.map_link.as_str(),
            tx.now(),
        ],
        StoreId::new,
    )?;
    note(tx, by, ActKind::StoreMade, Some(made), "", code.as_str())?;
    Ok(made)
}

/// Changes what a store says about itself. The record holds what changed, before and after.
pub fn change_store(
    tx: &mut Tx<'_>,
    by: OperatorId,
    store: StoreId,
    details: &StoreDetails,
) -> Result<(), OrganisationError> {
    let before = locked(tx, by, store)?;
    let changed: Vec<(&str, &str)> = [
        (before.name.as_str(), details.name.as_str()),
        (before.address.as_str(), details.address.as_str()),
        (before.phone.as_str(), details.phone.as_str()),
        (before.hours.as_str(), details.hours.as_str()),
        (before.map_link.as_str(), details.map_link.as_str()),
    ]
    .into_iter()
    .filter(|(was, is)| was != is)
    .collect();
    if changed.is_empty() {
        return Err(OrganisationError::Same);
    }
    tx.exec(
        "UPDATE store SET name = ?2, address = ?3, phone = ?4, hours = ?5, map_link = ?6 WHERE id = ?1",
        params![
            store,
            details.name.as_str(),
            details.address.as_str(),
            details.phone.as_str(),
            details.hours.as_str(),
            details.map_link.as_str(),
        ],
    )?;
    let joined = |side: fn(&(&str, &str)) -> String| changed.iter().map(side).collect::<Vec<_>>().join(" | ");
    let (was, is) = (joined(|(was, _)| (*was).to_owned()), joined(|(_, is)| (*is).to_owned()));
    Ok(note(tx, by, ActKind::StoreChanged, Some(store), &was, &is)?)
}

/// Closes a store: who works in it alone is out at once, and so are the keys of its tills, until it is opened again. What it owns stays.
pub fn close_store(tx: &mut Tx<'_>, by: OperatorId, store: StoreId, reason: &Reason) -> Result<(), OrganisationError> {
    // One after the other: the last two could close each other's last one otherwise.
    pass(tx, Gate::Staff)?;
    let before = locked(tx, by, store)?;
    if before.closed_at.is_some() {
        return Err(OrganisationError::Same);
    }
    let others: i64 = tx.value(
        "SELECT COUNT(*) FROM store WHERE closed_at IS NULL AND id <> ?1",
        params![store],
    )?;
    if others == 0 {
        return Err(OrganisationError::LastStore);
    }
    tx.exec(
        "UPDATE store SET closed_at = ?2 WHERE id = ?1",
        params![store, tx.now()],
    )?;
    tx.exec(
        "UPDATE staff_session SET ended_at = ?2 WHERE ended_at IS NULL AND operator_id IN \
         (SELECT o.id FROM operator o WHERE o.store_id = ?1)",
        params![store, tx.now()],
    )?;
    Ok(note(tx, by, ActKind::StoreClosed, Some(store), "", reason.as_str())?)
}

/// Opens a closed store again.
pub fn reopen_store(tx: &mut Tx<'_>, by: OperatorId, store: StoreId) -> Result<(), OrganisationError> {
    let before = locked(tx, by, store)?;
    if before.closed_at.is_none() {
        return Err(OrganisationError::Same);
    }
    tx.exec("UPDATE store SET closed_at = NULL WHERE id = ?1", params![store])?;
    Ok(note(tx, by, ActKind::StoreReopened, Some(store), "", &before.code)?)
}
