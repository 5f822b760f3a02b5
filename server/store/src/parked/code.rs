//! A code that is typed at the till: it stands on the bill where somebody has it, with the reason where it takes nothing off yet.

use huika_domain::pricing::{Missing, OfferId, Reason};

use super::{
    by_hand::{any_tender, keep},
    cart::{CartError, PendingSale},
    change::open_at,
    finish::bill_of,
};
use crate::{
    Tx,
    coupon::{TypedCodes, with_typed_codes},
    price::CouponsWanted,
    sale::{PriceExplained, price_sale},
    staff::Place,
};

/// What came of a code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CodeOnBill {
    /// It takes something off, or gives something.
    Used,
    /// It is on the bill, and does nothing as the bill is now.
    NotUsed {
        /// Why.
        reason: Reason,
        /// What is missing.
        missing: Option<Missing>,
    },
    /// Nothing has this code; the bill is as it was.
    Unknown,
}

/// More are a slip.
const MOST_CODES: usize = 10;

/// Puts a code on the bill. Wrong ones are counted, and after too many of them this till waits.
pub fn type_code(tx: &mut Tx<'_>, token: &str, code: &str, place: &Place) -> Result<TypedCodes<CodeOnBill>, CartError> {
    let pending = open_at(tx, token, place)?;
    if pending.attempt.is_some() {
        return Err(CartError::PaymentUnderWay);
    }
    if pending.cart.codes.iter().any(|known| known == code) {
        return Ok(TypedCodes::Looked(CodeOnBill::Used));
    }
    if pending.cart.codes.len() >= MOST_CODES {
        return Err(CartError::TooManyLines);
    }
    with_typed_codes(tx, (place.store, place.till.as_str()), |tx| {
        let before = explained(tx, &pending, place)?;
        let mut with = pending.clone();
        with.cart.codes.push(code.to_owned());
        // What a person has chosen leaves out what they did not know of.
        if matches!(with.cart.coupons, CouponsWanted::These(_)) {
            with.cart.coupons = CouponsWanted::Best;
        }
        with.cart.pay = None;
        let after = explained(tx, &with, place)?;
        let new = after
            .refused
            .iter()
            .find(|now| !before.refused.iter().any(|then| then.offer == now.offer));
        if matches!(new.map(|new| new.offer), Some(OfferId::Code(_))) {
            return Ok((CodeOnBill::Unknown, 1));
        }
        keep(tx, token, &with.cart)?;
        let on_bill = new.map_or(CodeOnBill::Used, |new| CodeOnBill::NotUsed {
            reason: new.reason,
            missing: new.missing,
        });
        Ok((on_bill, 0))
    })
}

fn explained(tx: &mut Tx<'_>, pending: &PendingSale, place: &Place) -> Result<PriceExplained, CartError> {
    let bill = bill_of(pending, &any_tender(tx, place), place, "");
    Ok(price_sale(tx, &bill)?.1)
}
