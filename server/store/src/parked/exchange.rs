//! Goods for other goods: what comes back and what is sold instead, in one transaction and under one key. Each is posted as what it is; of
//! what both move by one tender, only the difference changes hands.

use huika_domain::{Fen, ReturnId};
use serde::{Deserialize, Serialize};

use super::{
    cart::{CartError, CartState, PayChoice, lock},
    finish::{SellCart, sell_cart},
};
use crate::{
    StoreError, Tx,
    db::idempotency::{self, KeyReused},
    params,
    pay_code::refund_by_code,
    sale::returns::{ReturnGoods, ReturnGoodsError, return_goods},
};

/// Goods come back, and the sale that is being made is paid.
#[derive(Debug, Clone)]
pub struct Exchange {
    /// What comes back.
    pub back: ReturnGoods,
    /// What is sold, with the key of the whole act.
    pub cart: SellCart,
    /// What the page showed as going back outside of the card.
    pub expected_out: Fen,
}

/// What came of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Exchanged {
    /// The number of the return.
    pub return_number: String,
    /// The number of the new receipt.
    pub receipt_number: String,
}

/// Why nothing was exchanged.
#[derive(Debug, Clone, thiserror::Error)]
pub enum ExchangeError {
    /// What comes back.
    #[error(transparent)]
    Return(#[from] ReturnGoodsError),
    /// What is sold.
    #[error(transparent)]
    Cart(#[from] CartError),
    /// What goes back is not what the page showed.
    #[error("what goes back is another amount by now")]
    Changed,
    /// The key belongs to another request.
    #[error(transparent)]
    KeyReused(#[from] KeyReused),
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl ExchangeError {
    /// A stable code for addresses and words.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Return(error) => error.code(),
            Self::Cart(error) => error.code(),
            Self::Changed => huika_domain::ErrorCode::PriceChanged.as_str(),
            Self::KeyReused(_) => huika_domain::ErrorCode::KeyReused.as_str(),
            Self::Store(error) => error.code(),
        }
    }
}

/// What the key stands for.
#[derive(Serialize)]
struct Asked<'a> {
    back: &'a ReturnGoods,
    cart: &'a str,
    pay: &'a PayChoice,
}

/// Takes the goods back first, so that what goes back to the card can pay for the new ones; all of it happens, or nothing.
pub fn exchange(tx: &mut Tx<'_>, request: &Exchange) -> Result<Exchanged, ExchangeError> {
    let pending = lock(tx, &request.cart.token, &request.cart.place)?;
    let scope = format!("exchange:{}", request.cart.place.store);
    let asked = Asked {
        back: &request.back,
        cart: &request.cart.token,
        pay: &request.cart.pay,
    };
    idempotency::answered_once(tx, &scope, &request.cart.key, &asked, |tx| {
        if pending.state != CartState::Open {
            return Err(CartError::NotFound.into());
        }
        let returned = return_goods(tx, &request.back)?;
        if returned.outside != request.expected_out {
            return Err(ExchangeError::Changed);
        }
        refund_by_code(tx, &request.back.receipt_number, &returned.number, &returned.tenders)?;
        let sold = sell_cart(tx, &request.cart)?;
        note(tx, returned.id, &sold.receipt_number)?;
        Ok(Exchanged {
            return_number: returned.number,
            receipt_number: sold.receipt_number,
        })
    })
}

fn note(tx: &mut Tx<'_>, returned: ReturnId, receipt_number: &str) -> Result<(), StoreError> {
    tx.exec(
        "UPDATE sale_return SET exchange_sale_id = (SELECT id FROM sale WHERE receipt_number = ?2) WHERE id = ?1",
        params![returned, receipt_number],
    )?;
    Ok(())
}

/// What both acts move by each tender: above zero for what the customer pays, below for what is handed out. What a wallet paid goes back to it
/// whole, so its gateway stands by itself.
#[must_use]
pub fn differences(back: &[(String, Fen)], paid: &[(String, Fen)]) -> Vec<(String, Fen)> {
    let mut all: Vec<(String, Fen)> = paid.to_vec();
    for (tender, amount) in back {
        let less = |from: Fen| Fen::new(from.get().saturating_sub(amount.get()));
        match all.iter_mut().find(|(name, _)| name == tender) {
            Some((_, sum)) => *sum = less(*sum),
            None => all.push((tender.clone(), less(Fen::ZERO))),
        }
    }
    all.retain(|(_, amount)| !amount.is_zero());
    all
}

/// The number of a return, and what went back by each tender.
pub type PaidBack = (String, Vec<(String, Fen)>);

/// The return of which this receipt was made in one act.
pub fn exchanged_for(tx: &mut Tx<'_>, receipt_number: &str) -> Result<Option<PaidBack>, StoreError> {
    let found = tx.one(
        "SELECT r.number, r.entry_id FROM sale s JOIN sale_return r ON r.exchange_sale_id = s.id WHERE s.receipt_number = ?1",
        params![receipt_number],
        |row| Ok((row.get::<String>("number")?, row.get::<huika_domain::EntryId>("entry_id")?)),
    )?;
    let Some((number, entry)) = found else {
        return Ok(None);
    };
    let tenders = tx.all(
        "SELECT party, amount FROM posting WHERE entry_id = ?1 AND account = 12 ORDER BY line",
        params![entry],
        |row| Ok((row.get::<String>("party")?, row.get::<Fen>("amount")?)),
    )?;
    Ok(Some((number, tenders)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_what_both_acts_move_by_one_tender_only_the_difference_changes_hands() {
        let moved = |rows: &[(&str, i64)]| {
            let row = |(tender, fen): &(&str, i64)| ((*tender).to_owned(), Fen::new(*fen));
            rows.iter().map(row).collect::<Vec<_>>()
        };
        let both = differences(
            &moved(&[("cash", 100_00), ("wechat", 5_00)]),
            &moved(&[("cash", 130_00)]),
        );
        assert_eq!(both, moved(&[("cash", 30_00), ("wechat", -5_00)]));
        assert_eq!(differences(&moved(&[("cash", 5)]), &moved(&[("cash", 5)])), []);
    }
}
