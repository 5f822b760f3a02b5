//! Money of a sale that a wallet had paid by its code, back to that wallet after goods were returned.

use huika_domain::{ChannelId, Fen};

use crate::{
    StoreError, Tx,
    db::{number, outbox},
    params,
    payment::{AlarmReason, Misfit, raise},
    refund::{GATEWAY_REFUND, GatewayRefund, NoticedState, RefundHeard, RefundNotice},
};

huika_domain::text_enum! {
    /// How far it is.
    pub enum CodeRefundState {
        /// The gateway works on it.
        Open = "open",
        /// The money went back.
        Paid = "paid",
        /// It did not; people were alarmed.
        Failed = "failed",
    }
}

crate::db::text_columns!(CodeRefundState);

/// How long the gateway is asked.
const ASKED_FOR_DAYS: i64 = 7;

/// Sends back what a return owes to wallets: once for each return, whoever asks again. Other tenders are the cashier's to hand out.
pub fn refund_by_code(
    tx: &mut Tx<'_>,
    receipt_number: &str,
    return_number: &str,
    tenders: &[(String, Fen)],
) -> Result<(), StoreError> {
    for (tender, amount) in tenders {
        if ChannelId::parse(tender).is_none() || !amount.is_positive() {
            continue;
        }
        let paid = tx.one(
            "SELECT number, transaction_id, amount_fen FROM pay_code WHERE used_by = ?1 AND channel = ?2",
            params![receipt_number, tender],
            |row| {
                Ok((
                    row.get::<String>("number")?,
                    row.get::<Option<String>>("transaction_id")?.unwrap_or_default(),
                    row.get::<Fen>("amount_fen")?,
                ))
            },
        )?;
        let Some((attempt, transaction, paid)) = paid else {
            continue;
        };
        let number = number::fresh(tx, 'F');
        let new = tx.exec(
            "INSERT INTO pay_code_refund (number, pay_code, return_number, amount_fen, state, opened_at) \
             VALUES (?1, ?2, ?3, ?4, 'open', ?5) ON CONFLICT (return_number, pay_code) DO NOTHING",
            params![number, attempt, return_number, *amount, tx.now()],
        )?;
        if new > 0 {
            let ask = GatewayRefund {
                number,
                top_up: attempt,
                channel: tender.clone(),
                transaction,
                paid,
                amount: *amount,
            };
            outbox::put(tx, GATEWAY_REFUND, &ask, tx.now().plus_days(ASKED_FOR_DAYS))?;
        }
    }
    Ok(())
}

/// News of such a refund; none when it is about something else.
pub(super) fn hear_refund(tx: &mut Tx<'_>, notice: &RefundNotice) -> Result<Option<RefundHeard>, StoreError> {
    let ours = tx.lock(
        "SELECT r.pay_code, r.amount_fen, r.state FROM pay_code_refund r WHERE r.number = ?1",
        params![notice.number],
        |row| {
            Ok((
                row.get::<String>("pay_code")?,
                row.get::<Fen>("amount_fen")?,
                row.get::<CodeRefundState>("state")?,
            ))
        },
    )?;
    let Some((attempt, amount, state)) = ours else {
        return Ok(None);
    };
    if amount != notice.amount {
        let (ours, theirs) = (amount.get().to_string(), notice.amount.get().to_string());
        let misfit = Misfit::new("amount", &ours, &theirs);
        raise(tx, &notice.channel, &attempt, AlarmReason::RefundMismatch, &[misfit])?;
        return Ok(Some(RefundHeard::Mismatch));
    }
    let ended = match notice.state {
        NoticedState::Processing => return Ok(Some(RefundHeard::Waiting)),
        NoticedState::Paid => CodeRefundState::Paid,
        NoticedState::Failed | NoticedState::Abnormal => CodeRefundState::Failed,
    };
    if state == ended {
        return Ok(Some(RefundHeard::Settled));
    }
    if ended == CodeRefundState::Failed || state != CodeRefundState::Open {
        let misfit = Misfit::new("refund-state", state.as_str(), notice.state.as_str());
        raise(tx, &notice.channel, &attempt, AlarmReason::RefundMismatch, &[misfit])?;
    }
    tx.exec(
        "UPDATE pay_code_refund SET state = ?2, settled_at = ?3, transaction_id = ?4 WHERE number = ?1",
        params![notice.number, ended, tx.now(), notice.gateway_number],
    )?;
    Ok(Some(RefundHeard::Settled))
}

/// What the day's bill is held against: how much went back under this number, and how far it is.
pub(crate) fn code_refund(tx: &mut Tx<'_>, number: &str) -> Result<Option<(Fen, CodeRefundState)>, StoreError> {
    tx.one(
        "SELECT amount_fen, state FROM pay_code_refund WHERE number = ?1",
        params![number],
        |row| Ok((row.get("amount_fen")?, row.get("state")?)),
    )
}
