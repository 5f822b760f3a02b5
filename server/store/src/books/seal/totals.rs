//! Totals by day: made once, when a day is sealed, so that a month or a year adds up some rows a day and not every
//! posting.

use std::collections::BTreeMap;

use huika_domain::BusinessDay;

use super::rows::SealedEntry;
use crate::{StoreError, Tx, books::Proof, ledger::Account, ledger::day_number, params};

/// How many postings of each kind, account, commodity and party there are, and their sum.
pub(super) type Totals = BTreeMap<(String, i64, i64, String), (i64, i64)>;

/// Counts what these entries moved on the shop's accounts and the members' as a whole.
pub(super) fn count(totals: &mut Totals, entries: &[SealedEntry]) -> Result<(), StoreError> {
    for entry in entries {
        for (account, commodity, party, amount) in &entry.amounts {
            let key = (entry.kind.clone(), *account, *commodity, party.clone());
            let (lines, sum) = totals.entry(key).or_default();
            *lines += 1;
            *sum = sum
                .checked_add(*amount)
                .ok_or_else(|| StoreError::Internal("a day's total would overflow".into()))?;
        }
    }
    Ok(())
}

/// Adds what these entries moved to the day's totals.
pub(super) fn add(tx: &mut Tx<'_>, day: i64, entries: &[SealedEntry]) -> Result<(), StoreError> {
    let mut totals = Totals::new();
    count(&mut totals, entries)?;
    for ((kind, account, commodity, party), (lines, sum)) in totals {
        tx.exec(
            "INSERT INTO day_total (business_day, kind, account, commodity, party, lines, amount) \
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT (business_day, kind, account, commodity, party) DO UPDATE \
             SET lines = day_total.lines + ?6, amount = day_total.amount + ?7",
            params![day, kind, account, commodity, party, lines, sum],
        )?;
    }
    Ok(())
}

/// Names each total of a day that is not what its entries moved.
pub(super) fn check(tx: &mut Tx<'_>, proof: &mut Proof, day: i64, mut moved: Totals) -> Result<(), StoreError> {
    let name = |kind: &str, account: i64, party: &str| format!("day_total {day}, {kind}, account {account}, {party}");
    tx.each(
        "SELECT kind, account, commodity, party, lines, amount FROM day_total WHERE business_day = ?1 \
         ORDER BY kind, account, commodity, party",
        params![day],
        |row| {
            let (kind, account, party): (String, i64, String) =
                (row.get("kind")?, row.get("account")?, row.get("party")?);
            let at = name(&kind, account, &party);
            let (lines, sum) = moved
                .remove(&(kind, account, row.get("commodity")?, party))
                .unwrap_or_default();
            let (lines_found, sum_found): (i64, i64) = (row.get("lines")?, row.get("amount")?);
            if (lines, sum) != (lines_found, sum_found) {
                let told = |lines: i64, sum: i64| format!("{lines} postings, {sum}");
                proof.note("day-total", at, told(lines, sum), told(lines_found, sum_found));
            }
            Ok(())
        },
    )?;
    for ((kind, account, _, party), (lines, sum)) in moved {
        proof.note(
            "day-total",
            name(&kind, account, &party),
            format!("{lines} postings, {sum}"),
            "none",
        );
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
        "SELECT kind, account, party, CAST(SUM(lines) AS BIGINT) AS lines, CAST(SUM(amount) AS BIGINT) AS amount FROM day_total \
         WHERE business_day BETWEEN ?1 AND ?2 GROUP BY kind, account, party ORDER BY kind, account, party LIMIT 10000",
        params![day_number(first), day_number(last)],
        |row| {
            Ok(PeriodTotal {
                kind: row.get("kind")?,
                account: row.get("account")?,
                party: row.get("party")?,
                lines: row.get("lines")?,
                amount: row.get("amount")?,
            })
        },
    )
}
