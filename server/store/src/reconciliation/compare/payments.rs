//! Payments on the bill, held against the orders that we have as paid.

use std::collections::HashMap;

use huika_domain::{CodePayState, Fen, Millis};

use super::comparing::{Comparing, ours_only};
use crate::{
    StoreError, Tx, params,
    reconciliation::{bill::Period, mismatch::MismatchKind},
    top_up::TopUpStatus,
};

pub(super) fn payments(
    it: &mut Comparing<'_>,
    tx: &mut Tx<'_>,
    day: Period,
    mut paid: HashMap<&str, usize>,
) -> Result<(), StoreError> {
    let (lines, channel) = (it.lines, it.channel);
    // Top-ups, and what sales were paid by payment codes: those of top-ups are their top-ups'.
    tx.each(
        "SELECT number, principal_fen AS amount_fen, transaction_id, paid_at FROM top_up \
         WHERE channel = ?1 AND paid_at >= ?2 AND paid_at < ?3 \
         UNION ALL SELECT number, amount_fen, transaction_id, paid_at FROM pay_code \
         WHERE channel = ?1 AND paid_at >= ?2 AND paid_at < ?3 AND purpose = 'sale' AND state = 'paid'",
        params![channel, day.from.plus_days(-1), day.until.plus_days(1)],
        |row| {
            let (number, amount, at): (String, Fen, Millis) =
                (row.get("number")?, row.get("amount_fen")?, row.get("paid_at")?);
            let transaction = row.get::<Option<String>>("transaction_id")?.unwrap_or_default();
            match paid.remove(number.as_str()) {
                Some(place) => {
                    it.progress.advance(1);
                    let line = &lines[place];
                    if line.amount == amount && line.transaction == transaction {
                        it.found.matched += 1;
                    } else {
                        let kind = if line.amount == amount {
                            MismatchKind::StateDiffers
                        } else {
                            MismatchKind::AmountDiffers
                        };
                        let ours = format!("paid {transaction}");
                        it.differs(kind, line, amount, &ours);
                    }
                }
                None if day.holds(at) => it
                    .found
                    .mismatches
                    .push(ours_only(number, transaction, amount, "paid", at)),
                None => {}
            }
            Ok(())
        },
    )?;
    it.rest(tx, paid, unknown_payment)
}

/// The attempt of this number: what it was to bring, and how far it is.
pub(super) fn code_of(tx: &mut Tx<'_>, channel: &str, number: &str) -> Result<Option<(Fen, CodePayState)>, StoreError> {
    tx.one(
        "SELECT amount_fen, state FROM pay_code WHERE number = ?1 AND channel = ?2",
        params![number, channel],
        |row| Ok((row.get("amount_fen")?, row.get("state")?)),
    )
}

/// A payment that is none of ours of these days: of an order that is not paid, of another day, or of nobody.
fn unknown_payment(it: &mut Comparing<'_>, tx: &mut Tx<'_>, place: usize) -> Result<(), StoreError> {
    let (lines, channel) = (it.lines, it.channel);
    let line = &lines[place];
    if let Some((amount, state)) = code_of(tx, channel, &line.number)? {
        match state {
            // It was paid and taken back, as the bill's next lines say; or a person sees to it.
            CodePayState::Returned if amount == line.amount => it.found.matched += 1,
            CodePayState::Paid | CodePayState::Returned | CodePayState::Quarantined => {
                let kind = if amount == line.amount {
                    MismatchKind::StateDiffers
                } else {
                    MismatchKind::AmountDiffers
                };
                it.differs(kind, line, amount, state.as_str());
            }
            CodePayState::Asked | CodePayState::Waiting | CodePayState::Reversing | CodePayState::Unpaid => {
                it.found.unpaid.push(place);
                it.differs(MismatchKind::StateDiffers, line, amount, state.as_str());
            }
        }
        return Ok(());
    }
    let ours = tx.one(
        "SELECT principal_fen, status, channel FROM top_up WHERE number = ?1",
        params![line.number],
        |row| {
            Ok((
                row.get::<Fen>("principal_fen")?,
                row.get::<TopUpStatus>("status")?,
                row.get::<String>("channel")?,
            ))
        },
    )?;
    let Some((amount, status, ours_channel)) = ours else {
        it.theirs_only(line);
        return Ok(());
    };
    if ours_channel != channel {
        let ours = format!("{status} through {ours_channel}");
        it.differs(MismatchKind::StateDiffers, line, amount, &ours);
    } else if amount == line.amount {
        if !status.is_paid() {
            it.found.unpaid.push(place);
        }
        it.differs(MismatchKind::StateDiffers, line, amount, status.as_str());
    } else {
        it.differs(MismatchKind::AmountDiffers, line, amount, status.as_str());
    }
    Ok(())
}
