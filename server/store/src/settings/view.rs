//! What the office shows of the rules, to whom.

use huika_domain::{
    CardTypeId, OperatorId, RegionId, StoreId,
    settings::{AREAS, Area, Dimension, Scope},
};
use serde_json::Value;

use super::history::{Past, history, newest, pending};
use crate::{
    StoreError, Tx, params,
    staff::{Matter, Role, may, regions_of, stores_of},
};

/// A scope with what it is called; the chain has no name of its own.
pub type NamedScope = (Scope, String);

/// One line of the list of areas.
#[derive(Debug, Clone, PartialEq)]
pub struct AreaLine {
    /// Which.
    pub area: &'static Area,
    /// What holds for the chain.
    pub body: Value,
    /// Scopes besides the chain that have a rule of their own.
    pub own: i64,
    /// Rules that come into force later.
    pub pending: i64,
}

/// One area for one scope.
#[derive(Debug, Clone, PartialEq)]
pub struct AreaView {
    /// The scopes that it can have, the chain first.
    pub scopes: Vec<NamedScope>,
    /// Which of them have a rule of their own now.
    pub own: Vec<Scope>,
    /// What holds for the scope that was asked about.
    pub body: Value,
    /// The newest rule of that scope, in force or to come.
    pub newest: Option<Past>,
    /// Rules of the area that come into force later.
    pub pending: Vec<Past>,
    /// What was decided, newest first.
    pub history: Vec<Past>,
    /// Whether whoever asks may change it.
    pub may_change: bool,
}

/// All areas; `None` for who does not see the office.
pub fn area_lines(tx: &mut Tx<'_>, viewer: OperatorId) -> Result<Option<Vec<AreaLine>>, StoreError> {
    if !sees(tx, viewer)? {
        return Ok(None);
    }
    let (rules, now) = (tx.rules(), tx.now());
    let own = own_scopes(tx, viewer)?;
    let waiting: Vec<(String, i64)> = tx.all(
        "SELECT area, CAST(COUNT(*) AS BIGINT) AS value1 FROM rule WHERE effective_from > ?1 GROUP BY area",
        params![now],
        |row| Ok((row.get("area")?, row.get("value1")?)),
    )?;
    let line = |area: &'static Area| AreaLine {
        area,
        body: rules.body(area),
        own: own.iter().filter(|(name, _)| *name == area.name).count() as i64,
        pending: waiting
            .iter()
            .find(|(name, _)| *name == area.name)
            .map_or(0, |(_, count)| *count),
    };
    Ok(Some(AREAS.iter().map(line).collect()))
}

/// One area for `scope`, with up to `limit` of its past before the rule with the number `before`; `None` for who does not see the
/// office, and for a scope that is not there or not theirs to see.
pub fn area_view(
    tx: &mut Tx<'_>,
    viewer: OperatorId,
    area: &'static Area,
    scope: Scope,
    before: Option<i64>,
    limit: i64,
) -> Result<Option<AreaView>, StoreError> {
    if !sees(tx, viewer)? {
        return Ok(None);
    }
    let scopes = scopes_of(tx, viewer, area)?;
    let is_seen = |scope: Scope| scopes.iter().any(|(known, _)| *known == scope);
    if !is_seen(scope) {
        return Ok(None);
    }
    let own = own_scopes(tx, viewer)?;
    let own = own
        .into_iter()
        .filter(|(name, _)| name == area.name)
        .map(|(_, scope)| scope);
    let body = tx.rule_of(area, scope);
    let seen = |rows: Vec<Past>| rows.into_iter().filter(|past| is_seen(past.scope)).collect();
    // What was decided is shown of the scope; of the chain, that of all scopes below it as well.
    let of_scope = (scope != Scope::Chain).then_some(scope);
    Ok(Some(AreaView {
        own: own.filter(|scope| is_seen(*scope)).collect(),
        body,
        newest: newest(tx, area, scope)?,
        pending: seen(pending(tx, area)?),
        history: seen(history(tx, area, of_scope, before, limit)?),
        may_change: may(tx, viewer, Role::sets_rules, Matter::Shop)?,
        scopes,
    }))
}

/// Rules are read by whoever sees the office.
fn sees(tx: &mut Tx<'_>, viewer: OperatorId) -> Result<bool, StoreError> {
    may(tx, viewer, Role::sees_office, Matter::Anybodys)
}

/// The scopes of an area that somebody sees: the chain, the kinds of card, and the regions and stores that are theirs to see.
fn scopes_of(tx: &mut Tx<'_>, viewer: OperatorId, area: &Area) -> Result<Vec<NamedScope>, StoreError> {
    let mut scopes = vec![(Scope::Chain, String::new())];
    match area.dimension {
        Dimension::Chain => {}
        Dimension::Place => {
            let regions = regions_of(tx, viewer)?;
            scopes.extend(regions.into_iter().map(|(id, name)| (Scope::Region(id), name)));
            let stores = stores_of(tx, viewer)?;
            scopes.extend(stores.into_iter().map(|(id, name)| (Scope::Store(id), name)));
        }
        Dimension::CardType => {
            let types: Vec<(CardTypeId, String)> = tx.all(
                "SELECT id, name FROM card_type ORDER BY id LIMIT 500",
                params![],
                |row| Ok((row.get("id")?, row.get("name")?)),
            )?;
            scopes.extend(types.into_iter().map(|(id, name)| (Scope::CardType(id), name)));
        }
    }
    Ok(scopes)
}

/// Area and scope of the rules besides the chain's that are in force.
fn own_scopes(tx: &mut Tx<'_>, viewer: OperatorId) -> Result<Vec<(String, Scope)>, StoreError> {
    let seen: Vec<StoreId> = stores_of(tx, viewer)?.into_iter().map(|(id, _)| id).collect();
    let regions: Vec<RegionId> = regions_of(tx, viewer)?.into_iter().map(|(id, _)| id).collect();
    let scopes = tx.standing().own_scopes();
    Ok(scopes
        .filter(|(_, scope)| match scope {
            Scope::Store(store) => seen.contains(store),
            Scope::Region(region) => regions.contains(region),
            Scope::Chain | Scope::CardType(_) => true,
        })
        .map(|(area, scope)| (area.name.to_owned(), scope))
        .collect())
}
