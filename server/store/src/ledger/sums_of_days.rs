//! What business days changed, as statements over the entries `d`: of sealed days the tables of sums hold what they answer, of the days
//! since then reports read them from the entries. One text for both, so that a day has the same figures before and after it is sealed.

/// The last day whose sums are in the tables.
macro_rules! last_sealed_day {
    () => {
        "(SELECT COALESCE(MAX(z.business_day), 0) FROM day_seal z WHERE z.sealed_at IS NOT NULL)"
    };
}

/// What was changed of what the shop owes its members, by day, store, the lot's store and kind, of the entries of which this holds: the
/// columns of `liability_day`.
macro_rules! owed_by_day {
    ($($holds:tt)+) => {
        concat!(
            "SELECT d.business_day, COALESCE(d.store_id, 0) AS store_id, COALESCE(w.store_id, 0) AS origin_store_id, d.kind, \
             CAST(SUM(CASE WHEN p.account IN (1, 5) THEN p.amount ELSE 0 END) AS BIGINT) AS principal_fen, \
             CAST(SUM(CASE WHEN p.account IN (2, 6) THEN p.amount ELSE 0 END) AS BIGINT) AS bonus_fen, \
             CAST(SUM(CASE WHEN p.account IN (3, 7) AND p.amount > 0 THEN p.amount ELSE 0 END) AS BIGINT) AS points_up, \
             CAST(SUM(CASE WHEN p.account IN (3, 7) AND p.amount < 0 THEN p.amount ELSE 0 END) AS BIGINT) AS points_down \
             FROM entry d JOIN posting p ON p.entry_id = d.id AND p.account IN (1, 2, 3, 5, 6, 7) \
             LEFT JOIN money_lot ml ON ml.id = p.lot_id AND p.commodity = 1 \
             LEFT JOIN point_lot pl ON pl.id = p.lot_id AND p.commodity = 2 \
             LEFT JOIN entry w ON w.id = COALESCE(ml.entry_id, pl.entry_id) WHERE ",
            $($holds)+,
            " GROUP BY d.business_day, COALESCE(d.store_id, 0), COALESCE(w.store_id, 0), d.kind"
        )
    };
}

/// What was sold and what came in, by day and store, of the entries of which this holds: the columns of `store_day`.
macro_rules! sold_by_day {
    ($($holds:tt)+) => {
        concat!(
            "SELECT d.business_day, COALESCE(d.store_id, 0) AS store_id, COUNT(*) AS entries, \
             CAST(SUM(CASE WHEN d.kind = 'sale' THEN 1 ELSE 0 END) AS BIGINT) AS sales, \
             CAST(COALESCE(SUM(s.gross_fen), 0) AS BIGINT) AS due_fen, \
             CAST(COALESCE(SUM(s.discount_fen), 0) AS BIGINT) AS discount_fen, \
             CAST(COALESCE(SUM(s.points_fen), 0) AS BIGINT) AS by_points_fen, \
             CAST(SUM(CASE WHEN d.kind = 'return' THEN 1 ELSE 0 END) AS BIGINT) AS returns, \
             CAST(COALESCE(SUM(r.gross_fen), 0) AS BIGINT) AS returned_fen, \
             CAST(SUM(CASE WHEN d.kind = 'top-up' THEN 1 ELSE 0 END) AS BIGINT) AS top_ups, \
             CAST(SUM(CASE WHEN d.kind = 'redemption' THEN 1 ELSE 0 END) AS BIGINT) AS redemptions, \
             CAST(COALESCE(SUM((SELECT SUM(-p.amount) FROM posting p WHERE p.entry_id = d.id AND p.account = 12 AND p.amount < 0)), 0) \
             AS BIGINT) AS money_in_fen, \
             CAST(COALESCE(SUM((SELECT SUM(p.amount) FROM posting p WHERE p.entry_id = d.id AND p.account = 12 AND p.amount > 0)), 0) \
             AS BIGINT) AS money_out_fen, \
             CAST(COALESCE(SUM((SELECT SUM(p.amount) FROM posting p WHERE p.entry_id = d.id AND p.account = 18)), 0) AS BIGINT) AS fees_fen \
             FROM entry d LEFT JOIN sale s ON s.entry_id = d.id LEFT JOIN sale_return r ON r.entry_id = d.id WHERE ",
            $($holds)+,
            " GROUP BY d.business_day, COALESCE(d.store_id, 0)"
        )
    };
}

pub(crate) use last_sealed_day;
pub(crate) use owed_by_day;
pub(crate) use sold_by_day;
