//! What a refund of a top-up would pay, and why nothing is refunded.

use huika_domain::{LotId, RefundQuote, refund_quote};

use crate::{
    Tx,
    ledger::{MONEY_LOT, money_lot},
    params,
    refund::{
        paid::{RefundTopUpError, TopUp, top_up},
        points::points_owed,
    },
};

/// What a refund of this top-up would pay now, with its arithmetic.
pub fn quote(tx: &mut Tx<'_>, top_up_number: &str) -> Result<RefundQuote, RefundTopUpError> {
    let top_up = top_up(tx, top_up_number)?;
    quote_of(tx, &top_up).map(|(quote, _)| quote)
}

pub(super) fn quote_of(tx: &mut Tx<'_>, top_up: &TopUp) -> Result<(RefundQuote, LotId), RefundTopUpError> {
    let lot = tx
        .one(
            &format!("SELECT {MONEY_LOT} FROM money_lot l WHERE l.entry_id = ?1"),
            params![top_up.entry],
            money_lot,
        )?
        .ok_or(RefundTopUpError::NoTopUp)?;
    let quote = refund_quote(&lot, top_up.paid_at, tx.now(), tx.rules().refunds.rule())?;
    let owed = points_owed(tx, top_up, quote.amount)?;
    Ok((quote.with_points_taken(owed.points, owed.arithmetic), lot.id))
}
