//! The tier metric: net paid in the last twelve months, kept by month.

use huika_domain::{BusinessDay, Fen, MemberId, Millis};

use crate::{StoreError, Tx, ledger::day_number, params};

/// Adds what was paid net in the month of `day`, and answers the growth after it; a return adds a negative amount in the
/// month of its sale.
pub(crate) fn add_growth(tx: &mut Tx<'_>, member: MemberId, day: BusinessDay, net: Fen) -> Result<Fen, StoreError> {
    if net.is_zero() {
        return growth(tx, member);
    }
    let (month, since) = (day_number(day) / 100, first_month(tx));
    tx.value(
        "INSERT INTO growth_month (member_id, month, net_fen) VALUES (?1, ?2, ?3) \
         ON CONFLICT (member_id, month) DO UPDATE SET net_fen = growth_month.net_fen + ?3 \
         RETURNING CASE WHEN month >= ?4 THEN net_fen ELSE 0 END + (SELECT CAST(COALESCE(SUM(o.net_fen), 0) AS BIGINT) \
         FROM growth_month o WHERE o.member_id = ?1 AND o.month >= ?4 AND o.month <> ?2)",
        params![member, month, net, since],
    )
}

/// The sum of this month and the eleven before.
pub(crate) fn growth(tx: &mut Tx<'_>, member: MemberId) -> Result<Fen, StoreError> {
    tx.value(
        "SELECT CAST(COALESCE(SUM(net_fen), 0) AS BIGINT) FROM growth_month WHERE member_id = ?1 AND month >= ?2",
        params![member, first_month(tx)],
    )
}

/// The first of the twelve months that count. A year is 100 in the numbering of months, so the month after the same one
/// last year is 99 below.
fn first_month(tx: &Tx<'_>) -> i64 {
    day_number(tx.today()) / 100 - 99
}

/// When points earned now lapse: 31 December of next year in the shop's time.
pub(crate) fn point_expiry(tx: &Tx<'_>) -> Millis {
    tx.context().zone.end_of_year_after(tx.now())
}
