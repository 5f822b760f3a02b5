//! News of a payment, from whoever has heard it: notification, return page, poller or bill.

use huika_domain::{Fen, MemberId, Millis, Points, TopUpId};

use super::{ClosedWhy, close_order, menu::terms};
use crate::{
    StoreError, Tx,
    assets::point_expiry,
    ledger::{Account, Draft, EntryKind, Explanation, Header, NewMoneyLot, NewPointLot, Wallet},
    params,
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
    /// It was there before.
    Already,
    /// Nothing to do yet.
    Waiting,
    /// The order is closed unpaid.
    Closed,
    /// Amount, currency, merchant, app or channel do not fit the order: nothing was credited and people were alarmed.
    Quarantined,
    /// We have no such order; the gateway should ask again later.
    Unknown,
}

struct Order {
    id: TopUpId,
    member: MemberId,
    channel: String,
    merchant: String,
    app: String,
    currency: String,
    principal: Fen,
    bonus: Fen,
    points: Points,
    rule: String,
    status: String,
    expires_at: Millis,
}

/// Moves the order forward once and posts once, under a unique reference.
pub fn apply_payment_result(tx: &mut Tx<'_>, news: &PaymentNews) -> Result<Applied, StoreError> {
    let Some(order) = lock_order(tx, &news.number)? else {
        alarm(tx, news, "unknown-order", "")?;
        return Ok(Applied::Unknown);
    };
    if order.status == "paid" || order.status == "paid-late" {
        return Ok(Applied::Already);
    }
    let PaymentState::Paid { at } = news.state else {
        if news.state == PaymentState::Closed && order.status == "open" {
            // A gateway closes what has run out as well; that is no failure of the payment.
            let why = if tx.now() >= order.expires_at {
                ClosedWhy::Expired
            } else {
                ClosedWhy::Gateway
            };
            close_order(tx, &news.number, why)?;
            return Ok(Applied::Closed);
        }
        return Ok(Applied::Waiting);
    };
    if let Some(difference) = difference(&order, news) {
        alarm(tx, news, "mismatch", &difference)?;
        return Ok(Applied::Quarantined);
    }
    credit(tx, &order, news, at)?;
    Ok(Applied::Credited)
}

/// Locks the order, so that ten notifications at once are taken one after the other.
fn lock_order(tx: &mut Tx<'_>, number: &str) -> Result<Option<Order>, StoreError> {
    tx.lock(
        "SELECT id, member_id, channel, merchant, app, currency, principal_fen, bonus_fen, points, rule, status, expires_at \
         FROM top_up WHERE number = ?1",
        params![number],
        |row| {
            Ok(Order {
                id: row.get(0)?,
                member: row.get(1)?,
                channel: row.get(2)?,
                merchant: row.get(3)?,
                app: row.get(4)?,
                currency: row.get(5)?,
                principal: row.get(6)?,
                bonus: row.get(7)?,
                points: row.get(8)?,
                rule: row.get(9)?,
                status: row.get(10)?,
                expires_at: row.get(11)?,
            })
        },
    )
}

fn difference(order: &Order, news: &PaymentNews) -> Option<String> {
    let expected = order.principal.get().to_string();
    let paid = news.amount.get().to_string();
    [
        ("channel", &order.channel, &news.channel),
        ("merchant", &order.merchant, &news.merchant),
        ("app", &order.app, &news.app),
        ("currency", &order.currency, &news.currency),
        ("amount", &expected, &paid),
    ]
    .into_iter()
    .find(|(_, ours, theirs)| ours != theirs)
    .map(|(what, ours, theirs)| format!("{what}: ordered {ours}, paid {theirs}"))
}

fn alarm(tx: &mut Tx<'_>, news: &PaymentNews, reason: &str, detail: &str) -> Result<(), StoreError> {
    tx.exec(
        "INSERT INTO payment_alarm (channel, number, reason, detail, at) VALUES (?1, ?2, ?3, ?4, ?5)",
        params![news.channel, news.number, reason, detail, tx.now()],
    )?;
    Ok(())
}

fn credit(tx: &mut Tx<'_>, order: &Order, news: &PaymentNews, paid_at: Millis) -> Result<(), StoreError> {
    let wallet =
        Wallet::lock(tx, order.member)?.ok_or_else(|| StoreError::Decode("an order without a wallet".into()))?;
    let (_, _, spend_order) = terms(tx, order.member)?;
    let spend_order = huika_domain::SpendOrder::parse(&spend_order).map_err(|e| StoreError::Decode(e.to_string()))?;
    // Late by when it was paid, not by when we heard of it.
    let late = paid_at > order.expires_at;
    let mut draft = Draft::new(wallet);
    draft.grant_money(NewMoneyLot {
        principal: order.principal,
        bonus: order.bonus,
        order: spend_order,
        bonus_expires_at: None,
        rule: order.rule.clone(),
    })?;
    draft.shop_money(Account::Clearing, &order.channel, negated(order.principal)?);
    draft.shop_money(Account::BonusCost, &order.channel, negated(order.bonus)?);
    if !order.points.is_zero() {
        let (available_from, expires_at) = (tx.now(), Some(point_expiry(tx)));
        let rule = order.rule.clone();
        draft.grant_points(NewPointLot {
            points: order.points,
            available_from,
            expires_at,
            rule,
        })?;
        let cost = order.points.checked_neg().ok_or_else(overflow)?;
        draft.shop_points(Account::PointsCost, "top-up", cost);
    }
    let explanation = Explanation::TopUp {
        number: news.number.clone(),
        channel: order.channel.clone(),
        rule: order.rule.clone(),
        late,
    };
    let header = Header {
        kind: EntryKind::TopUp,
        reference: &format!("top-up:{}", news.number),
        store: None,
        operator: None,
        reverses: None,
        explanation: &explanation,
    };
    let posted = draft.post(tx, &header)?;
    tx.exec(
        "UPDATE top_up SET status = ?2, paid_at = ?3, transaction_id = ?4, entry_id = ?5, poll_at = NULL WHERE id = ?1",
        params![
            order.id,
            if late { "paid-late" } else { "paid" },
            paid_at,
            news.transaction,
            posted.entry
        ],
    )?;
    if late {
        alarm(tx, news, "paid-late", "credited")?;
    }
    Ok(())
}

fn negated(amount: Fen) -> Result<Fen, StoreError> {
    amount.checked_neg().ok_or_else(overflow)
}

fn overflow() -> StoreError {
    StoreError::Internal("an amount would overflow".into())
}
