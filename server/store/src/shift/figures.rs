//! What a shift moved, added up from its entries.

use std::collections::BTreeMap;

use huika_domain::{Fen, OperatorId, Points};
use serde::{Deserialize, Serialize};

use super::row::Shift;
use crate::{
    StoreError, Tx,
    ledger::{Account, CASH, EntryKind, amount::sum},
    params,
};

/// Entries of one kind, and what they moved.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Moved {
    /// Which kind.
    pub kind: EntryKind,
    /// How many entries.
    pub entries: i64,
    /// What came in by each tender, less what went out.
    pub tenders: BTreeMap<String, Fen>,
    /// By how much the members' principal changed.
    pub principal: Fen,
    /// And their bonus.
    pub bonus: Fen,
    /// And their points.
    pub points: Points,
}

/// What one person did in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonSum {
    /// What they are called.
    pub name: String,
    /// Entries of theirs.
    pub entries: i64,
    /// Cash that came in by them, less what went out.
    pub cash: Fen,
}

/// All of it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Figures {
    /// By kind.
    pub moved: Vec<Moved>,
    /// By person.
    pub persons: Vec<PersonSum>,
    /// What came in by each tender, less what went out.
    pub tenders: BTreeMap<String, Fen>,
}

impl Figures {
    /// What should lie in the drawer now, if so much lay there before.
    pub(super) fn cash_after(&self, carried: Fen) -> Result<Fen, StoreError> {
        sum([carried, self.tenders.get(CASH).copied().unwrap_or(Fen::ZERO)])
    }
}

/// Adds up. A shift has the entries of a day or two at one till: some hundreds.
pub fn figures(tx: &mut Tx<'_>, shift: &Shift) -> Result<Figures, StoreError> {
    let mut moved = by_kind(tx, shift)?;
    let mut tenders: BTreeMap<String, Fen> = BTreeMap::new();
    tx.each(
        "SELECT e.kind, p.party, CAST(-SUM(p.amount) AS BIGINT) AS amount FROM entry e JOIN posting p ON p.entry_id = e.id \
         WHERE e.shift_id = ?1 AND p.account = ?2 GROUP BY e.kind, p.party \
         ORDER BY e.kind, p.party",
        params![shift.id, Account::Clearing],
        |row| {
            let (kind, party, amount): (EntryKind, String, Fen) =
                (row.get("kind")?, row.get("party")?, row.get("amount")?);
            let whole = tenders.entry(party.clone()).or_insert(Fen::ZERO);
            *whole = sum([*whole, amount])?;
            if let Some(one) = moved.iter_mut().find(|one| one.kind == kind) {
                one.tenders.insert(party, amount);
            }
            Ok(())
        },
    )?;
    let persons = by_person(tx, shift)?;
    Ok(Figures {
        moved,
        persons: persons.into_values().collect(),
        tenders,
    })
}

fn by_kind(tx: &mut Tx<'_>, shift: &Shift) -> Result<Vec<Moved>, StoreError> {
    tx.all(
        "SELECT e.kind, COUNT(*) AS entries, CAST(SUM(e.principal_change) AS BIGINT) AS principal, \
         CAST(SUM(e.bonus_change) AS BIGINT) AS bonus, CAST(SUM(e.points_change) AS BIGINT) AS points FROM entry e \
         WHERE e.shift_id = ?1 GROUP BY e.kind ORDER BY e.kind",
        params![shift.id],
        |row| {
            Ok(Moved {
                kind: row.get("kind")?,
                entries: row.get("entries")?,
                tenders: BTreeMap::new(),
                principal: row.get("principal")?,
                bonus: row.get("bonus")?,
                points: row.get("points")?,
            })
        },
    )
}

fn by_person(tx: &mut Tx<'_>, shift: &Shift) -> Result<BTreeMap<i64, PersonSum>, StoreError> {
    let mut persons = BTreeMap::new();
    tx.each(
        "SELECT e.operator_id, o.name, COUNT(*) AS entries, CAST(SUM(COALESCE((SELECT -SUM(p.amount) FROM posting p \
         WHERE p.entry_id = e.id AND p.account = ?2 AND p.party = 'cash'), 0)) AS BIGINT) AS cash FROM entry e \
         JOIN operator o ON o.id = e.operator_id WHERE e.shift_id = ?1 \
         GROUP BY e.operator_id, o.name ORDER BY e.operator_id",
        params![shift.id, Account::Clearing],
        |row| {
            let person = PersonSum {
                name: row.get("name")?,
                entries: row.get("entries")?,
                cash: row.get("cash")?,
            };
            persons.insert(row.get::<OperatorId>("operator_id")?.get(), person);
            Ok(())
        },
    )?;
    Ok(persons)
}
