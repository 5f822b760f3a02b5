//! What a gateway says of an attempt, whoever heard it: the answer to the request, a question, a notification, the day's bill.

use huika_domain::{CodeHeard, CodePayState};

use super::{
    CodePayment, CodePurpose, CodeRefusal,
    refund::hear_refund,
    view::{row, select_code},
};
use crate::{
    StoreError, Tx, params,
    payment::{AlarmReason, Applied, Misfit, PaymentNews, PaymentState, apply_payment_result, raise},
    refund::{NoticedState, RefundHeard, RefundNotice, apply_refund_notice},
    top_up::{ClosedWhy, close_order},
};

pub(super) fn lock(tx: &mut Tx<'_>, number: &str) -> Result<Option<CodePayment>, StoreError> {
    tx.lock(select_code!("WHERE number = ?1"), params![number], row)
}

/// Brings news of a payment into the books: those of an attempt through its states, all others as [`apply_payment_result`] does.
pub fn hear_payment(tx: &mut Tx<'_>, news: &PaymentNews) -> Result<Applied, StoreError> {
    let Some(attempt) = lock(tx, &news.number)? else {
        return apply_payment_result(tx, news);
    };
    let heard = match news.state {
        PaymentState::Reversed { gone, .. } if gone.is_none_or(|gone| gone == attempt.amount) => CodeHeard::WentBack,
        // Of what was reversed otherwise, a part went back at the gateway's console: the payment is ours.
        PaymentState::Paid { .. } | PaymentState::Reversed { .. } => CodeHeard::Paid,
        PaymentState::NotPaid => CodeHeard::NotPaid,
        PaymentState::Closed => CodeHeard::Closed,
    };
    if attempt.state == CodePayState::Paid {
        return if attempt.purpose == CodePurpose::TopUp {
            apply_payment_result(tx, news)
        } else {
            paid_before(tx, &attempt, news)
        };
    }
    let Some(next) = attempt.attempt().after(heard) else {
        return Ok(if attempt.state.is_open() {
            Applied::Waiting
        } else {
            Applied::Already
        });
    };
    if next == CodePayState::Paid {
        return paid(tx, &attempt, news);
    }
    if attempt.state == CodePayState::Unpaid && next == CodePayState::Reversing {
        // Somebody was told that nothing was taken, and it was.
        raise(tx, &news.channel, &news.number, AlarmReason::CodeUnclear, &[])?;
    }
    move_to(tx, &attempt, next)?;
    Ok(if next.is_open() {
        Applied::Waiting
    } else {
        Applied::Closed
    })
}

/// The gateway refused the code, and a question afterwards found nothing paid.
pub fn code_refused(tx: &mut Tx<'_>, number: &str, refusal: CodeRefusal) -> Result<(), StoreError> {
    let Some(attempt) = lock(tx, number)? else {
        return Ok(());
    };
    let Some(next) = attempt.attempt().after(CodeHeard::Refused) else {
        return Ok(());
    };
    tx.exec(
        "UPDATE pay_code SET refusal = ?2 WHERE number = ?1",
        params![number, refusal],
    )?;
    move_to(tx, &attempt, next)
}

/// News of a refund: one that the reversal of an attempt made is the proof of its end, all others are heard as usual.
pub fn apply_code_refund(tx: &mut Tx<'_>, notice: &RefundNotice) -> Result<RefundHeard, StoreError> {
    if let Some(heard) = hear_refund(tx, notice)? {
        return Ok(heard);
    }
    let reversed = match lock(tx, &notice.top_up)? {
        Some(attempt) if attempt.state != CodePayState::Paid && notice.amount == attempt.amount => attempt,
        _ => return apply_refund_notice(tx, notice),
    };
    if notice.state != NoticedState::Paid {
        return Ok(RefundHeard::Waiting);
    }
    if let Some(next) = reversed.attempt().after(CodeHeard::WentBack) {
        move_to(tx, &reversed, next)?;
    }
    Ok(RefundHeard::Settled)
}

/// A payment that came in time: credited for a top-up, kept for its sale.
fn paid(tx: &mut Tx<'_>, attempt: &CodePayment, news: &PaymentNews) -> Result<Applied, StoreError> {
    let PaymentState::Paid { at } = news.state else {
        return Err(StoreError::Internal("paid, without a time".into()));
    };
    let applied = match attempt.purpose {
        CodePurpose::TopUp => apply_payment_result(tx, news)?,
        CodePurpose::Sale => {
            let misfits = misfits(tx, attempt, news)?;
            if misfits.is_empty() {
                Applied::Credited
            } else {
                raise(tx, &news.channel, &news.number, AlarmReason::Mismatch, &misfits)?;
                Applied::Quarantined
            }
        }
    };
    if applied == Applied::Quarantined {
        move_to(tx, attempt, CodePayState::Quarantined)?;
        return Ok(applied);
    }
    tx.exec(
        "UPDATE pay_code SET state = 'paid', paid_at = ?2, transaction_id = ?3, ended_at = ?4, poll_at = NULL WHERE number = ?1",
        params![attempt.number, at, news.transaction, tx.now()],
    )?;
    Ok(applied)
}

/// News of a payment that a sale uses, or may use: the same again, or another one for the same number.
fn paid_before(tx: &mut Tx<'_>, attempt: &CodePayment, news: &PaymentNews) -> Result<Applied, StoreError> {
    let (reason, misfit) = match news.state {
        PaymentState::Paid { .. } if news.transaction != attempt.transaction => (
            AlarmReason::PaidAgain,
            Misfit::new("transaction", &attempt.transaction, &news.transaction),
        ),
        PaymentState::Reversed { kind, gone, .. } => {
            let gone = gone.unwrap_or(attempt.amount);
            (kind.alarm(), Misfit::new("gone", "0", &gone.get().to_string()))
        }
        _ => return Ok(Applied::Already),
    };
    raise(tx, &news.channel, &news.number, reason, &[misfit])?;
    Ok(Applied::Already)
}

fn misfits(tx: &mut Tx<'_>, attempt: &CodePayment, news: &PaymentNews) -> Result<Vec<Misfit>, StoreError> {
    let (asked, paid) = (attempt.amount.get().to_string(), news.amount.get().to_string());
    let mut misfits: Vec<Misfit> = [
        ("channel", attempt.channel.as_str(), news.channel.as_str()),
        ("merchant", &attempt.merchant, &news.merchant),
        ("app", &attempt.app, &news.app),
        ("currency", "CNY", &news.currency),
        ("amount", &asked, &paid),
    ]
    .into_iter()
    .filter(|(_, ours, theirs)| ours != theirs)
    .map(|(what, ours, theirs)| Misfit::new(what, ours, theirs))
    .collect();
    let other: Option<String> = tx.one(
        "SELECT number FROM pay_code WHERE channel = ?1 AND transaction_id = ?2 AND number <> ?3",
        params![news.channel, news.transaction, attempt.number],
        |row| row.get("number"),
    )?;
    misfits.extend(other.map(|other| Misfit::new("transaction", &other, &news.transaction)));
    Ok(misfits)
}

/// How long after a refusal the order is reversed all the same: it is used up, and nobody shall ever pay it.
const CLEARED_AFTER_SECS: i64 = 20;

pub(super) fn move_to(tx: &mut Tx<'_>, attempt: &CodePayment, next: CodePayState) -> Result<(), StoreError> {
    let now = tx.now();
    let moved = huika_domain::CodeAttempt {
        state: next,
        ..attempt.attempt()
    };
    let poll_at = match next {
        CodePayState::Unpaid if attempt.state.is_open() && attempt.state != CodePayState::Reversing => {
            Some(now.plus_secs(CLEARED_AFTER_SECS))
        }
        _ => moved.asks_again(attempt.polls, now),
    };
    let ended = (!next.is_open()).then_some(now);
    tx.exec(
        "UPDATE pay_code SET state = ?2, poll_at = ?3, ended_at = ?4 WHERE number = ?1",
        params![attempt.number, next, poll_at, ended],
    )?;
    if attempt.purpose == CodePurpose::TopUp && matches!(next, CodePayState::Unpaid | CodePayState::Returned) {
        close_order(tx, &attempt.number, ClosedWhy::Gateway)?;
    }
    Ok(())
}
