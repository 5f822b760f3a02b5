//! The sales that are worked out again.

use huika_domain::{Fen, MemberId, Points, StoreId, settings::Scope};

use crate::{
    Row, StoreError, Tx,
    ledger::day_number,
    params,
    preview::outcome::{DAYS, ROWS},
    rules::Snapshot,
};

/// A sale as it was paid, and what its member is now.
pub(super) struct Sold {
    pub store: StoreId,
    pub member: Option<MemberId>,
    pub till: String,
    pub day: i64,
    pub gross: Fen,
    pub discount: Fen,
    pub points_used: Points,
    /// What earned points: principal and outside money.
    pub net: Fen,
    pub outside: Fen,
    pub tender: String,
    pub earned: Points,
    pub tier_rank: i64,
}

const COLUMNS: &str = "s.store_id, s.member_id, s.till, s.business_day, s.gross_fen, s.discount_fen, s.points_used, s.principal_fen, \
    s.outside_fen, s.outside_channel, s.points_earned, COALESCE(m.tier_rank, 0) AS tier_rank";

/// The newest of them, from the oldest on.
pub(super) fn sold(tx: &mut Tx<'_>, scope: Scope, rules: &Snapshot) -> Result<Vec<Sold>, StoreError> {
    let since = day_number(tx.today().plus_days(-DAYS));
    let mut found = match scope {
        Scope::Store(store) => tx.all(
            &format!(
                "SELECT {COLUMNS} FROM sale s LEFT JOIN member m ON m.id = s.member_id \
                 WHERE s.store_id = ?1 AND s.business_day >= ?2 ORDER BY s.business_day DESC, s.id DESC LIMIT ?3"
            ),
            params![store, since, ROWS],
            read,
        )?,
        _ => tx.all(
            &format!(
                "SELECT {COLUMNS} FROM entry e JOIN sale s ON s.entry_id = e.id LEFT JOIN member m ON m.id = s.member_id \
                 WHERE e.business_day >= ?1 AND e.kind = 'sale' ORDER BY e.business_day DESC, e.id DESC LIMIT ?2"
            ),
            params![since, ROWS],
            read,
        )?,
    };
    found.retain(|sale| rules.is_in(scope, sale.store));
    found.reverse();
    Ok(found)
}

fn read(row: &Row<'_>) -> Result<Sold, StoreError> {
    let (principal, outside): (Fen, Fen) = (row.get("principal_fen")?, row.get("outside_fen")?);
    Ok(Sold {
        store: row.get("store_id")?,
        member: row.get("member_id")?,
        till: row.get("till")?,
        day: row.get("business_day")?,
        gross: row.get("gross_fen")?,
        discount: row.get("discount_fen")?,
        points_used: row.get("points_used")?,
        net: Fen::new(principal.get().saturating_add(outside.get())),
        outside,
        tender: row.get("outside_channel")?,
        earned: row.get("points_earned")?,
        tier_rank: row.get("tier_rank")?,
    })
}
