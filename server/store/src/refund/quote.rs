//! What a refund of a top-up would pay, and why nothing is refunded.

use huika_domain::{LotId, MoneyLot, RefundQuote, SpendOrder, refund_quote};

use crate::{
    StoreError, Tx, params,
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
    let owed = points_owed(tx, top_up, quote.amount)?;
    Ok((quote.with_points_taken(owed.points, owed.arithmetic), lot.id))
}
