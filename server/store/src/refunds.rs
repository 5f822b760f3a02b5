//! Money back from a top-up: what is to be paid is set aside, the gateway is asked, and with its word the amount is taken
//! or comes back to its lot. A bonus of the lot ends with it, and so do the points that the top-up gave.

use huika_domain::{
    EntryId, Fen, LotId, MemberId, Millis, MoneyDraw, MoneyLot, OperatorId, Points, RefundError, RefundKind,
    RefundQuote, SpendOrder, TopUpId, refund_quote, share_of, take_back,
};
use serde::{Deserialize, Serialize};

use crate::{
    StoreError, Tx,
    amount::{minus_points, overflow, sum_points},
    assets::{draw_points, point_lots},
    holds::{self, HoldError, OpenHold},
    ledger::{Account, Draft, EntryKind, Explanation, Wallet},
    number, outbox, params,
    request::{self, KeyReused, Seen},
};

/// Somebody pays a top-up back.
#[derive(Debug, Clone, Serialize)]
pub struct OpenRefund {
    /// Our number of the top-up.
    pub top_up: String,
    /// Who decided it.
    pub operator: OperatorId,
    /// The form's key.
    #[serde(skip)]
    pub key: String,
}

/// A refund that is under way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenedRefund {
    /// Its number at the gateway.
    pub number: String,
    /// What is paid and why.
    pub quote: RefundQuote,
}

/// What the gateway is to be asked: the outbox's payload under the kind [`GATEWAY_REFUND`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GatewayRefund {
    /// Number of the refund.
    pub number: String,
    /// Our number of the top-up.
    pub top_up: String,
    /// The channel that it was paid through.
    pub channel: String,
    /// The gateway's own number of the payment.
    pub transaction: String,
    /// What was paid.
    pub paid: Fen,
    /// What is to be paid back.
    pub amount: Fen,
}

/// The outbox kind of a refund.
pub const GATEWAY_REFUND: &str = "gateway-refund";

/// How the refund ended at the gateway.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RefundNews {
    /// The money is on its way to the member.
    Paid {
        /// The gateway's number.
        transaction: String,
    },
    /// It will not be paid.
    Failed,
}

/// Why nothing is refunded.
#[derive(Debug, Clone, thiserror::Error)]
pub enum RefundTopUpError {
    /// There is no such top-up, or it was not paid.
    #[error("there is no such paid top-up")]
    NoTopUp,
    /// There is no such refund.
    #[error("there is no such refund")]
    NoRefund,
    /// One is under way already.
    #[error("a refund of this top-up is under way")]
    UnderWay,
    /// It ended the other way before.
    #[error("this refund has ended")]
    Ended,
    /// Nothing is left.
    #[error(transparent)]
    Quote(#[from] RefundError),
    /// The key belongs to another request.
    #[error(transparent)]
    KeyReused(#[from] KeyReused),
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
}

struct TopUp {
    id: TopUpId,
    member: MemberId,
    channel: String,
    transaction: String,
    principal: Fen,
    paid_at: Millis,
    entry: EntryId,
}

fn top_up(tx: &mut Tx<'_>, number: &str) -> Result<TopUp, RefundTopUpError> {
    let found = tx.one(
        "SELECT id, member_id, channel, transaction_id, principal_fen, paid_at, entry_id FROM top_up \
         WHERE number = ?1 AND entry_id IS NOT NULL",
        params![number],
        |row| {
            Ok(TopUp {
                id: row.get(0)?,
                member: row.get(1)?,
                channel: row.get(2)?,
                transaction: row.get::<Option<String>>(3)?.unwrap_or_default(),
                principal: row.get(4)?,
                paid_at: row.get(5)?,
                entry: row.get(6)?,
            })
        },
    )?;
    found.ok_or(RefundTopUpError::NoTopUp)
}

/// What a refund of this top-up would pay now, with its arithmetic.
pub fn quote(tx: &mut Tx<'_>, top_up_number: &str) -> Result<RefundQuote, RefundTopUpError> {
    let top_up = top_up(tx, top_up_number)?;
    quote_of(tx, &top_up).map(|(quote, _)| quote)
}

fn quote_of(tx: &mut Tx<'_>, top_up: &TopUp) -> Result<(RefundQuote, LotId), RefundTopUpError> {
    let lot = tx
        .one(
            "SELECT id, principal_granted, bonus_granted, principal_left, bonus_left, spend_order, bonus_expires_at, \
             created_at FROM money_lot WHERE entry_id = ?1",
            params![top_up.entry],
            |row| {
                Ok(MoneyLot {
                    id: row.get(0)?,
                    principal_granted: row.get(1)?,
                    bonus_granted: row.get(2)?,
                    principal_left: row.get(3)?,
                    bonus_left: row.get(4)?,
                    order: SpendOrder::parse(&row.get::<String>(5)?).map_err(|e| StoreError::Decode(e.to_string()))?,
                    bonus_expires_at: row.get(6)?,
                    created_at: row.get(7)?,
                })
            },
        )?
        .ok_or(RefundTopUpError::NoTopUp)?;
    let quote = refund_quote(&lot, top_up.paid_at, tx.now(), tx.context().rules.refund)?;
    Ok((quote, lot.id))
}

/// Sets the amount and the lot's bonus aside and asks the gateway, through the outbox, to pay.
pub fn open_refund(tx: &mut Tx<'_>, request: &OpenRefund) -> Result<OpenedRefund, RefundTopUpError> {
    let top_up = top_up(tx, &request.top_up)?;
    let wallet = Wallet::lock(tx, top_up.member)?.ok_or(RefundTopUpError::NoTopUp)?;
    let scope = format!("refund:{}", request.operator);
    match request::seen(tx, &scope, &request.key, request)? {
        Seen::Before(opened) => return Ok(opened),
        Seen::Other => return Err(KeyReused.into()),
        Seen::New => {}
    }
    let open: i64 = tx.value(
        "SELECT COUNT(*) FROM refund WHERE top_up_id = ?1 AND status = 'open'",
        params![top_up.id],
    )?;
    if open > 0 {
        return Err(RefundTopUpError::UnderWay);
    }
    let (quote, lot) = quote_of(tx, &top_up)?;
    let draw = MoneyDraw {
        lot,
        principal: quote.amount,
        bonus: quote.bonus_ends,
    };
    let (_, hold) = holds::hold(tx, wallet, &request.top_up, Some(request.operator), &[draw], &[])?;
    let number = number::fresh(tx, 'F');
    tx.exec(
        "INSERT INTO refund (number, top_up_id, member_id, hold_id, channel, kind, amount_fen, bonus_fen, status, \
         operator_id, opened_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, 'open', ?9, ?10)",
        params![
            number,
            top_up.id,
            top_up.member,
            hold,
            top_up.channel,
            kind_word(quote.kind),
            quote.amount,
            quote.bonus_ends,
            request.operator,
            tx.now(),
        ],
    )?;
    let ask = GatewayRefund {
        number: number.clone(),
        top_up: request.top_up.clone(),
        channel: top_up.channel,
        transaction: top_up.transaction,
        paid: top_up.principal,
        amount: quote.amount,
    };
    outbox::put(tx, GATEWAY_REFUND, &ask, tx.now().plus_days(ASK_FOR_DAYS))?;
    let opened = OpenedRefund { number, quote };
    request::keep(tx, &scope, &request.key, request, &opened)?;
    Ok(opened)
}

/// How long the gateway is asked to pay.
const ASK_FOR_DAYS: i64 = 7;

fn kind_word(kind: RefundKind) -> &'static str {
    match kind {
        RefundKind::InFull => "in-full",
        RefundKind::PrincipalLeft => "principal-left",
    }
}

struct Refund {
    top_up: String,
    hold: String,
    channel: String,
    kind: String,
    amount: Fen,
    bonus: Fen,
    status: String,
}

fn find(tx: &mut Tx<'_>, number: &str) -> Result<Refund, RefundTopUpError> {
    let found = tx.one(
        "SELECT t.number, h.number, r.channel, r.kind, r.amount_fen, r.bonus_fen, r.status FROM refund r \
         JOIN top_up t ON t.id = r.top_up_id JOIN hold h ON h.id = r.hold_id WHERE r.number = ?1",
        params![number],
        |row| {
            Ok(Refund {
                top_up: row.get(0)?,
                hold: row.get(1)?,
                channel: row.get(2)?,
                kind: row.get(3)?,
                amount: row.get(4)?,
                bonus: row.get(5)?,
                status: row.get(6)?,
            })
        },
    )?;
    found.ok_or(RefundTopUpError::NoRefund)
}

/// Ends the refund as the gateway says. The same news again changes nothing; the opposite is an error for people to see.
pub fn settle_refund(tx: &mut Tx<'_>, number: &str, news: &RefundNews) -> Result<(), RefundTopUpError> {
    let refund = find(tx, number)?;
    let ended = match news {
        RefundNews::Paid { .. } => "paid",
        RefundNews::Failed => "failed",
    };
    if refund.status != "open" {
        return if refund.status == ended {
            Ok(())
        } else {
            Err(RefundTopUpError::Ended)
        };
    }
    let open = match holds::lock_open(tx, &refund.hold) {
        Ok(open) => open,
        // Between our look and the lock another server settled it: its outcome counts.
        Err(HoldError::Closed) => return again(tx, number, ended),
        Err(HoldError::Store(error)) => return Err(error.into()),
        Err(other) => return Err(StoreError::Decode(other.to_string()).into()),
    };
    let (points, transaction) = match news {
        RefundNews::Failed => {
            holds::release_open(tx, &open)?;
            (Points::ZERO, None)
        }
        RefundNews::Paid { transaction } => (pay(tx, number, &refund, &open)?, Some(transaction.clone())),
    };
    tx.exec(
        "UPDATE refund SET status = ?2, settled_at = ?3, transaction_id = ?4, points = ?5 WHERE number = ?1",
        params![number, ended, tx.now(), transaction, points],
    )?;
    Ok(())
}

fn again(tx: &mut Tx<'_>, number: &str, ended: &str) -> Result<(), RefundTopUpError> {
    if find(tx, number)?.status == ended {
        Ok(())
    } else {
        Err(RefundTopUpError::Ended)
    }
}

/// Posts the payment and answers the points that went with it.
fn pay(tx: &mut Tx<'_>, number: &str, refund: &Refund, open: &OpenHold) -> Result<Points, RefundTopUpError> {
    let top_up = top_up(tx, &refund.top_up)?;
    let mut draft = Draft::new(open.wallet);
    holds::empty_held(&mut draft, &open.held)?;
    draft.shop_money(Account::Clearing, &refund.channel, refund.amount);
    if refund.kind == "in-full" {
        draft.shop_money(Account::BonusCost, &refund.channel, refund.bonus);
    } else {
        draft.shop_money(Account::Breakage, "bonus", refund.bonus);
    }
    let points = take_points(tx, &mut draft, &top_up, refund.amount)?;
    let explanation = Explanation::Refund {
        number: refund.top_up.clone(),
        channel: refund.channel.clone(),
        bonus_lapsed: refund.bonus,
    };
    let reference = format!("refund:{number}");
    holds::close(tx, open, draft, EntryKind::Refund, &reference, &explanation, "taken")?;
    Ok(points)
}

/// Points that the top-up gave go with it, in proportion to the principal that is paid back: from those there are, the
/// rest as a shortfall.
fn take_points(tx: &mut Tx<'_>, draft: &mut Draft, top_up: &TopUp, amount: Fen) -> Result<Points, StoreError> {
    let given: Points = tx.value(
        "SELECT CAST(COALESCE(SUM(granted), 0) AS BIGINT) FROM point_lot WHERE entry_id = ?1",
        params![top_up.entry],
    )?;
    let before: Fen = tx.value(
        "SELECT CAST(COALESCE(SUM(amount_fen), 0) AS BIGINT) FROM refund WHERE top_up_id = ?1 AND status = 'paid'",
        params![top_up.id],
    )?;
    let owed = share_of(given.get(), before, amount, top_up.principal).ok_or_else(overflow)?;
    let now = tx.now();
    let mut lots = point_lots(tx, top_up.member)?;
    lots.retain(|lot| lot.expires_at.is_none_or(|last| now <= last));
    let back = take_back(sum_points(lots.iter().map(|lot| lot.remaining))?, Points::new(owed));
    let mut left = back.taken.get();
    for lot in lots {
        let points = Points::new(left.min(lot.remaining.get()));
        if points.is_positive() {
            left -= points.get();
            draw_points(tx, draft, &[huika_domain::PointDraw { lot: lot.id, points }])?;
        }
    }
    draft.points(Account::Shortfall, None, minus_points(back.shortfall)?)?;
    draft.shop_points(Account::PointsCost, "top-up", Points::new(owed));
    Ok(Points::new(owed))
}

impl RefundTopUpError {
    /// A stable code for addresses and words.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::NoTopUp => "no-top-up",
            Self::NoRefund => "no-refund",
            Self::UnderWay => "refund-under-way",
            Self::Ended => "refund-ended",
            Self::Quote(error) => error.code(),
            Self::KeyReused(_) => "key-reused",
            Self::Store(error) => error.code(),
        }
    }
}
