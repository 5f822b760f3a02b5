//! The statement: every movement with its cause, and sums that always add up.

use huika_domain::{EntryId, Fen, LotId, MemberId, Millis, Points};

use crate::{
    Row, StoreError, Tx,
    ledger::{Account, EntryKind, Explanation},
    params,
};

/// One line of a statement: one entry of the books, as its member sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Movement {
    /// The entry.
    pub entry: EntryId,
    /// Which fact.
    pub kind: EntryKind,
    /// When.
    pub at: Millis,
    /// Where, or empty.
    pub store: String,
    /// Why.
    pub explanation: Explanation,
    /// By how much the balance changed.
    pub money: Fen,
    /// Of which principal.
    pub principal: Fen,
    /// Of which bonus.
    pub bonus: Fen,
    /// By how much the points changed, a shortfall included.
    pub points: Points,
    /// The balance after it.
    pub money_after: Fen,
    /// The points after it.
    pub points_after: Points,
}

/// A page of a statement, newest first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatementPage {
    /// The movements.
    pub movements: Vec<Movement>,
    /// Balance before the oldest one.
    pub opening: Fen,
    /// Balance after the newest one.
    pub closing: Fen,
    /// Points before the oldest one.
    pub opening_points: Points,
    /// Points after the newest one.
    pub closing_points: Points,
    /// Where the next page goes on: entries before this one.
    pub older: Option<EntryId>,
}

/// One posting of an entry, as its member may see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReceiptLine {
    /// Which account.
    pub account: Account,
    /// The other side of the books: a store, a channel.
    pub party: String,
    /// By how much, in fen or points.
    pub amount: i64,
    /// Whether `amount` counts points.
    pub is_points: bool,
    /// The lot it belongs to, and when that was made.
    pub lot: Option<(LotId, Millis)>,
    /// The account's balance after it, for the member's own accounts.
    pub balance_after: Option<i64>,
}

/// One entry with every line of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipt {
    /// The entry.
    pub movement: Movement,
    /// What it is filed under.
    pub reference: String,
    /// Its lines.
    pub lines: Vec<ReceiptLine>,
}

/// Movements on a page.
const PAGE: usize = 20;

/// The page of movements before `before`, or the newest one.
pub fn statement(tx: &mut Tx<'_>, member: MemberId, before: Option<EntryId>) -> Result<StatementPage, StoreError> {
    let mut movements = movements(tx, member, before.map_or(i64::MAX, EntryId::get), PAGE as i64 + 1)?;
    let more = movements.len() > PAGE;
    movements.truncate(PAGE);
    let (newest, oldest) = (movements.first(), movements.last());
    let opening = oldest.map_or(0, |m| m.money_after.get() - m.money.get());
    let opening_points = oldest.map_or(0, |m| m.points_after.get() - m.points.get());
    Ok(StatementPage {
        opening: Fen::new(opening),
        closing: newest.map_or(Fen::ZERO, |m| m.money_after),
        opening_points: Points::new(opening_points),
        closing_points: newest.map_or(Points::ZERO, |m| m.points_after),
        older: oldest.filter(|_| more).map(|m| m.entry),
        movements,
    })
}

/// What happened after `entry`, oldest first: for pages that are told live.
pub fn movements_since(tx: &mut Tx<'_>, member: MemberId, entry: EntryId) -> Result<Vec<Movement>, StoreError> {
    let mut movements = movements(tx, member, i64::MAX, PAGE as i64)?;
    movements.retain(|movement| movement.entry > entry);
    movements.reverse();
    Ok(movements)
}

/// The newest `limit` movements before an entry's number, newest first.
pub(super) fn movements(
    tx: &mut Tx<'_>,
    member: MemberId,
    before: i64,
    limit: i64,
) -> Result<Vec<Movement>, StoreError> {
    tx.all(
        "SELECT e.id, e.kind, e.at, COALESCE(s.name, ''), e.explanation, e.principal_change, e.bonus_change, e.points_change, \
         e.money_after, e.points_after \
         FROM entry e LEFT JOIN store s ON s.id = e.store_id \
         WHERE e.member_id = ?1 AND e.id < ?2 ORDER BY e.id DESC LIMIT ?3",
        params![member, before, limit],
        movement,
    )
}

fn movement(row: &Row<'_>) -> Result<Movement, StoreError> {
    let (principal, bonus): (Fen, Fen) = (row.get(5)?, row.get(6)?);
    Ok(Movement {
        entry: row.get(0)?,
        kind: row.get(1)?,
        at: row.get(2)?,
        store: row.get(3)?,
        explanation: serde_json::from_str(&row.get::<String>(4)?).map_err(|e| StoreError::Decode(e.to_string()))?,
        money: Fen::new(principal.get() + bonus.get()),
        principal,
        bonus,
        points: row.get(7)?,
        money_after: row.get(8)?,
        points_after: row.get(9)?,
    })
}

/// One of the member's own entries with its lines; another's is not found.
pub fn receipt(tx: &mut Tx<'_>, member: MemberId, entry: EntryId) -> Result<Option<Receipt>, StoreError> {
    let mut found = movements(tx, member, entry.get().saturating_add(1), 1)?;
    let Some(movement) = found.pop().filter(|movement| movement.entry == entry) else {
        return Ok(None);
    };
    let reference = tx.value("SELECT reference FROM entry WHERE id = ?1", params![entry])?;
    let lines = tx.all(
        "SELECT p.account, p.party, p.amount, p.commodity, p.lot_id, COALESCE(m.created_at, l.created_at), p.balance_after \
         FROM posting p LEFT JOIN money_lot m ON m.id = p.lot_id AND p.commodity = 1 \
         LEFT JOIN point_lot l ON l.id = p.lot_id AND p.commodity = 2 WHERE p.entry_id = ?1 ORDER BY p.line",
        params![entry],
        |row| {
            let lot = row.get::<Option<LotId>>(4)?;
            let made = row.get::<Option<Millis>>(5)?;
            Ok(ReceiptLine {
                account: row.get(0)?,
                party: row.get(1)?,
                amount: row.get(2)?,
                is_points: row.get::<i64>(3)? == 2,
                lot: lot.zip(made),
                balance_after: row.get(6)?,
            })
        },
    )?;
    Ok(Some(Receipt {
        movement,
        reference,
        lines,
    }))
}
