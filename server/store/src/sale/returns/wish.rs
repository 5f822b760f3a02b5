//! A return that one person may not make alone: it waits for a second one, whose yes makes it at the till where it was asked for.

use huika_domain::{Capability, Fen, MemberId, OperatorId, Reason};
use serde::{Deserialize, Serialize};

use super::{
    asked::{ReturnGoods, Returning},
    error::ReturnGoodsError,
    goods::{Returned, lock_sold, return_beyond},
    loose::{LooseReturn, fresh_number, post_loose, quote_loose},
    planned::quote_return,
    sold::find,
    terms::{Beyond, exception, may_return_beyond},
};
use crate::{
    StoreError, Tx,
    db::{idempotency, number},
    params,
    pay_code::refund_by_code,
    staff::{Alone, Matter, Place, Role, Said, Second, SecondKind, acts_alone, ask_second, may, may_at, second_said},
};

/// What came of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum TakenBack {
    /// It came back.
    Done {
        /// The return's number.
        number: String,
    },
    /// A second person has to say yes.
    Waiting {
        /// The number of what waits.
        number: String,
    },
}

/// What waits, as its row has it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Wish {
    Receipt { receipt_number: String, what: Returning },
    Loose(LooseReturn),
}

/// Takes goods back by their receipt. What the shop's terms do not take back is done at once by who may set them aside, and else waits for a
/// second person.
pub fn take_back(
    tx: &mut Tx<'_>,
    request: &ReturnGoods,
    reason: Option<&Reason>,
) -> Result<TakenBack, ReturnGoodsError> {
    let store = request.place.store;
    let sold = find(tx, store, &request.receipt_number)?.ok_or(ReturnGoodsError::NoSale)?;
    lock_sold(tx, &sold)?;
    let scope = format!("take-back:{store}");
    idempotency::answered_once(tx, &scope, &request.key, request, |tx| {
        let beyond = Beyond {
            reason: reason.map_or(String::new(), |reason| reason.as_str().to_owned()),
            approved_by: None,
        };
        let exception = exception(tx, &sold, &request.what)?;
        if exception.is_none() || may_return_beyond(tx, &request.place)? {
            let returned = return_and_refund(tx, request, &beyond)?;
            return Ok(TakenBack::Done {
                number: returned.number,
            });
        }
        let operator = seller(tx, &request.place)?;
        let reason = reason.ok_or(ReturnGoodsError::NoReason)?;
        let quote = quote_return(tx, request)?;
        let wish = Wish::Receipt {
            receipt_number: request.receipt_number.clone(),
            what: request.what.clone(),
        };
        wait(tx, &request.place, operator, &wish, (reason, sold.member, quote.gross))
    })
}

/// Takes goods back without a receipt, or lets that wait for a second person where whoever asks may not do it, or not so much alone.
pub fn take_back_loose(
    tx: &mut Tx<'_>,
    request: &LooseReturn,
    reason: &Reason,
    (place, key): (&Place, &str),
) -> Result<TakenBack, ReturnGoodsError> {
    let scope = format!("loose-return:{}", place.store);
    idempotency::answered_once(tx, &scope, key, request, |tx| {
        let operator = seller(tx, place)?;
        let quote = quote_loose(tx, place, request)?;
        let number = fresh_number(tx);
        let day_rule = tx.rules_of(place.store).return_terms.without_receipt_a_day_fen;
        let alone = Alone {
            operator,
            capability: Capability::ReturnWithoutReceipt,
            amount: quote.amount.get(),
            above_rule: false,
            day_rule: Some(day_rule.get()),
            reference: &number,
        };
        let here = Matter::Store(place.store);
        if may(tx, operator, Role::returns_without_receipt, here)? && acts_alone(tx, &alone)? {
            let beyond = Beyond {
                reason: reason.as_str().to_owned(),
                approved_by: None,
            };
            post_loose(tx, (place, operator), request, &number, &beyond)?;
            return Ok(TakenBack::Done { number });
        }
        let wish = Wish::Loose(request.clone());
        wait(tx, place, operator, &wish, (reason, None, quote.amount))
    })
}

fn seller(tx: &mut Tx<'_>, place: &Place) -> Result<OperatorId, ReturnGoodsError> {
    let operator = place.operator.ok_or(ReturnGoodsError::NotAllowed)?;
    if may_at(tx, place, Role::sells)? {
        Ok(operator)
    } else {
        Err(ReturnGoodsError::NotAllowed)
    }
}

/// What a wallet had paid goes back to it; the rest is the cashier's to hand out.
fn return_and_refund(tx: &mut Tx<'_>, request: &ReturnGoods, beyond: &Beyond) -> Result<Returned, ReturnGoodsError> {
    let returned = return_beyond(tx, request, beyond)?;
    refund_by_code(tx, &request.receipt_number, &returned.number, &returned.tenders)?;
    Ok(returned)
}

fn wait(
    tx: &mut Tx<'_>,
    place: &Place,
    operator: OperatorId,
    wish: &Wish,
    (reason, member, amount): (&Reason, Option<MemberId>, Fen),
) -> Result<TakenBack, ReturnGoodsError> {
    let number = number::fresh(tx, 'W');
    let body = serde_json::to_string(wish).map_err(|error| StoreError::Internal(error.to_string()))?;
    tx.exec(
        "INSERT INTO return_wish (number, store_id, till, asked_by, asked_at, body, reason, state) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, 'waiting')",
        params![
            number,
            place.store,
            place.till,
            operator,
            tx.now(),
            body,
            reason.as_str(),
        ],
    )?;
    let second = Second {
        kind: SecondKind::Return,
        subject: &number,
        store: Some(place.store),
        member,
        amount: amount.get(),
        asked_by: operator,
    };
    ask_second(tx, &second)?;
    Ok(TakenBack::Waiting { number })
}

/// What waits under this number.
struct Waiting {
    place: Place,
    asked_by: OperatorId,
    wish: Wish,
    reason: String,
}

fn lock(tx: &mut Tx<'_>, number: &str) -> Result<Waiting, ReturnGoodsError> {
    tx.lock("SELECT id FROM return_wish WHERE number = ?1", params![number], |row| {
        row.get::<i64>("id")
    })?;
    let found = tx.one(
        "SELECT store_id, till, asked_by, body, reason FROM return_wish WHERE number = ?1 AND state = 'waiting'",
        params![number],
        |row| {
            let (asked_by, body): (OperatorId, String) = (row.get("asked_by")?, row.get("body")?);
            Ok(Waiting {
                place: Place {
                    store: row.get("store_id")?,
                    till: row.get("till")?,
                    operator: Some(asked_by),
                },
                asked_by,
                wish: serde_json::from_str(&body).map_err(|error| StoreError::Decode(error.to_string()))?,
                reason: row.get("reason")?,
            })
        },
    )?;
    found.ok_or(ReturnGoodsError::NotWaiting)
}

/// A second person says yes: it is made as the books are now, by who asked for it and at their till.
pub fn approve_wish(tx: &mut Tx<'_>, number: &str, by: OperatorId) -> Result<(), ReturnGoodsError> {
    let waiting = lock(tx, number)?;
    // Who asked for it may have lost the right meanwhile.
    seller(tx, &waiting.place)?;
    let beyond = Beyond {
        reason: waiting.reason,
        approved_by: Some(by),
    };
    let return_number = match waiting.wish {
        Wish::Receipt { receipt_number, what } => {
            let request = ReturnGoods {
                receipt_number,
                what,
                line: String::new(),
                place: waiting.place,
                key: format!("wish:{number}"),
            };
            return_and_refund(tx, &request, &beyond)?.number
        }
        Wish::Loose(request) => {
            let of = fresh_number(tx);
            post_loose(tx, (&waiting.place, waiting.asked_by), &request, &of, &beyond)?.number
        }
    };
    decide(tx, number, ("done", &return_number), by)?;
    second_said(tx, (SecondKind::Return, number), by, Said::Approved)?;
    Ok(())
}

/// A second person says no.
pub fn refuse_wish(tx: &mut Tx<'_>, number: &str, by: OperatorId) -> Result<(), ReturnGoodsError> {
    lock(tx, number)?;
    decide(tx, number, ("refused", ""), by)?;
    second_said(tx, (SecondKind::Return, number), by, Said::Refused)?;
    Ok(())
}

fn decide(
    tx: &mut Tx<'_>,
    number: &str,
    (state, return_number): (&str, &str),
    by: OperatorId,
) -> Result<(), StoreError> {
    tx.exec(
        "UPDATE return_wish SET state = ?2, return_number = ?3, decided_by = ?4, decided_at = ?5 WHERE number = ?1",
        params![number, state, return_number, by, tx.now()],
    )?;
    Ok(())
}
