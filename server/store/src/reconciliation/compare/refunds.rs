//! Refunds on the bill, held against ours.

use std::collections::HashMap;

use huika_domain::{CodePayState, Fen};

use super::{
    comparing::{Comparing, ours_only},
    payments::code_of,
    reversal::reversal,
};
use crate::{
    StoreError, Tx, params,
    pay_code::{CodeRefundState, code_refund},
    payment::ReversalState,
    reconciliation::{
        bill::{Billed, BilledRefund, Period},
        mismatch::MismatchKind,
    },
    refund::{RefundStatus, RefundWay},
};

pub(super) fn refunds(
    it: &mut Comparing<'_>,
    tx: &mut Tx<'_>,
    day: Period,
    refunded: HashMap<&str, usize>,
) -> Result<(), StoreError> {
    let mut ours = Vec::new();
    tx.each(
        "SELECT r.number, r.amount_fen, r.transaction_id, r.settled_at FROM refund r \
         WHERE r.channel = ?1 AND r.status = 'paid' AND r.way = 'gateway' AND r.settled_at >= ?2 AND r.settled_at < ?3",
        params![it.channel, day.from, day.until],
        |row| {
            let number: String = row.get("number")?;
            if !refunded.contains_key(number.as_str()) {
                let transaction = row.get::<Option<String>>("transaction_id")?.unwrap_or_default();
                ours.push(ours_only(
                    number,
                    transaction,
                    row.get("amount_fen")?,
                    "refunded",
                    row.get("settled_at")?,
                ));
            }
            Ok(())
        },
    )?;
    it.found.mismatches.append(&mut ours);
    it.rest(tx, refunded, refund)
}

fn refund(it: &mut Comparing<'_>, tx: &mut Tx<'_>, place: usize) -> Result<(), StoreError> {
    let (lines, channel) = (it.lines, it.channel);
    let line = &lines[place];
    let Billed::Refunded { refund_number, state } = &line.what else {
        return Ok(());
    };
    let ours = tx.one(
        "SELECT r.amount_fen, r.status, r.way, r.channel, t.number FROM refund r JOIN top_up t ON t.id = r.top_up_id \
         WHERE r.number = ?1",
        params![refund_number],
        |row| {
            let whose: (String, String) = (row.get("channel")?, row.get("number")?);
            Ok((
                row.get::<Fen>("amount_fen")?,
                row.get::<RefundStatus>("status")?,
                row.get::<RefundWay>("way")?,
                whose,
            ))
        },
    )?;
    let Some((amount, status, way, (ours_channel, order))) = ours else {
        // Of a sale that was paid by a code.
        if let Some((amount, known)) = code_refund(tx, refund_number)? {
            match (state, known) {
                _ if amount != line.amount => it.differs(MismatchKind::AmountDiffers, line, amount, known.as_str()),
                (BilledRefund::Done, CodeRefundState::Paid)
                | (BilledRefund::Processing, _)
                | (BilledRefund::Failed | BilledRefund::Abnormal, CodeRefundState::Failed) => it.found.matched += 1,
                _ => {
                    it.found.unsettled.push(place);
                    it.differs(MismatchKind::StateDiffers, line, amount, known.as_str());
                }
            }
            return Ok(());
        }
        // What a reversal sent back of an attempt that nobody is told was paid.
        let reversed = code_of(tx, channel, &line.number)?
            .is_some_and(|(asked, state)| asked == line.amount && state == CodePayState::Returned);
        if reversed {
            it.found.matched += 1;
            return Ok(());
        }
        let state = match state {
            BilledRefund::Done => ReversalState::Done,
            BilledRefund::Processing | BilledRefund::Abnormal => ReversalState::Open,
            BilledRefund::Failed => ReversalState::Withdrawn,
        };
        return reversal(it, tx, place, refund_number, state);
    };
    if ours_channel != channel || order != line.number {
        let ours = format!("{status} of {order} through {ours_channel}");
        it.differs(MismatchKind::StateDiffers, line, amount, &ours);
        return Ok(());
    }
    if amount != line.amount {
        it.differs(MismatchKind::AmountDiffers, line, amount, status.as_str());
        return Ok(());
    }
    let agree = match state {
        BilledRefund::Done => status == RefundStatus::Paid && way == RefundWay::Gateway,
        // The bill is older than what we know.
        BilledRefund::Processing => true,
        BilledRefund::Failed => matches!(status, RefundStatus::Failed | RefundStatus::Open),
        BilledRefund::Abnormal => status == RefundStatus::Counter || way == RefundWay::Bank,
    };
    if agree {
        it.found.matched += 1;
        return Ok(());
    }
    if *state == BilledRefund::Done && status.is_under_way() {
        it.found.unsettled.push(place);
    }
    let ours = match way {
        RefundWay::Bank => format!("{status} by bank"),
        RefundWay::Counter => format!("{status} at a counter"),
        RefundWay::Gateway => status.to_string(),
    };
    it.differs(MismatchKind::StateDiffers, line, amount, &ours);
    Ok(())
}
