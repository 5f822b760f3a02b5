//! Totals by day: made once, when a day is sealed, so that a month or a year adds up some rows a day and not every
//! posting.

use std::collections::BTreeMap;

use huika_domain::BusinessDay;

use super::rows::SealedEntry;
use crate::{StoreError, Tx, ledger::Account, ledger::day_number, params};

/// Adds what these entries moved on the shop's accounts and the members' as a whole.
pub(super) fn add(tx: &mut Tx<'_>, day: i64, entries: &[SealedEntry]) -> Result<(), StoreError> {
    let mut sums: BTreeMap<(&str, i64, i64, &str), (i64, i64)> = BTreeMap::new();
    for entry in entries {
        for (account, commodity, party, amount) in &entry.amounts {
            let (lines, sum) = sums.entry((&entry.kind, *account, *commodity, party)).or_default();
            *lines += 1;
            *sum = sum
                .checked_add(*amount)
                .ok_or_else(|| StoreError::Internal("a day's total would overflow".into()))?;
        }
    }
    for ((kind, account, commodity, party), (lines, sum)) in sums {
        tx.exec(
            "INSERT INTO day_total (business_day, kind, account, commodity, party, lines, amount) \
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT (business_day, kind, account, commodity, party) DO UPDATE \
             SET lines = day_total.lines + ?6, amount = day_total.amount + ?7",
            params![day, kind, account, commodity, party, lines, sum],
        )?;
    }
    Ok(())
}

/// What an account moved over a time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PeriodTotal {
    /// By which kind of entry, such as `sale`.
    pub kind: String,
    /// On which account.
    pub account: Account,
    /// Of which store, channel or cause; empty for the members' accounts.
    pub party: String,
    /// How many postings.
    pub lines: i64,
    /// Their sum, in fen or points.
    pub amount: i64,
}

/// Totals of the sealed days from `first` to `last`.
pub fn period_totals(tx: &mut Tx<'_>, first: BusinessDay, last: BusinessDay) -> Result<Vec<PeriodTotal>, StoreError> {
    tx.all(
        "SELECT kind, account, party, CAST(SUM(lines) AS BIGINT), CAST(SUM(amount) AS BIGINT) FROM day_total \
         WHERE business_day BETWEEN ?1 AND ?2 GROUP BY kind, account, party ORDER BY kind, account, party LIMIT 10000",
        params![day_number(first), day_number(last)],
        |row| {
            Ok(PeriodTotal {
                kind: row.get(0)?,
                account: row.get(1)?,
                party: row.get(2)?,
                lines: row.get(3)?,
                amount: row.get(4)?,
            })
        },
    )
}
