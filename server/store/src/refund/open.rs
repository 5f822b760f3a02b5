//! Asking for a refund: quoted, set aside, and left to the gateway, all in one transaction. Whose matter it is does not depend on who asks:
//! it is that of the store where the member is at home, else headquarters'.

use huika_domain::{Capability, CardStatus, MemberId, MoneyDraw, OperatorId, RefundQuote};
use serde::{Deserialize, Serialize};

use crate::{
    Tx,
    db::{idempotency, number},
    ledger::{Wallet, hold},
    params,
    refund::{
        ask::{ask_gateway, person_pays},
        paid::{RefundTopUpError, top_up},
        persons,
        quote::quote_of,
        row::{RefundStatus, RefundWhy},
        told,
    },
    staff::{Alone, Second, SecondKind, acts_alone, ask_second, home_store},
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
        persons::check_rights(tx, operator, store, top_up.member)?;
    }
    let wallet = Wallet::lock(tx, top_up.member)?.ok_or(RefundTopUpError::NoTopUp)?;
    idempotency::answered_once(tx, &scope, &request.key, request, |tx| {
        if operator.is_none() {
            let status: CardStatus = tx.value("SELECT status FROM member WHERE id = ?1", params![top_up.member])?;
            if !status.is_active() {
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
        let alone = match operator {
            Some(operator) => acts_alone(
                tx,
                &Alone {
                    operator,
                    capability: Capability::Refund,
                    amount: quote.amount.get(),
                    above_rule: tx.rules().review.money_needs_second(quote.amount),
                    day_rule: None,
                    reference: &number,
                },
            )?,
            None => true,
        };
        let waits_for = if alone {
            person_pays(tx, &top_up)
        } else {
            Some(RefundWhy::Review)
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
                quote.kind,
                quote.amount,
                quote.bonus_ends,
                if waits_for.is_none() {
                    RefundStatus::Open
                } else {
                    RefundStatus::Counter
                },
                operator,
                tx.now(),
                waits_for.map_or("", RefundWhy::as_str),
                store,
            ],
        )?;
        if let Some(operator) = operator.filter(|_| !alone) {
            let second = Second {
                kind: SecondKind::Refund,
                subject: &number,
                store,
                member: Some(top_up.member),
                amount: quote.amount.get(),
                asked_by: operator,
            };
            ask_second(tx, &second)?;
        }
        if waits_for.is_none() {
            ask_gateway(tx, &number, &request.top_up, &top_up, quote.amount)?;
        }
        if operator.is_some() {
            told::tell(tx, top_up.member, quote.amount)?;
        }
        let opened = OpenedRefund { number, quote };
        Ok(opened)
    })
}
