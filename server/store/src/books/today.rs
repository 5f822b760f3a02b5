//! The day's totals for the office, from the postings of that day. What came in and what went out again are figures of their own:
//! each is the sum of the postings of one account in one kind of entry, and nothing is set off against anything else unseen.

use std::collections::BTreeMap;

use huika_domain::{BusinessDay, Fen, OperatorId, Points, StoreId};

use crate::{
    StoreError, Tx,
    ledger::{Account, day_number},
    params,
    staff::sees_store,
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
        sees_store!("?2", "e.store_id")
    };
}

/// The figures of one store, or of what is no store's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoreDay {
    /// Which; none for headquarters.
    pub store: Option<StoreId>,
    /// What came and went there.
    pub totals: DayTotals,
}

/// Adds up one day by the index over business days, as this operator may see it: who sees the whole shop sees every entry, others
/// those of their stores; and of those, one store's alone where it is named.
pub fn day_totals(
    tx: &mut Tx<'_>,
    day: BusinessDay,
    viewer: OperatorId,
    store: Option<StoreId>,
) -> Result<DayTotals, StoreError> {
    let mut totals = DayTotals::empty(day);
    for of_store in day_by_store(tx, day, viewer, store)? {
        totals.join(&of_store.totals);
    }
    Ok(totals)
}

/// The same store by store: those in which something happened, by number, headquarters first.
pub fn day_by_store(
    tx: &mut Tx<'_>,
    day: BusinessDay,
    viewer: OperatorId,
    store: Option<StoreId>,
) -> Result<Vec<StoreDay>, StoreError> {
    let number = day_number(day);
    let store = store.map_or(0, StoreId::get);
    let mut of_stores: BTreeMap<Option<StoreId>, DayTotals> = BTreeMap::new();
    let mut add = |store, each: &dyn Fn(&mut DayTotals)| {
        each(of_stores.entry(store).or_insert_with(|| DayTotals::empty(day)));
    };
    tx.each(
        concat!(
            "SELECT e.store_id, e.kind, COUNT(*) AS count FROM entry e WHERE e.business_day = ?1 AND (?3 = 0 OR e.store_id = ?3) AND ",
            in_sight!(),
            " GROUP BY e.store_id, e.kind"
        ),
        params![number, viewer, store],
        |row| {
            let (kind, count): (String, i64) = (row.get("kind")?, row.get("count")?);
            add(row.get("store_id")?, &|totals| totals.count(&kind, count));
            Ok(())
        },
    )?;
    tx.each(
        concat!(
            "SELECT e.store_id, p.account, e.kind, CAST(SUM(p.amount) AS BIGINT) AS amount FROM entry e ",
            "JOIN posting p ON p.entry_id = e.id ",
            "WHERE e.business_day = ?1 AND (?3 = 0 OR e.store_id = ?3) AND p.account IN (11, 12, 13, 14, 15, 18) AND ",
            in_sight!(),
            " GROUP BY e.store_id, p.account, e.kind"
        ),
        params![number, viewer, store],
        |row| {
            let (account, kind, sum): (Account, String, i64) =
                (row.get("account")?, row.get("kind")?, row.get("amount")?);
            add(row.get("store_id")?, &|totals| totals.add(account, &kind, sum));
            Ok(())
        },
    )?;
    let of_stores = of_stores.into_iter();
    Ok(of_stores.map(|(store, totals)| StoreDay { store, totals }).collect())
}

impl DayTotals {
    /// Nothing happened on this day.
    #[must_use]
    pub const fn empty(day: BusinessDay) -> Self {
        Self {
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
        }
    }

    /// Adds the figures of another place, as of the stores of a region.
    pub fn join(&mut self, other: &Self) {
        let more = |own: &mut Fen, other: Fen| *own = Fen::new(own.get().saturating_add(other.get()));
        self.top_ups += other.top_ups;
        more(&mut self.topped_up, other.topped_up);
        self.refunds += other.refunds;
        more(&mut self.refunded, other.refunded);
        more(&mut self.bonus_given, other.bonus_given);
        more(&mut self.bonus_ended, other.bonus_ended);
        self.sales += other.sales;
        more(&mut self.sold, other.sold);
        self.returns += other.returns;
        more(&mut self.returned, other.returned);
        more(&mut self.fees, other.fees);
        self.points_given = Points::new(self.points_given.get().saturating_add(other.points_given.get()));
        self.redemptions += other.redemptions;
        self.entries += other.entries;
    }

    /// So many entries of one kind.
    fn count(&mut self, kind: &str, count: i64) {
        self.entries += count;
        match kind {
            "top-up" => self.top_ups += count,
            "refund" => self.refunds += count,
            "sale" => self.sales += count,
            "return" => self.returns += count,
            "redemption" => self.redemptions += count,
            _ => {}
        }
    }

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
