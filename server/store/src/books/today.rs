//! The day's totals for the office, from the postings of that day.

use huika_domain::{BusinessDay, Fen, OperatorId, Points};

use crate::{StoreError, Tx, ledger::day_number, params};

/// What one business day brought.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DayTotals {
    /// Which day.
    pub day: BusinessDay,
    /// How many top-ups.
    pub top_ups: i64,
    /// Paid in by them.
    pub topped_up: Fen,
    /// Bonus given.
    pub bonus_given: Fen,
    /// How many sales.
    pub sales: i64,
    /// What they came to, after discounts.
    pub sold: Fen,
    /// Points given, net of what came back.
    pub points_given: Points,
    /// How many redemptions.
    pub redemptions: i64,
    /// Entries of any kind.
    pub entries: i64,
}

/// Whether the operator `?2` may see the entry `e`.
macro_rules! in_sight {
    () => {
        "EXISTS (SELECT 1 FROM operator o WHERE o.id = ?2 AND (o.role IN ('headquarters', 'auditor') OR e.store_id = o.store_id \
         OR e.store_id IN (SELECT r.store_id FROM operator_store r WHERE r.operator_id = o.id)))"
    };
}

/// Adds up one day by the index over business days, as this operator may see it: who sees the whole shop sees every entry, others
/// those of their stores.
pub fn day_totals(tx: &mut Tx<'_>, day: BusinessDay, viewer: OperatorId) -> Result<DayTotals, StoreError> {
    let number = day_number(day);
    let mut totals = DayTotals {
        day,
        top_ups: 0,
        topped_up: Fen::ZERO,
        bonus_given: Fen::ZERO,
        sales: 0,
        sold: Fen::ZERO,
        points_given: Points::ZERO,
        redemptions: 0,
        entries: 0,
    };
    tx.each(
        concat!(
            "SELECT e.kind, COUNT(*) FROM entry e WHERE e.business_day = ?1 AND ",
            in_sight!(),
            " GROUP BY e.kind"
        ),
        params![number, viewer],
        |row| {
            let (kind, count): (String, i64) = (row.get(0)?, row.get(1)?);
            totals.entries += count;
            match kind.as_str() {
                "top-up" => totals.top_ups = count,
                "sale" => totals.sales = count,
                "redemption" => totals.redemptions = count,
                _ => {}
            }
            Ok(())
        },
    )?;
    tx.each(
        concat!(
            "SELECT p.account, CAST(SUM(p.amount) AS BIGINT) FROM entry e JOIN posting p ON p.entry_id = e.id ",
            "WHERE e.business_day = ?1 AND (p.account IN (11, 13, 14) OR (p.account = 12 AND e.kind = 'top-up')) AND ",
            in_sight!(),
            " GROUP BY p.account"
        ),
        params![number, viewer],
        |row| {
            let (account, sum): (i64, i64) = (row.get(0)?, row.get(1)?);
            match account {
                11 => totals.sold = Fen::new(sum),
                12 => totals.topped_up = Fen::new(-sum),
                13 => totals.bonus_given = Fen::new(-sum),
                _ => totals.points_given = Points::new(-sum),
            }
            Ok(())
        },
    )?;
    Ok(totals)
}
