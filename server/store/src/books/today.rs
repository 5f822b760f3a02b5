//! The day's totals for the office, from the postings of that day. What came in and what went out again are figures of their own:
//! each is the sum of the postings of one account in one kind of entry, and nothing is set off against anything else unseen.

use huika_domain::{BusinessDay, Fen, OperatorId, Points, StoreId};

use crate::{
    StoreError, Tx,
    ledger::{Account, day_number},
    params,
};

/// What one business day brought.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DayTotals {
    /// Which day.
    pub day: BusinessDay,
    /// How many top-ups.
    pub top_ups: i64,
    /// Paid in by them.
    pub topped_up: Fen,
    /// How many top-ups were refunded.
    pub refunds: i64,
    /// Paid back by them.
    pub refunded: Fen,
    /// Bonus given, before any of it was taken back.
    pub bonus_given: Fen,
    /// Bonus that ended with refunds.
    pub bonus_ended: Fen,
    /// How many sales.
    pub sales: i64,
    /// What they came to, after discounts.
    pub sold: Fen,
    /// How many returns of goods.
    pub returns: i64,
    /// What they came to.
    pub returned: Fen,
    /// Fees that were charged.
    pub fees: Fen,
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
/// those of their stores; and of those, one store's alone where it is named.
pub fn day_totals(
    tx: &mut Tx<'_>,
    day: BusinessDay,
    viewer: OperatorId,
    store: Option<StoreId>,
) -> Result<DayTotals, StoreError> {
    let number = day_number(day);
    let store = store.map_or(0, StoreId::get);
    let mut totals = DayTotals {
        day,
        top_ups: 0,
        topped_up: Fen::ZERO,
        refunds: 0,
        refunded: Fen::ZERO,
        bonus_given: Fen::ZERO,
        bonus_ended: Fen::ZERO,
        sales: 0,
        sold: Fen::ZERO,
        returns: 0,
        returned: Fen::ZERO,
        fees: Fen::ZERO,
        points_given: Points::ZERO,
        redemptions: 0,
        entries: 0,
    };
    tx.each(
        concat!(
            "SELECT e.kind, COUNT(*) AS count FROM entry e WHERE e.business_day = ?1 AND (?3 = 0 OR e.store_id = ?3) AND ",
            in_sight!(),
            " GROUP BY e.kind"
        ),
        params![number, viewer, store],
        |row| {
            let (kind, count): (String, i64) = (row.get("kind")?, row.get("count")?);
            totals.entries += count;
            match kind.as_str() {
                "top-up" => totals.top_ups = count,
                "refund" => totals.refunds = count,
                "sale" => totals.sales = count,
                "return" => totals.returns = count,
                "redemption" => totals.redemptions = count,
                _ => {}
            }
            Ok(())
        },
    )?;
    tx.each(
        concat!(
            "SELECT p.account, e.kind, CAST(SUM(p.amount) AS BIGINT) AS amount FROM entry e JOIN posting p ON p.entry_id = e.id ",
            "WHERE e.business_day = ?1 AND (?3 = 0 OR e.store_id = ?3) AND p.account IN (11, 12, 13, 14, 15, 18) AND ",
            in_sight!(),
            " GROUP BY p.account, e.kind"
        ),
        params![number, viewer, store],
        |row| {
            let (account, kind, sum): (Account, String, i64) = (row.get("account")?, row.get("kind")?, row.get("amount")?);
            totals.add(account, &kind, sum);
            Ok(())
        },
    )?;
    Ok(totals)
}

impl DayTotals {
    /// One sum of postings: what an account of the shop got in entries of one kind. An amount that the shop gave is negative there.
    fn add(&mut self, account: Account, kind: &str, sum: i64) {
        let (got, gave) = (Fen::new(sum), Fen::new(-sum));
        let more = |figure: &mut Fen, amount: Fen| *figure = Fen::new(figure.get() + amount.get());
        match (account, kind) {
            (Account::Sales, "return") => more(&mut self.returned, gave),
            (Account::Sales, _) => more(&mut self.sold, got),
            (Account::Clearing, "top-up") => more(&mut self.topped_up, gave),
            (Account::Clearing, "refund") => more(&mut self.refunded, got),
            (Account::BonusCost | Account::Breakage, "refund") => more(&mut self.bonus_ended, got),
            (Account::BonusCost, _) => more(&mut self.bonus_given, gave),
            (Account::Fees, _) => more(&mut self.fees, got),
            (Account::PointsCost, _) => self.points_given = Points::new(self.points_given.get() - sum),
            _ => {}
        }
    }
}
