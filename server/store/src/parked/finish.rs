//! Paying a sale that was being made: from the card, in cash and other tenders, by a wallet's code, or by several of them.

use huika_domain::{CodePayState, Fen, OutsideTender, PayCode, PayWith, PointsWanted};

use super::{
    cart::{Cart, CartError, CartState, PayChoice, PendingSale, lock},
    change::{body, open_at},
};
use crate::{
    StoreError, Tx,
    db::number,
    params,
    pay_code::{
        CodeOffer, CodePayment, CodePurpose, NewAttempt, code_payment_at, fingerprint, key_of_code, open_attempt,
    },
    price::CouponsWanted,
    sale::{Sell, TenderWanted, quote_sale, sell},
    staff::Place,
    till::{Approval, ask_approval},
};

/// The tender of which change is given.
const CASH: &str = "cash";

/// A sale is paid.
#[derive(Debug, Clone)]
pub struct SellCart {
    /// Which sale.
    pub token: String,
    /// How.
    pub pay: PayChoice,
    /// What the page showed as the amount due.
    pub expected_due: Option<Fen>,
    /// The attempt by which a wallet paid what `pay` leaves to it.
    pub attempt: Option<String>,
    /// The cash that the customer gave, where somebody typed it.
    pub received: Option<Fen>,
    /// Where.
    pub place: Place,
    /// The form's key.
    pub key: String,
}

/// What came of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SoldCart {
    /// The number of its receipt.
    pub receipt_number: String,
    /// What goes back to the customer in cash, where somebody typed what was given.
    pub change: Option<Fen>,
    /// What was paid in cash, by the request that made the sale.
    pub cash: Option<Fen>,
}

/// A wallet is asked for what the card and the tenders leave.
#[derive(Debug, Clone)]
pub struct PayByCode {
    /// Which sale.
    pub token: String,
    /// How the rest of it is paid.
    pub pay: PayChoice,
    /// What the page showed as the amount due.
    pub expected_due: Option<Fen>,
    /// The wallet's gateway.
    pub offer: CodeOffer,
    /// What the wallet showed; kept nowhere.
    pub code: PayCode,
    /// Where.
    pub place: Place,
}

/// The bill of a sale that is being made, paid like this. A scan that may not spend takes nothing from the card: no balance, no points, no
/// coupons.
#[must_use]
pub fn bill_of(pending: &PendingSale, pay: &PayChoice, place: &Place, key: &str) -> Sell {
    let Cart {
        lines,
        points,
        points_exactly,
        coupons,
        codes,
        by_hand,
        ..
    } = pending.cart.clone();
    let may = pending.may_spend;
    let mut tenders: Vec<TenderWanted> = pay
        .part
        .iter()
        .map(|(tender, amount)| TenderWanted {
            amount: Some(*amount),
            ..TenderWanted::rest(tender.clone())
        })
        .collect();
    if !pay.rest.is_empty() {
        tenders.push(TenderWanted::rest(pay.rest.clone()));
    }
    Sell {
        session: pending.session.clone(),
        lines,
        coupons: if may { coupons } else { CouponsWanted::None },
        codes,
        by_hand,
        points: match points_exactly {
            _ if !(may && points) => PointsWanted::None,
            Some(points) => PointsWanted::Exactly(points),
            None => PointsWanted::Most,
        },
        pay_with: match (may && pay.balance, pay.exactly) {
            (true, Some(amount)) => PayWith::BalanceExactly(amount),
            (true, None) if tenders.is_empty() => PayWith::Balance,
            (true, None) => PayWith::BalanceFirst,
            (false, _) => PayWith::Outside,
        },
        tenders,
        expected_due: None,
        place: place.clone(),
        key: key.to_owned(),
    }
}

/// Sells it. One that was sold gives the same receipt, whoever asks again; less cash than is due sells nothing.
pub fn sell_cart(tx: &mut Tx<'_>, request: &SellCart) -> Result<SoldCart, CartError> {
    let pending = lock(tx, &request.token, &request.place)?;
    if pending.state == CartState::Sold {
        return Ok(SoldCart {
            receipt_number: pending.receipt_number,
            change: None,
            cash: None,
        });
    }
    let pending = open_at(tx, &request.token, &request.place)?;
    let mut bill = bill_of(&pending, &request.pay, &request.place, &request.key);
    bill.expected_due = request.expected_due;
    match (&request.attempt, &pending.attempt) {
        (None, None) => {}
        // Money that a wallet paid is used, or given back; a bill is not paid beside it.
        (None, Some(_)) => return Err(CartError::PaymentUnderWay),
        (Some(number), _) => by_code(tx, number, &request.token, &request.place, &mut bill)?,
    }
    let receipt = sell(tx, &bill)?;
    let cash = receipt
        .tenders
        .iter()
        .find(|(tender, _)| tender == CASH)
        .map(|(_, amount)| *amount);
    let change = match request.received.zip(cash) {
        Some((received, cash)) => {
            let change = received.checked_sub(cash).filter(|change| !change.is_negative());
            Some(change.ok_or(CartError::ReceivedShort)?)
        }
        None => None,
    };
    if let Some(number) = &request.attempt {
        tx.exec(
            "UPDATE pay_code SET used_at = ?2, used_by = ?3 WHERE number = ?1",
            params![number, tx.now(), receipt.receipt_number],
        )?;
    }
    tx.exec(
        "UPDATE parked_sale SET state = 'sold', session = '', receipt_number = ?2, changed_at = ?3 WHERE token = ?1",
        params![request.token, receipt.receipt_number, tx.now()],
    )?;
    Ok(SoldCart {
        receipt_number: receipt.receipt_number,
        change,
        cash,
    })
}

/// The wallet's money as one of the bill's tenders: exactly so much, once, and for this sale.
fn by_code(tx: &mut Tx<'_>, number: &str, token: &str, place: &Place, bill: &mut Sell) -> Result<(), CartError> {
    tx.lock("SELECT id FROM pay_code WHERE number = ?1", params![number], |row| {
        row.get::<i64>("id")
    })?;
    let attempt = code_payment_at(tx, number, place)?.ok_or(CartError::NotPaid)?;
    let fits = attempt.state == CodePayState::Paid
        && attempt.purpose == CodePurpose::Sale
        && attempt.subject == token
        && !attempt.used;
    if !fits {
        return Err(CartError::NotPaid);
    }
    bill.tenders.retain(|tender| tender.amount.is_some());
    bill.tenders.push(TenderWanted {
        tender: attempt.channel,
        amount: Some(attempt.amount),
    });
    bill.key = key_of_code(number);
    if bill.pay_with == PayWith::Balance {
        bill.pay_with = PayWith::BalanceFirst;
    }
    Ok(())
}

/// Begins to ask a wallet for the rest of a bill, which stays as it is until that is over.
pub fn pay_by_code(tx: &mut Tx<'_>, request: &PayByCode) -> Result<CodePayment, CartError> {
    let pending = open_at(tx, &request.token, &request.place)?;
    if pending.attempt.is_some() {
        return Err(CartError::PaymentUnderWay);
    }
    let number = number::fresh(tx, 'K');
    // Priced as it will be sold: the wallet is asked for what the card and the other tenders leave.
    let mut bill = bill_of(&pending, &request.pay, &request.place, "");
    bill.expected_due = request.expected_due;
    if bill.pay_with == PayWith::Balance {
        bill.pay_with = PayWith::BalanceFirst;
    }
    // Any of the shop's tenders stands for the wallet: what it takes is the same.
    let rules = tx.rules_of(request.place.store);
    let stands_for = rules.tenders.tenders.first().map_or("cash", OutsideTender::as_str);
    bill.tenders.push(TenderWanted::rest(stands_for));
    let quote = quote_sale(tx, &bill)?;
    let part = request.pay.part.as_ref().map_or(Fen::ZERO, |(_, amount)| *amount);
    let rest = quote.outside.checked_sub(part).filter(|rest| rest.is_positive());
    let amount = rest.ok_or(CartError::NotPaid)?;
    let fingerprint = fingerprint(tx, &request.code);
    let attempt = NewAttempt {
        number: &number,
        purpose: CodePurpose::Sale,
        subject: &request.token,
        member: pending.member,
        offer: &request.offer,
        amount,
        place: &request.place,
        fingerprint: &fingerprint,
    };
    open_attempt(tx, &attempt)?;
    let cart = Cart {
        pay: Some(request.pay.clone()),
        ..pending.cart
    };
    tx.exec(
        "UPDATE parked_sale SET body = ?2, changed_at = ?3 WHERE token = ?1",
        params![request.token, body(&cart)?, tx.now()],
    )?;
    code_payment_at(tx, &number, &request.place)?
        .ok_or_else(|| StoreError::Internal("an attempt that was just begun".into()).into())
}

/// Asks the member on the phone for what is above the limit; a yes makes this very sale.
pub fn ask_for_cart(tx: &mut Tx<'_>, request: &SellCart) -> Result<Approval, CartError> {
    let pending = open_at(tx, &request.token, &request.place)?;
    let mut bill = bill_of(&pending, &request.pay, &request.place, &request.key);
    bill.expected_due = request.expected_due;
    Ok(ask_approval(tx, &bill)?)
}
