//! Held top-ups as the office sees them.

use huika_domain::{Fen, MemberId, MemberPhone, Millis};

use super::reason::HeldReason;
use crate::{Row, StoreError, Tx, params, payment::ReversalState};

/// A held top-up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeldTopUp {
    /// Which.
    pub id: i64,
    /// Our number of the top-up.
    pub number: String,
    /// Through which channel it was paid.
    pub channel: String,
    /// Why it is held.
    pub reason: HeldReason,
    /// Since when.
    pub at: Millis,
    /// Whose; pages mask the phone.
    pub member: MemberId,
    /// Whose; pages mask it.
    pub phone: MemberPhone,
    /// What was paid.
    pub paid: Fen,
    /// Principal that is set aside.
    pub principal: Fen,
    /// Bonus that is set aside.
    pub bonus: Fen,
    /// What the gateway took, as far as it says; without what was withdrawn.
    pub gone: Fen,
    /// How far that is; none where the gateway took nothing.
    pub state: Option<ReversalState>,
    /// When somebody decided.
    pub decided_at: Option<Millis>,
    /// `released`, `taken` or `refunded`; empty before.
    pub decision: String,
    /// What they wrote.
    pub note: String,
}

/// The newest word about what the gateway took: a withdrawal is told when there is nothing else.
macro_rules! select {
    ($tail:literal) => {
        concat!(
            "SELECT h.id, t.number, t.channel, h.reason, h.at, h.member_id, m.phone, t.principal_fen, ",
            "(SELECT CAST(COALESCE(SUM(p.amount), 0) AS BIGINT) FROM hold d JOIN posting p ON p.entry_id = d.entry_id AND p.account = 5 ",
            "WHERE d.held_top_up_id = h.id AND d.status = 'open') AS principal, ",
            "(SELECT CAST(COALESCE(SUM(p.amount), 0) AS BIGINT) FROM hold d JOIN posting p ON p.entry_id = d.entry_id AND p.account = 6 ",
            "WHERE d.held_top_up_id = h.id AND d.status = 'open') AS bonus, ",
            "(SELECT CAST(COALESCE(SUM(r.amount_fen), 0) AS BIGINT) FROM payment_reversal r ",
            "WHERE r.top_up_id = t.id AND r.status <> 'withdrawn') AS gone, ",
            "COALESCE((SELECT r.status FROM payment_reversal r WHERE r.top_up_id = t.id ",
            "ORDER BY CASE r.status WHEN 'done' THEN 1 WHEN 'open' THEN 2 ELSE 3 END, r.id DESC LIMIT 1), '') AS state, ",
            "h.decided_at, h.decision, h.note FROM held_top_up h JOIN top_up t ON t.id = h.top_up_id ",
            "JOIN member m ON m.id = h.member_id ",
            $tail
        )
    };
}

fn held(row: &Row<'_>) -> Result<HeldTopUp, StoreError> {
    let phone: String = row.get("phone")?;
    Ok(HeldTopUp {
        id: row.get("id")?,
        number: row.get("number")?,
        channel: row.get("channel")?,
        reason: row.get("reason")?,
        at: row.get("at")?,
        member: row.get("member_id")?,
        phone: MemberPhone::of_kept(&phone).map_err(|e| StoreError::Decode(e.to_string()))?,
        paid: row.get("principal_fen")?,
        principal: row.get("principal")?,
        bonus: row.get("bonus")?,
        gone: row.get("gone")?,
        state: ReversalState::parse(&row.get::<String>("state")?),
        decided_at: row.get("decided_at")?,
        decision: row.get("decision")?,
        note: row.get("note")?,
    })
}

/// The held top-up with this id, decided or not.
pub fn held_top_up(tx: &mut Tx<'_>, id: i64) -> Result<Option<HeldTopUp>, StoreError> {
    tx.one(select!("WHERE h.id = ?1"), params![id], held)
}

/// How many wait for a decision.
pub fn held_now(tx: &mut Tx<'_>) -> Result<i64, StoreError> {
    tx.value("SELECT COUNT(*) FROM held_top_up WHERE decided_at IS NULL", params![])
}
