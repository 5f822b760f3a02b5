//! Asking for a refund: quoted, set aside, and left to the gateway, all in one transaction. Whose matter it is does not depend on who asks:
//! it is that of the store where the member is at home, else headquarters'.

use huika_domain::{Fen, MemberId, MoneyDraw, OperatorId, RefundKind, RefundQuote};
use serde::{Deserialize, Serialize};

use crate::{
    StoreError, Tx,
    db::{
        idempotency::{self, KeyReused, Seen},
        number, outbox,
    },
    ledger::{Wallet, hold},
    params,
    refund::{RefundTopUpError, TopUp, quote_of, review, settle::RefundWhy, told, top_up},
    staff::home_store,
};

/// Who asks for a refund.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum AskedBy {
    /// The member, for a top-up of their own.
    Member(MemberId),
    /// Somebody of the shop.
    Operator(OperatorId),
}

/// Somebody pays a top-up back.
#[derive(Debug, Clone, Serialize)]
pub struct OpenRefund {
    /// Our number of the top-up.
    pub top_up: String,
    /// Who asked for it.
    pub by: AskedBy,
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

/// Sets the amount and the lot's bonus aside and asks the gateway, through the outbox, to pay. What staff ask for above the review limit
/// waits for a second person first. The member is told of what staff ask for.
pub fn open_refund(tx: &mut Tx<'_>, request: &OpenRefund) -> Result<OpenedRefund, RefundTopUpError> {
    let top_up = top_up(tx, &request.top_up)?;
    let (scope, operator) = match request.by {
        // Another's top-up is not found, whoever asks.
        AskedBy::Member(member) if member != top_up.member => return Err(RefundTopUpError::NoTopUp),
        AskedBy::Member(member) => (format!("refund-of:{member}"), None),
        AskedBy::Operator(operator) => (format!("refund:{operator}"), Some(operator)),
    };
    let store = home_store(tx, top_up.member)?;
    if let Some(operator) = operator {
        review::check_rights(tx, operator, store, top_up.member)?;
    }
    let wallet = Wallet::lock(tx, top_up.member)?.ok_or(RefundTopUpError::NoTopUp)?;
    match idempotency::seen(tx, &scope, &request.key, request)? {
        Seen::Before(opened) => return Ok(opened),
        Seen::Other => return Err(KeyReused.into()),
        Seen::New => {}
    }
    if operator.is_none() {
        let status: String = tx.value("SELECT status FROM member WHERE id = ?1", params![top_up.member])?;
        if status != "active" {
            return Err(RefundTopUpError::NotActive);
        }
    }
    let open: i64 = tx.value(
        "SELECT COUNT(*) FROM refund WHERE top_up_id = ?1 AND status IN ('open', 'counter')",
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
    let (_, hold) = hold::hold(tx, wallet, &request.top_up, operator, &[draw], &[])?;
    let number = number::fresh(tx, 'F');
    let waits_for = if operator.is_some() && tx.context().rules.review.money_needs_second(quote.amount) {
        Some(RefundWhy::Review)
    } else if gateway_pays(tx, &top_up) {
        None
    } else {
        Some(RefundWhy::TooLate)
    };
    tx.exec(
        "INSERT INTO refund (number, top_up_id, member_id, hold_id, channel, kind, amount_fen, bonus_fen, status, \
         operator_id, opened_at, why, store_id) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)",
        params![
            number,
            top_up.id,
            top_up.member,
            hold,
            top_up.channel,
            kind_word(quote.kind),
            quote.amount,
            quote.bonus_ends,
            if waits_for.is_none() { "open" } else { "counter" },
            operator,
            tx.now(),
            waits_for.map_or("", RefundWhy::as_str),
            store,
        ],
    )?;
    if waits_for.is_none() {
        ask_gateway(tx, &number, &request.top_up, &top_up, quote.amount)?;
    }
    if operator.is_some() {
        told::tell(tx, top_up.member, quote.amount)?;
    }
    let opened = OpenedRefund { number, quote };
    idempotency::keep(tx, &scope, &request.key, request, &opened)?;
    Ok(opened)
}

/// Whether its gateway still pays it back. None pays what is older than its limit; asking would only be refused.
pub(super) fn gateway_pays(tx: &Tx<'_>, top_up: &TopUp) -> bool {
    tx.now() <= top_up.paid_at.plus_days(tx.context().rules.refund_gateway_days)
}

/// Leaves it to the outbox to ask the gateway.
pub(super) fn ask_gateway(
    tx: &mut Tx<'_>,
    number: &str,
    top_up_number: &str,
    top_up: &TopUp,
    amount: Fen,
) -> Result<(), StoreError> {
    let ask = GatewayRefund {
        number: number.to_owned(),
        top_up: top_up_number.to_owned(),
        channel: top_up.channel.clone(),
        transaction: top_up.transaction.clone(),
        paid: top_up.principal,
        amount,
    };
    outbox::put(tx, GATEWAY_REFUND, &ask, tx.now().plus_days(ASK_FOR_DAYS))
}

/// How long the gateway is asked to pay.
pub(super) const ASK_FOR_DAYS: i64 = 7;

fn kind_word(kind: RefundKind) -> &'static str {
    match kind {
        RefundKind::InFull => "in-full",
        RefundKind::PrincipalLeft => "principal-left",
    }
}
