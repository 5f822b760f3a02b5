//! Reading the rows that a snapshot is made of.

use std::collections::HashMap;

use huika_domain::{
    CampaignId, Millis, RegionId, StoreId,
    settings::{Area, Scope},
};
use serde_json::Value;

use crate::{
    Row, StoreError, Tx, params,
    rules::{CampaignRow, PlaceRow, Rows, RuleRow, StackingRow},
};

/// The word in the column of areas that says in which region a store is. It is no area: nobody edits it as a rule.
pub(super) const PLACE: &str = "place";

/// The highest numbers of what every server keeps a copy of.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Highest {
    /// Of rules: every new one has a higher one, and they are committed in the order of their numbers.
    pub(crate) rule: i64,
    /// The newest day on which nothing more is posted anywhere; 0 where there is none.
    pub(crate) closed: i64,
    /// Of the days that stores have closed.
    pub(crate) close: i64,
}

/// The beginning of the words that say which campaign is in force: `campaign:12`. It is no area either.
pub(super) const CAMPAIGN: &str = "campaign:";

/// The word that says what goes with what.
pub(super) const STACKING: &str = "stacking";

/// Those of now, by one statement, because they are looked at often.
pub(crate) fn highest(tx: &mut Tx<'_>) -> Result<Highest, StoreError> {
    let found = tx.one(
        "SELECT CAST((SELECT COALESCE(MAX(id), 0) FROM rule) AS BIGINT) AS highest, \
         CAST((SELECT COALESCE(MAX(business_day), 0) FROM day_seal) AS BIGINT) AS closed, \
         CAST((SELECT COALESCE(MAX(id), 0) FROM day_close) AS BIGINT) AS closes",
        params![],
        |row| {
            Ok(Highest {
                rule: row.get("highest")?,
                closed: row.get("closed")?,
                close: row.get("closes")?,
            })
        },
    )?;
    Ok(found.unwrap_or_default())
}

/// The newest day that each store has closed.
pub(super) fn closed_days(tx: &mut Tx<'_>) -> Result<HashMap<StoreId, i64>, StoreError> {
    let rows = tx.all(
        "SELECT s.id, CAST((SELECT COALESCE(MAX(d.business_day), 0) FROM day_close d WHERE d.store_id = s.id) AS BIGINT) AS closed \
         FROM store s",
        params![],
        |row| Ok((row.get("id")?, row.get("closed")?)),
    )?;
    Ok(rows.into_iter().collect())
}

/// What holds at `at` or comes later, of each area and scope.
pub(crate) fn in_force_and_later(tx: &mut Tx<'_>, at: Millis) -> Result<Rows, StoreError> {
    read(tx, at, i64::MAX, "r.effective_from > ?1 OR")
}

/// What held at `at`, of those rules that had been made when `highest` was the highest number.
pub(super) fn in_force_at(tx: &mut Tx<'_>, at: Millis, highest: i64) -> Result<Rows, StoreError> {
    read(tx, at, highest, "r.effective_from <= ?1 AND")
}

/// The newest of each area and scope that have begun by `?1`, and whatever else `also` lets in.
fn read(tx: &mut Tx<'_>, at: Millis, highest: i64, also: &str) -> Result<Rows, StoreError> {
    let mut rows = Rows::default();
    tx.each(
        &format!(
            "SELECT r.id, r.area, r.scope_kind, r.scope_id, r.effective_from, r.body_version, r.body FROM rule r \
             WHERE r.id <= ?2 AND ({also} NOT EXISTS (SELECT 1 FROM rule n WHERE n.area = r.area \
             AND n.scope_kind = r.scope_kind AND n.scope_id = r.scope_id AND n.id <= ?2 AND n.effective_from <= ?1 \
             AND (n.effective_from > r.effective_from OR (n.effective_from = r.effective_from AND n.id > r.id)))) \
             ORDER BY r.id"
        ),
        params![at, highest],
        |row| {
            let name: String = row.get("area")?;
            if name == PLACE {
                rows.places.extend(place_of(row)?);
            } else if let Some(number) = name.strip_prefix(CAMPAIGN) {
                rows.campaigns.extend(campaign_of(row, number)?);
            } else if name == STACKING {
                rows.stacking.extend(stacking_of(row)?);
            } else if let Some(area) = Area::find(&name) {
                rows.rules.push(RuleRow {
                    id: row.get("id")?,
                    area,
                    scope: scope_of(row)?,
                    from: row.get("effective_from")?,
                    version: version_of(row)?,
                    body: body_of(row)?,
                });
            }
            // Any other one is an area of a newer program, which runs beside this one while a chain is being upgraded.
            Ok(())
        },
    )?;
    Ok(rows)
}

/// In which region a store is, out of its columns.
fn place_of(row: &Row<'_>) -> Result<Option<PlaceRow>, StoreError> {
    let Scope::Store(store) = scope_of(row)? else {
        return Ok(None);
    };
    let region = body_of(row)?
        .and_then(|body| body["region"].as_i64())
        .map(RegionId::new);
    Ok(Some(PlaceRow {
        id: row.get("id")?,
        store,
        from: row.get("effective_from")?,
        region,
    }))
}

/// A campaign, out of its columns. One that only a newer program can read is in force on that program alone.
fn campaign_of(row: &Row<'_>, number: &str) -> Result<Option<CampaignRow>, StoreError> {
    let Ok(campaign) = CampaignId::parse(number) else {
        return Ok(None);
    };
    let body = body_of(row)?.filter(|body| !body.is_null());
    let published = match body.map(serde_json::from_value).transpose() {
        Ok(published) => published,
        Err(error) => {
            tracing::error!(%campaign, %error, "a campaign cannot be read, so it is not in force here");
            None
        }
    };
    Ok(Some(CampaignRow {
        id: row.get("id")?,
        campaign,
        from: row.get("effective_from")?,
        published,
    }))
}

/// What goes with what, out of its columns.
fn stacking_of(row: &Row<'_>) -> Result<Option<StackingRow>, StoreError> {
    let Some(body) = body_of(row)? else { return Ok(None) };
    let stacking = serde_json::from_value(body).map_err(|e| StoreError::Decode(e.to_string()))?;
    Ok(Some(StackingRow {
        id: row.get("id")?,
        from: row.get("effective_from")?,
        stacking,
    }))
}

/// The scope, out of its two columns.
pub(super) fn scope_of(row: &Row<'_>) -> Result<Scope, StoreError> {
    let kind: String = row.get("scope_kind")?;
    Scope::of(&kind, row.get("scope_id")?).map_err(|e| StoreError::Decode(e.to_string()))
}

/// The form of a body.
pub(super) fn version_of(row: &Row<'_>) -> Result<u32, StoreError> {
    u32::try_from(row.get::<i64>("body_version")?).map_err(|e| StoreError::Decode(e.to_string()))
}

/// A body; none where a scope has no rule of its own any more.
pub(super) fn body_of(row: &Row<'_>) -> Result<Option<Value>, StoreError> {
    let text: Option<String> = row.get("body")?;
    let read = |text: String| serde_json::from_str(&text).map_err(|e| StoreError::Decode(e.to_string()));
    text.map(read).transpose()
}
