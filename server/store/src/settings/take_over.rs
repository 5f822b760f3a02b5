//! The first start: what the configuration file says becomes rows, once.

use huika_domain::{
    Millis,
    settings::{AREAS, Area, Rules, Scope},
};
use serde_json::Value;

use super::{
    change::NewRule,
    place::{are_unplaced, take_over_places},
};
use crate::{
    StoreError, Tx,
    db::gate::{Gate, pass},
    params,
};

/// A value that the file, or a variable beside it, says.
#[derive(Debug, Clone, PartialEq)]
pub struct Said {
    /// Of which area.
    pub area: &'static Area,
    /// Its name there.
    pub field: String,
    /// What it says.
    pub value: Value,
}

/// A value of which the file says something else than the chain's rule in force.
#[derive(Debug, Clone, PartialEq)]
pub struct Difference {
    /// Of which area.
    pub area: &'static Area,
    /// Its name there.
    pub field: String,
    /// What the file says.
    pub file: Value,
    /// What holds.
    pub database: Value,
}

/// Areas for which the chain has no rule yet.
fn missing(tx: &mut Tx<'_>) -> Result<Vec<&'static Area>, StoreError> {
    let known: Vec<String> = tx.all(
        "SELECT DISTINCT area FROM rule WHERE scope_kind = 'chain' AND scope_id = 0",
        params![],
        |row| row.get("area"),
    )?;
    Ok(AREAS
        .iter()
        .filter(|area| !known.iter().any(|name| name == area.name))
        .collect())
}

/// Whether the chain lacks a rule of any area: on the first start, and on the first one of a program that knows a new area; or whether
/// the rules do not know yet in which region the stores are.
pub fn is_due(tx: &mut Tx<'_>) -> Result<bool, StoreError> {
    Ok(!missing(tx)?.is_empty() || are_unplaced(tx)?)
}

/// Writes the chain's rule of each area that has none, whole: what the file says of it, and the defaults. A later version of the
/// program with other defaults then changes nothing in a shop that is open. Answers the areas that were written.
pub fn take_over(tx: &mut Tx<'_>, rules: &Rules, said: &[Said]) -> Result<Vec<&'static Area>, StoreError> {
    pass(tx, Gate::Rules)?;
    let missing = missing(tx)?;
    for area in &missing {
        let by_file = said.iter().any(|said| said.area == *area);
        let row = NewRule {
            area,
            scope: Scope::Chain,
            body: Some(&rules.body(area)),
            // What happened before the first start, such as a history that is brought in, happened under these.
            from: Millis::new(0),
            by: None,
            source: "start",
            reason: if by_file {
                "taken over from the configuration"
            } else {
                "default"
            },
        };
        row.insert(tx)?;
    }
    if take_over_places(tx)? > 0 || !missing.is_empty() {
        tx.rules_changed();
    }
    Ok(missing)
}

/// Where the file says something else than what holds for the chain now.
#[must_use]
pub fn differences(rules: &Rules, said: &[Said]) -> Vec<Difference> {
    let differing = said.iter().filter_map(|said| {
        let database = rules.body(said.area).get(&said.field)?.clone();
        (database != said.value).then(|| Difference {
            area: said.area,
            field: said.field.clone(),
            file: said.value.clone(),
            database,
        })
    });
    differing.collect()
}
