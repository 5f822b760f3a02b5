//! The one receipt, order or refund that a number names.

use huika_domain::{Fen, MemberPhone, Millis, OperatorId, Points, RecordKind};

use crate::{Row, StoreError, Tx, params};

/// What a number names. Pages mask name and phone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundRecord {
    /// What it is.
    pub kind: RecordKind,
    /// Its number.
    pub number: String,
    /// When it was made.
    pub at: Millis,
    /// At which store; empty for what is done on the phone.
    pub store: String,
    /// By which operator, or at which till where no operator stood; empty for a member.
    pub by: String,
    /// Whose phone; none for a sale to nobody in particular.
    pub phone: Option<MemberPhone>,
    /// What they are called; empty when they have not said.
    pub name: String,
    /// Its amount: the bill before discounts, the goods that came back, what was paid in or back; zero for an order of the mall.
    pub amount: Fen,
    /// Its points: earned by a sale, paid for an order, taken back with a refund.
    pub points: Points,
    /// How it stands, as the books say it: empty for what has no states.
    pub status: String,
    /// The number that it belongs to: a return's sale, a refund's top-up; empty for others.
    pub belongs_to: String,
    /// What paid for a sale.
    pub parts: Option<SaleParts>,
}

/// What a sale was paid with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SaleParts {
    /// Taken off by the tier.
    pub discount: Fen,
    /// What points paid for.
    pub by_points: Fen,
    /// From the principal on the card.
    pub principal: Fen,
    /// From the bonus on the card.
    pub bonus: Fen,
    /// Not from the card.
    pub outside: Fen,
    /// Of the bill, what came back.
    pub returned: Fen,
}

/// The same columns of each kind, of what the operator `?1` sees: a store's are those of its stores.
macro_rules! record {
    ($columns:literal, $from:literal, $number:literal, $store:literal) => {
        concat!(
            "SELECT ",
            $columns,
            " FROM ",
            $from,
            " LEFT JOIN member m ON m.id = r.member_id LEFT JOIN store st ON st.id = ",
            $store,
            " WHERE ",
            $number,
            " = ?2 AND ",
            $crate::staff::sees_store!("?1", $store)
        )
    };
}

pub(super) const SALE: &str = record!(
    "r.receipt_number AS number, r.at, COALESCE(st.name, '') AS store, COALESCE(o.name, r.till) AS done_by, m.phone, m.name, \
     r.gross_fen AS amount, r.points_earned AS points, '' AS status, '' AS belongs_to, \
     r.discount_fen, r.points_fen, r.principal_fen, r.bonus_fen, r.outside_fen, r.returned_fen",
    "sale r LEFT JOIN operator o ON o.id = r.operator_id",
    "r.receipt_number",
    "r.store_id"
);
pub(super) const RETURN: &str = record!(
    "r.number, r.at, COALESCE(st.name, '') AS store, COALESCE(o.name, '') AS done_by, m.phone, m.name, r.gross_fen AS amount, \
     CAST(0 AS BIGINT) AS points, '' AS status, s.receipt_number AS belongs_to",
    "sale_return r JOIN sale s ON s.id = r.sale_id LEFT JOIN operator o ON o.id = r.operator_id",
    "r.number",
    "r.store_id"
);
/// An order of the mall is no store's until it is collected: until then it is its member's home's.
pub(super) const REDEMPTION: &str = record!(
    "r.number, r.at, COALESCE(st.name, '') AS store, '' AS done_by, m.phone, m.name, CAST(0 AS BIGINT) AS amount, r.points, \
     r.status, '' AS belongs_to",
    "redemption r",
    "r.number",
    "COALESCE(r.store_id, m.home_store_id)"
);
/// What is paid in on the phone is no store's: its member's home sees it.
pub(super) const TOP_UP: &str = record!(
    "r.number, r.opened_at AS at, COALESCE(st.name, '') AS store, '' AS done_by, m.phone, m.name, r.principal_fen AS amount, r.points, \
     r.status, '' AS belongs_to",
    "top_up r",
    "r.number",
    "m.home_store_id"
);
pub(super) const REFUND: &str = record!(
    "r.number, r.opened_at AS at, COALESCE(st.name, '') AS store, COALESCE(o.name, '') AS done_by, m.phone, m.name, \
     r.amount_fen AS amount, r.points, r.status, t.number AS belongs_to",
    "refund r JOIN top_up t ON t.id = r.top_up_id LEFT JOIN operator o ON o.id = r.operator_id",
    "r.number",
    "r.store_id"
);

pub(super) const fn statement_of(kind: RecordKind) -> &'static str {
    match kind {
        RecordKind::Sale => SALE,
        RecordKind::Return => RETURN,
        RecordKind::Redemption => REDEMPTION,
        RecordKind::TopUp => TOP_UP,
        RecordKind::Refund => REFUND,
    }
}

pub(super) fn find(
    tx: &mut Tx<'_>,
    viewer: OperatorId,
    kind: RecordKind,
    number: &str,
) -> Result<Option<FoundRecord>, StoreError> {
    tx.one(statement_of(kind), params![viewer, number], |row| read(row, kind))
}

fn read(row: &Row<'_>, kind: RecordKind) -> Result<FoundRecord, StoreError> {
    let phone: Option<String> = row.get("phone")?;
    let phone = phone.as_deref().map(MemberPhone::of_kept).transpose();
    let parts = match kind {
        RecordKind::Sale => Some(SaleParts {
            discount: row.get("discount_fen")?,
            by_points: row.get("points_fen")?,
            principal: row.get("principal_fen")?,
            bonus: row.get("bonus_fen")?,
            outside: row.get("outside_fen")?,
            returned: row.get("returned_fen")?,
        }),
        _ => None,
    };
    Ok(FoundRecord {
        kind,
        number: row.get("number")?,
        at: row.get("at")?,
        store: row.get("store")?,
        by: row.get("done_by")?,
        phone: phone.map_err(|e| StoreError::Decode(e.to_string()))?,
        name: row.get::<Option<String>>("name")?.unwrap_or_default(),
        amount: row.get("amount")?,
        points: row.get("points")?,
        status: row.get("status")?,
        belongs_to: row.get("belongs_to")?,
        parts,
    })
}
