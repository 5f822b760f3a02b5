//! Sales that alarmed, as the office sees them.

use crate::{Row, StoreError, Tx, params, sale::watch::decide::Decision, staff::sees_store};
use huika_domain::{Fen, MemberPhone, Millis, OperatorId, Points, WatchReason};

/// A sale that alarmed, as the office lists it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WatchedSale {
    /// Its place in the list.
    pub id: i64,
    /// The number on its receipt.
    pub receipt_number: String,
    /// When it was made.
    pub at: Millis,
    /// What the store is called.
    pub store: String,
    /// At which till.
    pub till: String,
    /// Whose; pages mask it.
    pub phone: MemberPhone,
    /// Why it alarms.
    pub reason: WatchReason,
    /// The bill before discounts.
    pub gross: Fen,
    /// Of that not from the card.
    pub outside: Fen,
    /// How that came in.
    pub tender: String,
    /// Points earned.
    pub earned: Points,
    /// Whether they wait.
    pub points_wait: bool,
    /// What somebody decided; none while it is open.
    pub decision: Option<Decision>,
    /// What they wrote.
    pub note: String,
}

macro_rules! select {
    ($tail:literal) => {
        concat!(
            "SELECT w.id, s.receipt_number, w.at, st.name, w.till, m.phone, w.reason, s.gross_fen, s.outside_fen, ",
            "s.outside_channel, s.points_earned, w.hold, w.decision, w.note FROM watched_sale w ",
            "JOIN sale s ON s.id = w.sale_id JOIN store st ON st.id = w.store_id JOIN member m ON m.id = w.member_id ",
            $tail
        )
    };
}

/// Whether the operator `?1` may see the sale: who sees the whole shop sees every one, others those of their stores.
macro_rules! in_sight {
    () => {
        sees_store!("?1", "w.store_id")
    };
}

/// The sale of the list with this id, when this operator may see it.
pub fn watched_sale(tx: &mut Tx<'_>, viewer: OperatorId, id: i64) -> Result<Option<WatchedSale>, StoreError> {
    let text = concat!(select!("WHERE w.id = ?2 AND w.reason <> '' AND "), in_sight!());
    tx.one(text, params![viewer, id], listed)
}

fn listed(row: &Row<'_>) -> Result<WatchedSale, StoreError> {
    let (phone, reason, decision): (String, String, String) =
        (row.get("phone")?, row.get("reason")?, row.get("decision")?);
    let decided = !decision.is_empty();
    Ok(WatchedSale {
        id: row.get("id")?,
        receipt_number: row.get("receipt_number")?,
        at: row.get("at")?,
        store: row.get("name")?,
        till: row.get("till")?,
        phone: MemberPhone::of_kept(&phone).map_err(|e| StoreError::Decode(e.to_string()))?,
        reason: WatchReason::parse(&reason)
            .ok_or_else(|| StoreError::Decode(format!("the reason {reason} is not known")))?,
        gross: row.get("gross_fen")?,
        outside: row.get("outside_fen")?,
        tender: row.get("outside_channel")?,
        earned: row.get("points_earned")?,
        points_wait: !row.get::<String>("hold")?.is_empty() && !decided,
        decision: Decision::parse(&decision),
        note: row.get("note")?,
    })
}

/// How many sales alarm and nobody has decided about yet, for `/metrics`.
pub fn open_watched_sales(tx: &mut Tx<'_>) -> Result<i64, StoreError> {
    tx.value(
        "SELECT COUNT(*) FROM watched_sale WHERE reason <> '' AND decision = ''",
        params![],
    )
}

/// The same for the stores that an operator sees.
pub fn watched_sales_waiting(tx: &mut Tx<'_>, viewer: OperatorId) -> Result<i64, StoreError> {
    tx.value(
        concat!(
            "SELECT COUNT(*) FROM watched_sale w WHERE w.reason <> '' AND w.decision = '' AND ",
            in_sight!()
        ),
        params![viewer],
    )
}
