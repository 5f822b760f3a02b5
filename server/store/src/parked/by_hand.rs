//! Taking something off a sale that is being made, by hand: within the limit of whoever is at the till, or with a second person who types their PIN.

use huika_domain::{Fen, HandReason, OperatorId, OutsideTender, pricing::HandOff};

use super::{
    cart::{Cart, CartError, PayChoice, PendingSale},
    change::{body, open_at},
    finish::bill_of,
};
use crate::{
    StoreError, Tx, params,
    sale::{ByHand, HandError, is_second, quote_sale, would_be_allowed},
    staff::{CounterPin, PinTry, Place, count_pin},
};

/// Something is to be taken off.
#[derive(Debug, Clone)]
pub struct GiveByHand {
    /// Of which sale.
    pub token: String,
    /// Of which line, by its place; none for the whole bill.
    pub line: Option<u32>,
    /// What; none takes away what was given before.
    pub off: Option<HandOff>,
    /// Why.
    pub reason: HandReason,
    /// The same in words.
    pub note: String,
    /// The second person's PIN, and whether what was typed is it.
    pub second: Option<(CounterPin, bool)>,
    /// Where.
    pub place: Place,
}

/// What came of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GivenByHand {
    /// It stands on the bill, with so much off.
    Given {
        /// So much.
        amount: Fen,
    },
    /// It was not the second person's PIN.
    Wrong {
        /// How many tries are left.
        tries_left: i64,
    },
    /// Too many wrong ones.
    Over,
}

/// Puts it on the bill in place of what was given for the same line before. A wrong PIN is remembered, and gives nothing.
pub fn give_by_hand(tx: &mut Tx<'_>, request: &GiveByHand) -> Result<GivenByHand, CartError> {
    let pending = open_at(tx, &request.token, &request.place)?;
    if pending.attempt.is_some() {
        return Err(CartError::PaymentUnderWay);
    }
    let by = request.place.operator.ok_or(CartError::NotAllowed)?;
    let mut cart = pending.cart.clone();
    cart.pay = None;
    cart.by_hand.retain(|one| one.line != request.line);
    let Some(off) = request.off else {
        keep(tx, &request.token, &cart)?;
        return Ok(GivenByHand::Given { amount: Fen::ZERO });
    };
    cart.by_hand.push(ByHand {
        line: request.line,
        off,
        reason: request.reason,
        note: request.note.clone(),
        by,
        approved: None,
    });
    let pending = PendingSale { cart, ..pending };
    let (bill, amount) = taken(tx, &pending, &request.place)?;
    if !amount.is_positive() {
        return Err(HandError::Nothing.into());
    }
    let mut cart = pending.cart;
    if let Some((kept, fits)) = &request.second {
        let second = kept.of();
        // Nobody's PIN is tried here but of those who may say yes.
        if !is_second(tx, second, by, request.place.store)? {
            return Err(HandError::SecondMayNot.into());
        }
        match count_pin(tx, kept, *fits)? {
            PinTry::Right => {}
            PinTry::Wrong { tries_left } => return Ok(GivenByHand::Wrong { tries_left }),
            PinTry::Over => return Ok(GivenByHand::Over),
        }
        if let Some(last) = cart.by_hand.last_mut() {
            last.approved = Some((second, amount));
        }
    }
    would_be_allowed(tx, request.place.store, &cart.by_hand, &bill)??;
    keep(tx, &request.token, &cart)?;
    Ok(GivenByHand::Given { amount })
}

/// The bill as it would be, and what its last discount by hand takes off.
fn taken(
    tx: &mut Tx<'_>,
    pending: &PendingSale,
    place: &Place,
) -> Result<(huika_domain::pricing::Quote, Fen), CartError> {
    let bill = bill_of(pending, &any_tender(tx, place), place, "");
    let quote = quote_sale(tx, &bill)?.priced;
    let amount = pending
        .cart
        .by_hand
        .last()
        .map_or(Fen::ZERO, |one| one.taken_in(&quote));
    Ok((quote, amount))
}

/// All of it by some tender: what is taken off does not depend on what pays.
pub(super) fn any_tender(tx: &Tx<'_>, place: &Place) -> PayChoice {
    let rules = tx.rules_of(place.store);
    let tender = rules.tenders.tenders.first().map_or("cash", OutsideTender::as_str);
    PayChoice {
        balance: false,
        exactly: None,
        rest: tender.to_owned(),
        part: None,
    }
}

pub(super) fn keep(tx: &mut Tx<'_>, token: &str, cart: &Cart) -> Result<(), StoreError> {
    tx.exec(
        "UPDATE parked_sale SET body = ?2, changed_at = ?3 WHERE token = ?1",
        params![token, body(cart)?, tx.now()],
    )?;
    Ok(())
}

/// Somebody who may say yes by their PIN.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HandSecond {
    /// Who.
    pub operator: OperatorId,
    /// What they are called.
    pub name: String,
}

/// People that a till looks through.
const SECONDS_MAX: i64 = 100;

/// Those with a PIN who work in this store, or in none, and may say yes to what whoever is at this till takes off.
pub fn hand_seconds(tx: &mut Tx<'_>, place: &Place) -> Result<Vec<HandSecond>, StoreError> {
    let Some(by) = place.operator else {
        return Ok(Vec::new());
    };
    let those = tx.all(
        "SELECT o.id, o.name FROM operator_pin p JOIN operator o ON o.id = p.operator_id \
         WHERE o.ended_at IS NULL AND (o.store_id = ?1 OR o.store_id IS NULL) ORDER BY o.id LIMIT ?2",
        params![place.store, SECONDS_MAX],
        |row| {
            Ok(HandSecond {
                operator: row.get("id")?,
                name: row.get("name")?,
            })
        },
    )?;
    let mut may = Vec::with_capacity(those.len());
    for one in those {
        if is_second(tx, one.operator, by, place.store)? {
            may.push(one);
        }
    }
    Ok(may)
}
