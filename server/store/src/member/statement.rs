//! The statement: every movement with its cause, and sums that always add up.
//!
//! A line is what a member would call one thing. A refund is two entries, because its amount is set aside while the gateway works on
//! it and leaves the books afterwards; the second one moves nothing of the member's, so the first one is the line, and says how it ended.

use huika_domain::{EntryId, Fen, LotId, MemberId, Millis, Points};

use crate::{
    Row, StoreError, Tx,
    ledger::{Account, EntryKind, Explanation, HoldStatus},
    params,
    refund::{RefundStatus, RefundWay},
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
    /// What became of an amount that was set aside; only for entries that set aside, release or end such an amount.
    pub aside: Option<AsideNow>,
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

/// How an amount that was set aside stands now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AsideNow {
    /// What became of it.
    pub state: HoldStatus,
    /// The entry that ended it.
    pub closed: Option<EntryId>,
    /// The refund that it was set aside for.
    pub refund: Option<RefundOf>,
    /// The top-up that is held until a person decides about it.
    pub held: Option<HeldOf>,
}

/// The top-up behind an amount that is held.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeldOf {
    /// Its number.
    pub top_up: String,
    /// The channel that it was paid through.
    pub channel: String,
}

/// The refund behind an amount that was set aside.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RefundOf {
    /// Its number.
    pub number: String,
    /// The top-up that it pays back.
    pub top_up: String,
    /// The channel that the money goes back to; `bank` when a person transferred it.
    pub channel: String,
    /// How far it is.
    pub status: RefundStatus,
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
pub struct EntryReceipt {
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
    let mut movements = tx.all(
        "SELECT e.id, e.kind, e.at, \
         CASE WHEN e.operator_id IS NULL AND e.kind IN ('top-up', 'refund', 'redemption', 'cancellation') THEN '' ELSE COALESCE(s.name, '') END AS store, e.explanation, e.principal_change, e.bonus_change, e.points_change, \
         e.money_after, e.points_after \
         FROM entry e LEFT JOIN store s ON s.id = e.store_id \
         WHERE e.member_id = ?1 AND e.id < ?2 AND NOT (e.kind IN ('refund', 'redemption') AND e.principal_change = 0 \
         AND e.bonus_change = 0 AND e.points_change = 0) ORDER BY e.id DESC LIMIT ?3",
        params![member, before, limit],
        movement_in,
    )?;
    for movement in &mut movements {
        if matches!(movement.kind, EntryKind::Hold | EntryKind::Release | EntryKind::Refund) {
            movement.aside = aside(tx, movement.entry)?;
        }
    }
    Ok(movements)
}

/// What became of the amount that an entry set aside, released or ended.
fn aside(tx: &mut Tx<'_>, entry: EntryId) -> Result<Option<AsideNow>, StoreError> {
    tx.one(
        "SELECT h.status AS state, h.closed_entry_id, r.number, t.number AS top_up, r.channel, r.way, r.status, \
         ht.number AS held_number, ht.channel AS held_channel FROM entry e \
         JOIN hold h ON h.entry_id = COALESCE(e.reverses_id, e.id) \
         LEFT JOIN refund r ON r.hold_id = h.id LEFT JOIN top_up t ON t.id = r.top_up_id \
         LEFT JOIN held_top_up x ON x.id = h.held_top_up_id LEFT JOIN top_up ht ON ht.id = x.top_up_id WHERE e.id = ?1",
        params![entry],
        |row| {
            let refund = match row.get::<Option<String>>("number")? {
                Some(number) => Some(RefundOf {
                    number,
                    top_up: row.get("top_up")?,
                    channel: match row.get("way")? {
                        RefundWay::Bank => RefundWay::Bank.to_string(),
                        RefundWay::Gateway | RefundWay::Counter => row.get("channel")?,
                    },
                    status: row.get("status")?,
                }),
                None => None,
            };
            let held = match row.get::<Option<String>>("held_number")? {
                Some(top_up) => Some(HeldOf {
                    top_up,
                    channel: row.get("held_channel")?,
                }),
                None => None,
            };
            Ok(AsideNow {
                state: row.get("state")?,
                closed: row.get("closed_entry_id")?,
                refund,
                held,
            })
        },
    )
}

/// The movement of a row with the columns of an entry that a statement shows.
pub(crate) fn movement_in(row: &Row<'_>) -> Result<Movement, StoreError> {
    let (principal, bonus): (Fen, Fen) = (row.get("principal_change")?, row.get("bonus_change")?);
    Ok(Movement {
        entry: row.get("id")?,
        kind: row.get("kind")?,
        at: row.get("at")?,
        store: row.get("store")?,
        explanation: serde_json::from_str(&row.get::<String>("explanation")?)
            .map_err(|e| StoreError::Decode(e.to_string()))?,
        aside: None,
        money: Fen::new(principal.get() + bonus.get()),
        principal,
        bonus,
        points: row.get("points_change")?,
        money_after: row.get("money_after")?,
        points_after: row.get("points_after")?,
    })
}

/// One of the member's own entries with its lines; another's is not found. An entry that is no line of the statement by itself is
/// shown with the one that it ends.
pub fn receipt(tx: &mut Tx<'_>, member: MemberId, entry: EntryId) -> Result<Option<EntryReceipt>, StoreError> {
    let line = tx.one(
        "SELECT CASE WHEN principal_change = 0 AND bonus_change = 0 AND points_change = 0 AND kind IN ('refund', 'redemption') \
         THEN COALESCE(reverses_id, id) ELSE id END AS line FROM entry WHERE id = ?1 AND member_id = ?2",
        params![entry, member],
        |row| row.get::<EntryId>("line"),
    )?;
    let Some(line) = line else { return Ok(None) };
    let mut found = movements(tx, member, line.get().saturating_add(1), 1)?;
    let Some(movement) = found.pop().filter(|movement| movement.entry == line) else {
        return Ok(None);
    };
    let reference = tx.value("SELECT reference FROM entry WHERE id = ?1", params![line])?;
    let mut lines = postings(tx, line)?;
    if let Some(quiet) = quiet_end(tx, &movement)? {
        lines.extend(postings(tx, quiet)?);
    }
    Ok(Some(EntryReceipt {
        movement,
        reference,
        lines,
    }))
}

/// The entry that ended what this one set aside, when that is no line of the statement by itself.
fn quiet_end(tx: &mut Tx<'_>, movement: &Movement) -> Result<Option<EntryId>, StoreError> {
    let closed = movement.aside.as_ref().and_then(|aside| aside.closed);
    let Some(closed) = closed.filter(|_| movement.kind == EntryKind::Hold) else {
        return Ok(None);
    };
    tx.one(
        "SELECT id FROM entry WHERE id = ?1 AND principal_change = 0 AND bonus_change = 0 AND points_change = 0",
        params![closed],
        |row| row.get("id"),
    )
}

fn postings(tx: &mut Tx<'_>, entry: EntryId) -> Result<Vec<ReceiptLine>, StoreError> {
    tx.all(
        "SELECT p.account, p.party, p.amount, p.commodity, p.lot_id, COALESCE(m.created_at, l.created_at) AS made, p.balance_after \
         FROM posting p LEFT JOIN money_lot m ON m.id = p.lot_id AND p.commodity = 1 \
         LEFT JOIN point_lot l ON l.id = p.lot_id AND p.commodity = 2 WHERE p.entry_id = ?1 ORDER BY p.line",
        params![entry],
        |row| {
            let lot = row.get::<Option<LotId>>("lot_id")?;
            let made = row.get::<Option<Millis>>("made")?;
            Ok(ReceiptLine {
                account: row.get("account")?,
                party: row.get("party")?,
                amount: row.get("amount")?,
                is_points: row.get::<i64>("commodity")? == 2,
                lot: lot.zip(made),
                balance_after: row.get("balance_after")?,
            })
        },
    )
}
