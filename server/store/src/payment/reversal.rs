//! Money that a gateway took back without a refund of ours: disputes, and refunds that somebody made in its console.
//!
//! Each is known by the gateway's number of it, whoever tells it: a notification, an answer, the day's bill. Some tell only how much went
//! back in all; what of that is more than we know is kept without a number, until something with a number accounts for it.

use huika_domain::{Fen, TopUpId};

use crate::{
    StoreError, Tx,
    ledger::amount::{overflow, sum},
    params,
    payment::{
        alarm::{AlarmReason, Misfit, raise},
        order::{Order, lock_order},
        reversal_kind::{ReversalKind, ReversalState},
    },
    top_up::held::{Credited, hold_top_up},
};

/// What a gateway says about one of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReversalNews {
    /// Which channel says so.
    pub channel: String,
    /// The merchant that it names; compared with the order's.
    pub merchant: String,
    /// Our number of the order; another text or none where the gateway names only its payment.
    pub number: String,
    /// The gateway's number of the payment; empty where it names only the order.
    pub transaction: String,
    /// The gateway's number of the dispute or refund; empty where it gives none, which is then the one of its payment.
    pub reference: String,
    /// In which way the money went.
    pub kind: ReversalKind,
    /// How much.
    pub amount: Fen,
    /// In which currency.
    pub currency: String,
    /// How far it is.
    pub state: ReversalState,
}

/// What came of the news.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reversed {
    /// It is new: people were alarmed, and what is left of the top-up is held.
    Held,
    /// It was known, or nothing has to be held for it.
    Known,
    /// It is about another payment of the order than the one that was credited.
    OtherPayment,
    /// Channel or merchant are not the order's: people were alarmed, and nothing was held.
    Quarantined,
    /// We have no such order.
    Unknown,
}

/// Keeps what the gateway took, alarms, and holds what is left of the top-up. Told again, it changes nothing.
pub fn apply_reversal(tx: &mut Tx<'_>, news: &ReversalNews) -> Result<Reversed, StoreError> {
    let Some(order) = find(tx, news)? else {
        return Ok(Reversed::Unknown);
    };
    let misfits: Vec<Misfit> = [
        ("channel", &order.channel, &news.channel),
        ("merchant", &order.merchant, &news.merchant),
    ]
    .into_iter()
    .filter(|(_, ours, theirs)| ours != theirs)
    .map(|(what, ours, theirs)| Misfit::new(what, ours, theirs))
    .collect();
    if !misfits.is_empty() {
        raise(tx, &news.channel, &order.number, AlarmReason::RefundMismatch, &misfits)?;
        return Ok(Reversed::Quarantined);
    }
    let named_both = !news.transaction.is_empty() && !order.transaction.is_empty();
    if named_both && news.transaction != order.transaction {
        return Ok(Reversed::OtherPayment);
    }
    if !is_news(tx, &order, news)? {
        return Ok(Reversed::Known);
    }
    alarm(tx, &order, news)?;
    if let Some(credited) = order.credited() {
        hold_top_up(tx, &credited, news.kind.held())?;
    }
    Ok(Reversed::Held)
}

/// The order by our number, or else by the payment that the gateway names: a refund from a console often names nothing else of ours.
fn find(tx: &mut Tx<'_>, news: &ReversalNews) -> Result<Option<Order>, StoreError> {
    if let Some(order) = lock_order(tx, &news.number)? {
        return Ok(Some(order));
    }
    let number: Option<String> = tx.one(
        "SELECT number FROM top_up WHERE channel = ?1 AND transaction_id = ?2",
        params![news.channel, news.transaction],
        |row| row.get("number"),
    )?;
    match number {
        Some(number) => lock_order(tx, &number),
        None => Ok(None),
    }
}

/// Keeps the row. Answers whether money is, or may be, gone that nobody had heard of.
fn is_news(tx: &mut Tx<'_>, order: &Order, news: &ReversalNews) -> Result<bool, StoreError> {
    let now = tx.now();
    let names = [&news.reference, &news.transaction, &order.number];
    let reference = names.into_iter().find(|name| !name.is_empty()).unwrap_or(&order.number);
    let moves = news.state != ReversalState::Withdrawn;
    let before = tx.one(
        "SELECT id, status FROM payment_reversal WHERE channel = ?1 AND reference = ?2",
        params![news.channel, reference],
        |row| Ok((row.get::<i64>("id")?, row.get::<ReversalState>("status")?)),
    )?;
    if let Some((id, status)) = before {
        // What is done stays done, whatever comes late; only a withdrawal takes it back.
        let goes_back = status == ReversalState::Done && news.state == ReversalState::Open;
        if status != news.state && !goes_back {
            tx.exec(
                "UPDATE payment_reversal SET status = ?2, last_at = ?3 WHERE id = ?1",
                params![id, news.state, now],
            )?;
        }
        return Ok(status == ReversalState::Withdrawn && moves);
    }
    // An amount in other money than the order's says nothing about how much of it is gone.
    let amount = Some(news.amount).filter(|amount| amount.is_positive() && news.currency == order.currency);
    let was_told = moves && account_for(tx, order.id, news.kind, amount)?;
    insert(tx, order, reference, news.kind, amount, news.state)?;
    Ok(moves && !was_told)
}

/// Whether a sum that was told without a number had this one in it; that sum is then smaller by it.
fn account_for(tx: &mut Tx<'_>, top_up: TopUpId, kind: ReversalKind, amount: Option<Fen>) -> Result<bool, StoreError> {
    let unnamed = unnamed(tx, top_up, kind)?;
    let Some((id, told)) = unnamed else { return Ok(false) };
    match (told, amount) {
        (Some(told), Some(amount)) if told > amount => {
            let rest = told.checked_sub(amount).ok_or_else(overflow)?;
            tx.exec(
                "UPDATE payment_reversal SET amount_fen = ?2 WHERE id = ?1",
                params![id, rest],
            )?;
            Ok(true)
        }
        (told, amount) => {
            tx.exec("DELETE FROM payment_reversal WHERE id = ?1", params![id])?;
            // More than the sum: something else went back as well.
            Ok(told.is_none() || amount.is_none() || told == amount)
        }
    }
}

fn unnamed(tx: &mut Tx<'_>, top_up: TopUpId, kind: ReversalKind) -> Result<Option<(i64, Option<Fen>)>, StoreError> {
    tx.one(
        "SELECT id, amount_fen FROM payment_reversal WHERE top_up_id = ?1 AND kind = ?2 AND reference = '' ORDER BY id LIMIT 1",
        params![top_up, kind],
        |row| Ok((row.get("id")?, row.get("amount_fen")?)),
    )
}

fn insert(
    tx: &mut Tx<'_>,
    order: &Order,
    reference: &str,
    kind: ReversalKind,
    amount: Option<Fen>,
    state: ReversalState,
) -> Result<(), StoreError> {
    tx.exec(
        "INSERT INTO payment_reversal (channel, reference, kind, top_up_id, amount_fen, status, at, last_at) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?7)",
        params![
            order.channel,
            reference,
            kind.as_str(),
            order.id,
            amount,
            state.as_str(),
            tx.now()
        ],
    )?;
    Ok(())
}

fn alarm(tx: &mut Tx<'_>, order: &Order, news: &ReversalNews) -> Result<(), StoreError> {
    let mut misfits = vec![Misfit::new("gone", &news.reference, &news.amount.get().to_string())];
    if news.currency != order.currency {
        misfits.push(Misfit::new("currency", &order.currency, &news.currency));
    }
    raise(tx, &order.channel, &order.number, news.kind.alarm(), &misfits)
}

/// The gateway says how much of a payment is gone in all, or only that something is. Answers whether that is more than we know of, and
/// then alarms and holds.
pub(super) fn note_sum(
    tx: &mut Tx<'_>,
    order: &Order,
    credited: Option<&Credited>,
    kind: ReversalKind,
    gone: Option<Fen>,
) -> Result<bool, StoreError> {
    let known = known(tx, order.id, kind)?;
    let more = match gone {
        Some(gone) => gone.get().saturating_sub(known.fen.get()),
        None => 0,
    };
    let is_more = match gone {
        // A refund of ours may be all that it means.
        None => !known.any,
        Some(_) => more > 0,
    };
    if !is_more {
        return Ok(false);
    }
    let more = Some(Fen::new(more)).filter(|more| more.is_positive());
    match unnamed(tx, order.id, kind)? {
        Some((id, told)) => {
            let whole = sum(told.into_iter().chain(more))?;
            tx.exec(
                "UPDATE payment_reversal SET amount_fen = ?2, last_at = ?3 WHERE id = ?1",
                params![id, whole, tx.now()],
            )?;
            if told.is_none() {
                // It was known that something went, and now it is known how much.
                return Ok(false);
            }
        }
        None if known.unsure => return Ok(false),
        None => insert(tx, order, "", kind, more, ReversalState::Done)?,
    }
    let told = more.map_or_else(String::new, |more| more.get().to_string());
    let misfit = Misfit::new("gone", "", &told);
    raise(tx, &order.channel, &order.number, kind.alarm(), &[misfit])?;
    if let Some(credited) = credited {
        hold_top_up(tx, credited, kind.held())?;
    }
    Ok(true)
}

/// What we know of a payment's way back.
struct KnownGone {
    /// How much, by refunds of ours and by what the gateway took.
    fen: Fen,
    /// Whether there is anything.
    any: bool,
    /// Whether something is among it of which nobody said how much.
    unsure: bool,
}

fn known(tx: &mut Tx<'_>, top_up: TopUpId, kind: ReversalKind) -> Result<KnownGone, StoreError> {
    let (ours, refunds): (Fen, i64) = tx
        .one(
            "SELECT CAST(COALESCE(SUM(amount_fen), 0) AS BIGINT) AS fen, COUNT(*) AS refunds FROM refund \
             WHERE top_up_id = ?1 AND status <> 'failed' AND way = 'gateway'",
            params![top_up],
            |row| Ok((row.get("fen")?, row.get("refunds")?)),
        )?
        .unwrap_or_default();
    let (theirs, reversals, with_amount): (Fen, i64, i64) = tx
        .one(
            "SELECT CAST(COALESCE(SUM(amount_fen), 0) AS BIGINT) AS fen, COUNT(*) AS reversals, COUNT(amount_fen) AS with_amount FROM payment_reversal \
             WHERE top_up_id = ?1 AND kind = ?2 AND status <> 'withdrawn'",
            params![top_up, kind],
            |row| Ok((row.get("fen")?, row.get("reversals")?, row.get("with_amount")?)),
        )?
        .unwrap_or_default();
    let (ours, refunds) = match kind {
        ReversalKind::Refund => (ours, refunds),
        ReversalKind::Dispute => (Fen::ZERO, 0),
    };
    Ok(KnownGone {
        fen: sum([ours, theirs])?,
        any: refunds + reversals > 0,
        unsure: with_amount < reversals,
    })
}

/// Holds a top-up that was credited just now, when the gateway had said before that something of it is gone.
pub(super) fn hold_for_earlier(tx: &mut Tx<'_>, credited: &Credited) -> Result<bool, StoreError> {
    let dispute: Option<i64> = tx.one(
        "SELECT CAST(CASE kind WHEN 'dispute' THEN 1 ELSE 0 END AS BIGINT) AS is_dispute FROM payment_reversal WHERE top_up_id = ?1 \
         AND status <> 'withdrawn' ORDER BY CASE kind WHEN 'dispute' THEN 1 ELSE 2 END LIMIT 1",
        params![credited.id],
        |row| row.get("is_dispute"),
    )?;
    let Some(dispute) = dispute else { return Ok(false) };
    let kind = if dispute == 1 {
        ReversalKind::Dispute
    } else {
        ReversalKind::Refund
    };
    hold_top_up(tx, credited, kind.held())?;
    Ok(true)
}
