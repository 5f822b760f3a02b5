//! From which rows each line comes. Every statement has the same parameters: `?1` the store, `?2` the day, `?3` and `?4` from when until
//! when it lasted, `?5` the line's own span in milliseconds, `?6` how many rows are shown. Its columns are `at`, `who`, `what`, `name`,
//! `amount`, `points`, `times`.

use super::AuditLine;

/// In what a line's amount is counted, and where its statement comes from. None for what is no list of rows.
pub(super) const fn of(line: AuditLine) -> Option<&'static str> {
    Some(match line {
        AuditLine::Cards => CARDS,
        AuditLine::Fees => FEES,
        AuditLine::TopUps => TOP_UPS,
        AuditLine::Refunds => REFUNDS,
        AuditLine::Manual => MANUAL,
        AuditLine::ByHand => BY_HAND,
        AuditLine::TypedCodes => TYPED_CODES,
        AuditLine::Returns => RETURNS,
        AuditLine::SoonBack => SOON_BACK,
        AuditLine::LastMinute => LAST_MINUTE,
        AuditLine::NoReceipt => NO_RECEIPT,
        AuditLine::BeyondTerms => BEYOND_TERMS,
        AuditLine::Exchanges => EXCHANGES,
        AuditLine::OwnAccount => OWN_ACCOUNT,
        AuditLine::TwoStores => TWO_STORES,
        AuditLine::Watched => WATCHED,
        AuditLine::Late => LATE,
        AuditLine::Cash => CASH,
        AuditLine::Drawers => DRAWERS,
        AuditLine::PickUps => PICK_UPS,
        AuditLine::SignOffs => SIGN_OFFS,
        AuditLine::Roles => ROLES,
        AuditLine::Exports => EXPORTS,
        AuditLine::Proof | AuditLine::Outstanding => return None,
    })
}

macro_rules! rows {
    ($columns:literal, $from:literal) => {
        concat!("SELECT ", $columns, " FROM ", $from, " LIMIT ?6")
    };
}

const CARDS: &str = rows!(
    "v.at, COALESCE(o.name, '') AS who, v.kind AS what, '' AS name, 0 AS amount, 0 AS points, 1 AS times",
    "card_event v LEFT JOIN operator o ON o.id = v.operator_id WHERE v.at >= ?3 AND v.at < ?4 AND v.store_id = ?1 \
     AND ?2 > 0 AND ?5 >= 0 ORDER BY v.at, v.id"
);

const FEES: &str = rows!(
    "e.at, COALESCE(o.name, '') AS who, e.kind AS what, e.reference AS name, p.amount, 0 AS points, 1 AS times",
    "entry e JOIN posting p ON p.entry_id = e.id AND p.account = 18 LEFT JOIN operator o ON o.id = e.operator_id \
     WHERE e.store_id = ?1 AND e.business_day = ?2 AND ?3 < ?4 AND ?5 >= 0 ORDER BY e.business_day, e.id"
);

const TOP_UPS: &str = rows!(
    "MAX(e.at) AS at, COALESCE(o.name, '') AS who, p.party AS what, '' AS name, CAST(-SUM(p.amount) AS BIGINT) AS amount, 0 AS points, COUNT(*) AS times",
    "entry e JOIN posting p ON p.entry_id = e.id AND p.account = 12 LEFT JOIN operator o ON o.id = e.operator_id \
     WHERE e.store_id = ?1 AND e.business_day = ?2 AND e.kind = 'top-up' AND ?3 < ?4 AND ?5 >= 0 \
     GROUP BY p.party, COALESCE(o.name, '') ORDER BY p.party, 2"
);

const REFUNDS: &str = rows!(
    "e.at, COALESCE(o.name, '') AS who, p.party AS what, e.reference AS name, p.amount, 0 AS points, 1 AS times",
    "entry e JOIN posting p ON p.entry_id = e.id AND p.account = 12 LEFT JOIN operator o ON o.id = e.operator_id \
     WHERE e.store_id = ?1 AND e.business_day = ?2 AND e.kind = 'refund' AND ?3 < ?4 AND ?5 >= 0 ORDER BY e.business_day, e.id"
);

const MANUAL: &str = rows!(
    "e.at, COALESCE(o.name, '') AS who, e.kind AS what, e.reference AS name, e.principal_change + e.bonus_change AS amount, \
     e.points_change AS points, 1 AS times",
    "entry e LEFT JOIN operator o ON o.id = e.operator_id \
     WHERE e.store_id = ?1 AND e.business_day = ?2 AND e.kind IN ('adjustment', 'grant', 'opening') AND ?3 < ?4 AND ?5 >= 0 ORDER BY e.business_day, e.id"
);

const BY_HAND: &str = rows!(
    "h.at, o.name || COALESCE(' / ' || b.name, '') AS who, h.reason AS what, s.receipt_number AS name, h.amount_fen AS amount, 0 AS points, 1 AS times",
    "hand_discount h JOIN sale s ON s.id = h.sale_id JOIN operator o ON o.id = h.operator_id LEFT JOIN operator b ON b.id = h.approved_by \
     WHERE h.store_id = ?1 AND h.business_day = ?2 AND ?3 < ?4 AND ?5 >= 0 ORDER BY h.business_day, h.id"
);

const TYPED_CODES: &str = rows!(
    "c.at, COALESCE(o.name, '') AS who, c.code AS what, s.receipt_number AS name, c.amount_fen AS amount, 0 AS points, 1 AS times",
    "typed_code c JOIN sale s ON s.id = c.sale_id LEFT JOIN operator o ON o.id = c.operator_id \
     WHERE c.store_id = ?1 AND c.business_day = ?2 AND ?3 < ?4 AND ?5 >= 0 ORDER BY c.business_day, c.id"
);

const RETURNS: &str = rows!(
    "r.at, COALESCE(o.name, '') AS who, s.receipt_number AS what, r.number AS name, r.gross_fen AS amount, 0 AS points, 1 AS times",
    "sale_return r JOIN sale s ON s.id = r.sale_id LEFT JOIN operator o ON o.id = r.operator_id \
     WHERE r.at >= ?3 AND r.at < ?4 AND r.store_id = ?1 AND ?2 > 0 AND ?5 >= 0 ORDER BY r.at, r.id"
);

const SOON_BACK: &str = rows!(
    "r.at, o.name AS who, s.receipt_number AS what, r.number AS name, r.gross_fen AS amount, 0 AS points, 1 AS times",
    "sale_return r JOIN sale s ON s.id = r.sale_id JOIN operator o ON o.id = r.operator_id \
     WHERE r.at >= ?3 AND r.at < ?4 AND r.store_id = ?1 AND ?2 > 0 AND s.operator_id = r.operator_id AND r.at - s.at <= ?5 ORDER BY r.at, r.id"
);

const LAST_MINUTE: &str = rows!(
    "r.at, COALESCE(o.name, '') AS who, s.receipt_number AS what, r.number AS name, r.gross_fen AS amount, 0 AS points, 1 AS times",
    "sale_return r JOIN sale s ON s.id = r.sale_id JOIN entry e ON e.id = r.entry_id JOIN shift sh ON sh.id = e.shift_id \
     LEFT JOIN operator o ON o.id = r.operator_id WHERE r.at >= ?3 AND r.at < ?4 AND r.store_id = ?1 AND ?2 > 0 \
     AND sh.closed_at IS NOT NULL AND sh.closed_at - r.at <= ?5 ORDER BY r.at, r.id"
);

const NO_RECEIPT: &str = rows!(
    "l.at, o.name AS who, l.name AS what, l.number AS name, l.amount_fen AS amount, 0 AS points, l.pieces AS times",
    "loose_return l JOIN operator o ON o.id = l.operator_id \
     WHERE l.at >= ?3 AND l.at < ?4 AND l.store_id = ?1 AND ?2 > 0 AND ?5 >= 0 ORDER BY l.at, l.id"
);

const BEYOND_TERMS: &str = rows!(
    "r.at, COALESCE(o.name, '') AS who, r.reason AS what, r.number AS name, r.gross_fen AS amount, 0 AS points, 1 AS times",
    "sale_return r LEFT JOIN operator o ON o.id = r.operator_id \
     WHERE r.at >= ?3 AND r.at < ?4 AND r.store_id = ?1 AND r.exception <> '' AND ?2 > 0 AND ?5 >= 0 ORDER BY r.at, r.id"
);

const EXCHANGES: &str = rows!(
    "r.at, COALESCE(o.name, '') AS who, s.receipt_number AS what, r.number AS name, s.gross_fen - r.gross_fen AS amount, 0 AS points, 1 AS times",
    "sale_return r JOIN sale s ON s.id = r.exchange_sale_id LEFT JOIN operator o ON o.id = r.operator_id \
     WHERE r.at >= ?3 AND r.at < ?4 AND r.store_id = ?1 AND ?2 > 0 AND ?5 >= 0 ORDER BY r.at, r.id"
);

const OWN_ACCOUNT: &str = rows!(
    "s.at, o.name AS who, s.receipt_number AS what, '' AS name, s.gross_fen AS amount, s.points_earned AS points, 1 AS times",
    "sale s JOIN operator o ON o.id = s.operator_id JOIN member m ON m.id = s.member_id \
     WHERE s.store_id = ?1 AND s.business_day = ?2 AND (o.member_id = m.id OR m.phone = o.login OR m.phone = '+86' || o.login) \
     AND ?3 < ?4 AND ?5 >= 0 ORDER BY s.id"
);

const TWO_STORES: &str = rows!(
    "e.at, COALESCE(o.name, '') AS who, e.reference AS what, '' AS name, e.principal_change + e.bonus_change AS amount, 0 AS points, 1 AS times",
    "entry e LEFT JOIN operator o ON o.id = e.operator_id \
     WHERE e.store_id = ?1 AND e.business_day = ?2 AND e.kind = 'sale' AND e.member_id IS NOT NULL AND ?3 < ?4 \
     AND EXISTS (SELECT 1 FROM entry x WHERE x.member_id = e.member_id AND x.kind = 'sale' AND x.store_id <> e.store_id \
     AND x.at BETWEEN e.at - ?5 AND e.at + ?5) ORDER BY e.business_day, e.id"
);

const WATCHED: &str = rows!(
    "w.at, COALESCE(o.name, '') AS who, w.reason AS what, s.receipt_number AS name, s.outside_fen AS amount, 0 AS points, 1 AS times",
    "watched_sale w JOIN sale s ON s.id = w.sale_id LEFT JOIN operator o ON o.id = s.operator_id \
     WHERE w.store_id = ?1 AND w.business_day = ?2 AND w.reason <> '' AND ?3 < ?4 AND ?5 >= 0 ORDER BY w.id"
);

const LATE: &str = rows!(
    "e.at, COALESCE(o.name, '') AS who, e.kind AS what, e.reference AS name, e.principal_change + e.bonus_change AS amount, \
     e.points_change AS points, 1 AS times",
    "entry e LEFT JOIN operator o ON o.id = e.operator_id \
     WHERE e.store_id = ?1 AND e.business_day = ?2 AND e.own_day IS NOT NULL AND ?3 < ?4 AND ?5 >= 0 ORDER BY e.business_day, e.id"
);

const CASH: &str = rows!(
    "e.at, COALESCE(o.name, '') AS who, CASE WHEN p.account = 31 THEN p.party ELSE 'difference' END AS what, e.reference AS name, \
     p.amount, 0 AS points, 1 AS times",
    "entry e JOIN posting p ON p.entry_id = e.id AND p.account IN (31, 32) LEFT JOIN operator o ON o.id = e.operator_id \
     WHERE e.store_id = ?1 AND e.business_day = ?2 AND e.kind = 'drawer' AND ?3 < ?4 AND ?5 >= 0 ORDER BY e.business_day, e.id"
);

const DRAWERS: &str = rows!(
    "z.at, o.name AS who, sh.ending AS what, z.till AS name, COALESCE(z.counted_fen - z.expected_fen, 0) AS amount, 0 AS points, z.number AS times",
    "z_slip z JOIN shift sh ON sh.id = z.shift_id JOIN operator o ON o.id = sh.operator_id WHERE z.store_id = ?1 AND z.business_day = ?2 \
     AND (z.counted_fen IS NULL OR z.counted_fen <> z.expected_fen) AND ?3 < ?4 AND ?5 >= 0 ORDER BY z.id"
);

const PICK_UPS: &str = rows!(
    "r.collected_at AS at, COALESCE(o.name, '') AS who, r.number AS what, i.name, 0 AS amount, r.points, 1 AS times",
    "redemption r JOIN item i ON i.id = r.item_id LEFT JOIN operator o ON o.id = r.collected_by \
     WHERE r.store_id = ?1 AND r.collected_at >= ?3 AND r.collected_at < ?4 AND ?2 > 0 AND ?5 >= 0 ORDER BY r.collected_at, r.id"
);

const SIGN_OFFS: &str = rows!(
    "a.at, o.name AS who, a.kind AS what, a.detail AS name, 0 AS amount, 0 AS points, 1 AS times",
    "staff_act a JOIN operator o ON o.id = a.operator_id WHERE a.at >= ?3 AND a.at < ?4 AND a.store_id = ?1 \
     AND a.kind IN ('signed-off', 'sign-off-refused') AND ?2 > 0 AND ?5 >= 0 ORDER BY a.at, a.id"
);

const ROLES: &str = rows!(
    "a.at, o.name AS who, a.kind AS what, COALESCE(b.name, a.detail) AS name, 0 AS amount, 0 AS points, 1 AS times",
    "staff_act a JOIN operator o ON o.id = a.operator_id LEFT JOIN operator b ON b.id = a.about_operator_id \
     WHERE a.at >= ?3 AND a.at < ?4 AND (a.store_id = ?1 OR b.store_id = ?1 OR (a.store_id IS NULL AND b.id IS NULL)) \
     AND a.kind IN ('operator-made', 'role-changed', 'operator-ended', 'role-made', 'rights-changed', 'role-ended') \
     AND ?2 > 0 AND ?5 >= 0 ORDER BY a.at, a.id"
);

const EXPORTS: &str = rows!(
    "a.at, o.name AS who, a.kind AS what, a.detail AS name, 0 AS amount, 0 AS points, 1 AS times",
    "staff_act a JOIN operator o ON o.id = a.operator_id WHERE a.at >= ?3 AND a.at < ?4 \
     AND (a.store_id = ?1 OR o.store_id = ?1) AND a.kind = 'exported' AND ?2 > 0 AND ?5 >= 0 ORDER BY a.at, a.id"
);
