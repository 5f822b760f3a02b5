//! News of a payment, from whoever has heard it: notification, return page, poller or bill.

use huika_domain::{Balance, CapRule, CardStatus, Fen, Millis, TopUpId, check_cap};

use crate::{
    StoreError, Tx,
    card::current_card,
    ledger::{
        Account, Draft, EntryKind, Explanation, Header, LotOfCard, NewMoneyLot, NewPointLot, Origin, Wallet,
        amount::{minus, minus_points, overflow},
    },
    member::store_of_phone,
    params,
    payment::{
        alarm::{AlarmReason, Misfit, raise},
        order::{Order, lock_order, paid_before},
        reversal,
        reversal_kind::ReversalKind,
    },
    shift::origin_of,
    staff::Place,
    tier::{Cause, point_expiry, rise},
    top_up::{
        ClosedWhy, HeldReason, TopUpStatus, close_order,
        held::{self, Credited, hold_top_up},
        menu::{cap_of, holding, stored_value_as_of},
    },
};

/// What a gateway says about one of our orders, after its signature was verified.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PaymentNews {
    /// Which channel says so.
    pub channel: String,
    /// About which of our numbers.
    pub number: String,
    /// Paid to which merchant; compared with the order's.
    pub merchant: String,
    /// Paid to which application; compared with the order's.
    pub app: String,
    /// In which currency.
    pub currency: String,
    /// How much.
    pub amount: Fen,
    /// The gateway's own number.
    pub transaction: String,
    /// What it says.
    pub state: PaymentState,
}

/// How far a payment is at the gateway.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PaymentState {
    /// The money is there.
    Paid {
        /// Since when.
        at: Millis,
    },
    /// The money came, and at least a part of it is gone again: refunded, or disputed.
    Reversed {
        /// Since when it was paid.
        at: Millis,
        /// In which way it went.
        kind: ReversalKind,
        /// How much is gone in all, by refunds of ours too; none where the gateway does not say.
        gone: Option<Fen>,
    },
    /// Not yet.
    NotPaid,
    /// It can no longer be paid.
    Closed,
}

/// What came of the news.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Applied {
    /// The money is on the card now.
    Credited,
    /// It is on the card, now or since before, and set aside now: a part of it went back at the gateway, or the card has no room. People
    /// were alarmed.
    Held,
    /// It was there before.
    Already,
    /// Nothing to do yet.
    Waiting,
    /// The order is closed unpaid.
    Closed,
    /// Amount, currency, merchant, app, channel or number do not fit the order: nothing was credited and people were alarmed.
    Quarantined,
    /// We have no such order.
    Unknown,
}

/// Moves the order forward once and posts once, under a unique reference.
///
/// What does not fit is quarantined and alarmed. When the gateway says later what does fit, that is money of this order and is
/// credited like any other; the alarm stays until a person has looked.
pub fn apply_payment_result(tx: &mut Tx<'_>, news: &PaymentNews) -> Result<Applied, StoreError> {
    if is_known(tx, news)? {
        return Ok(Applied::Already);
    }
    let Some(order) = lock_order(tx, &news.number)? else {
        raise(tx, &news.channel, &news.number, AlarmReason::UnknownOrder, &[])?;
        return Ok(Applied::Unknown);
    };
    let (at, gone) = match news.state {
        PaymentState::Paid { at } => (at, None),
        PaymentState::Reversed { at, kind, gone } => (at, Some((kind, gone))),
        PaymentState::NotPaid | PaymentState::Closed => return not_paid(tx, &order, news),
    };
    let misfits = misfits(tx, &order, news)?;
    if !misfits.is_empty() {
        raise(tx, &news.channel, &news.number, AlarmReason::Mismatch, &misfits)?;
        quarantine(tx, &order)?;
        return Ok(Applied::Quarantined);
    }
    if order.is_paid() {
        if order.transaction != news.transaction {
            let twice = Misfit::new("transaction", &order.transaction, &news.transaction);
            raise(tx, &news.channel, &news.number, AlarmReason::PaidAgain, &[twice])?;
        } else if let Some((kind, gone)) = gone
            && reversal::note_sum(tx, &order, order.credited().as_ref(), kind, gone)?
        {
            return Ok(Applied::Held);
        }
        return Ok(Applied::Already);
    }
    let credited = credit(tx, &order, news, at)?;
    // What went back before it was here is held with the rest, and never spent.
    let held = match gone {
        Some((kind, gone)) => reversal::note_sum(tx, &order, Some(&credited), kind, gone)?,
        None => false,
    };
    let held = held || reversal::hold_for_earlier(tx, &credited)?;
    let held = held || held::is_held(tx, order.id)?;
    Ok(if held { Applied::Held } else { Applied::Credited })
}

/// Whether the news repeats, to the letter, what the order was credited for. Most notifications do, and what was credited
/// stays credited: they need not wait for whoever holds the order.
fn is_known(tx: &mut Tx<'_>, news: &PaymentNews) -> Result<bool, StoreError> {
    if !matches!(news.state, PaymentState::Paid { .. }) {
        return Ok(false);
    }
    let known = tx.one(
        "SELECT id FROM top_up WHERE number = ?1 AND status IN ('paid', 'paid-late') AND transaction_id = ?2 AND channel = ?3 \
         AND merchant = ?4 AND app = ?5 AND currency = ?6 AND principal_fen = ?7",
        params![
            news.number,
            news.transaction,
            news.channel,
            news.merchant,
            news.app,
            news.currency,
            news.amount,
        ],
        |row| row.get::<TopUpId>("id"),
    )?;
    Ok(known.is_some())
}

fn not_paid(tx: &mut Tx<'_>, order: &Order, news: &PaymentNews) -> Result<Applied, StoreError> {
    if order.is_paid() {
        return Ok(Applied::Already);
    }
    if news.state != PaymentState::Closed || order.status != TopUpStatus::Open {
        return Ok(Applied::Waiting);
    }
    // A gateway closes what has run out as well; that is no failure of the payment.
    let why = if tx.now() >= order.expires_at {
        ClosedWhy::Expired
    } else {
        ClosedWhy::Gateway
    };
    close_order(tx, &news.number, why)?;
    Ok(Applied::Closed)
}

/// What was credited stays credited.
fn quarantine(tx: &mut Tx<'_>, order: &Order) -> Result<(), StoreError> {
    if matches!(order.status, TopUpStatus::Open | TopUpStatus::Closed) {
        tx.exec(
            "UPDATE top_up SET status = 'quarantined' WHERE id = ?1",
            params![order.id],
        )?;
        tx.announce(order.member);
    }
    Ok(())
}

fn misfits(tx: &mut Tx<'_>, order: &Order, news: &PaymentNews) -> Result<Vec<Misfit>, StoreError> {
    let (ordered, paid) = (order.principal.get().to_string(), news.amount.get().to_string());
    let mut misfits: Vec<Misfit> = [
        ("channel", &order.channel, &news.channel),
        ("merchant", &order.merchant, &news.merchant),
        ("app", &order.app, &news.app),
        ("currency", &order.currency, &news.currency),
        ("amount", &ordered, &paid),
    ]
    .into_iter()
    .filter(|(_, ours, theirs)| ours != theirs)
    .map(|(what, ours, theirs)| Misfit::new(what, ours, theirs))
    .collect();
    if !order.is_paid() {
        let other: Option<String> = tx.one(
            "SELECT number FROM top_up WHERE channel = ?1 AND transaction_id = ?2 AND id <> ?3",
            params![news.channel, news.transaction, order.id],
            |row| row.get("number"),
        )?;
        // One payment pays one order.
        misfits.extend(other.map(|other| Misfit::new("transaction", &other, &news.transaction)));
        let status: CardStatus = tx.value("SELECT status FROM member WHERE id = ?1", params![order.member])?;
        if status == CardStatus::Closed {
            // There is nobody any more to whom it could be credited.
            misfits.push(Misfit::new("account", "open", status.as_str()));
        }
    }
    Ok(misfits)
}

fn credit(tx: &mut Tx<'_>, order: &Order, news: &PaymentNews, paid_at: Millis) -> Result<Credited, StoreError> {
    let wallet =
        Wallet::lock(tx, order.member)?.ok_or_else(|| StoreError::Decode("an order without a wallet".into()))?;
    let card_type = match order.card_type {
        Some(card_type) => card_type,
        None => current_card(tx, order.member)?.card_type,
    };
    let stored_value = stored_value_as_of(tx, card_type, order.mark)?;
    // Late by when it was paid, not by when we heard of it.
    let late = paid_at > order.expires_at;
    let bonus = bonus_now(tx, order)?;
    let holding = holding(tx, &wallet, card_type)?;
    let above_cap = above_cap(
        holding,
        order.principal,
        bonus,
        cap_of(tx, order.member, &stored_value)?,
    );
    let rules_version = order.mark.map_or_else(|| tx.rules_version(), |mark| mark.version);
    let origin = origin(tx, order)?;
    let mut draft = Draft::new(wallet).made_under(rules_version).of_origin(origin);
    draft.grant_money(NewMoneyLot {
        principal: order.principal,
        bonus,
        order: stored_value.spend_order(),
        bonus_expires_at: stored_value.bonus_days.map(|days| tx.now().plus_days(days)),
        rule: order.rule.clone(),
        of_card: LotOfCard {
            card_type: Some(card_type),
            use_rank: stored_value.use_rank,
        },
    })?;
    draft.shop_money(Account::Clearing, &order.channel, minus(order.principal)?);
    draft.shop_money(Account::BonusCost, &order.channel, minus(bonus)?);
    if !order.points.is_zero() {
        let (available_from, expires_at) = (tx.now(), point_expiry(tx));
        let rule = order.rule.clone();
        draft.grant_points(NewPointLot {
            points: order.points,
            available_from,
            expires_at,
            rule,
        })?;
        let cost = minus_points(order.points)?;
        draft.shop_points(Account::PointsCost, "top-up", cost);
    }
    let explanation = Explanation::TopUp {
        number: news.number.clone(),
        channel: order.channel.clone(),
        rule: order.rule.clone(),
        late,
    };
    let store = match order.store {
        Some(counter) => Some(counter),
        None => store_of_phone(tx, order.member)?,
    };
    let header = Header {
        kind: EntryKind::TopUp,
        reference: &format!("top-up:{}", news.number),
        store,
        operator: order.operator,
        reverses: None,
        explanation: &explanation,
    };
    let posted = draft.post(tx, &header)?;
    tx.exec(
        "UPDATE top_up SET status = ?2, paid_at = ?3, transaction_id = ?4, entry_id = ?5, poll_at = NULL, \
         bonus_fen = ?6, first_fen = ?7 WHERE id = ?1",
        params![
            order.id,
            if late { "paid-late" } else { "paid" },
            paid_at,
            news.transaction,
            posted.entry,
            bonus,
            if bonus == order.bonus { order.first } else { Fen::ZERO },
        ],
    )?;
    let cause = Cause {
        entry: posted.entry,
        store,
    };
    rise(tx, posted.wallet, &cause)?;
    let credited = order.credited_by(posted.entry);
    if late {
        raise(tx, &news.channel, &news.number, AlarmReason::PaidLate, &[])?;
    }
    if let Some(misfit) = above_cap {
        raise(tx, &news.channel, &news.number, AlarmReason::AboveCap, &[misfit])?;
        hold_top_up(tx, &credited, HeldReason::AboveCap)?;
    }
    Ok(credited)
}

/// The bonus of the order, without what is for the first top-up when another one was paid first. Under the wallet's lock.
fn bonus_now(tx: &mut Tx<'_>, order: &Order) -> Result<Fen, StoreError> {
    if order.first.is_positive() && paid_before(tx, order.member)? {
        return order.bonus.checked_sub(order.first).ok_or_else(overflow);
    }
    Ok(order.bonus)
}

/// The cap was kept when the order was opened; what came in between may have used the room up.
fn above_cap(holding: Balance, principal: Fen, bonus: Fen, cap: CapRule) -> Option<Misfit> {
    check_cap(holding, Balance { principal, bonus }, cap).err()?;
    let holds = |more: Fen, bonus: Fen| {
        holding.principal.get()
            + more.get()
            + if cap.counts_bonus {
                holding.bonus.get() + bonus.get()
            } else {
                0
            }
    };
    let after = holds(principal, bonus);
    Some(Misfit::new("amount", &cap.most.get().to_string(), &after.to_string()))
}

/// A top-up of a counter belongs to the shift that is open at its till. What a customer's wallet paid when that is closed is credited all the
/// same, and stands in no drawer's figures.
fn origin(tx: &mut Tx<'_>, order: &Order) -> Result<Origin, StoreError> {
    let (Some(store), Some(operator)) = (order.store, order.operator) else {
        return Ok(Origin::Elsewhere);
    };
    let place = Place {
        store,
        till: order.till.clone(),
        operator: Some(operator),
    };
    Ok(origin_of(tx, &place)?.unwrap_or(Origin::Elsewhere))
}
