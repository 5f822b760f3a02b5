//! Which attempts a gateway is asked about now, and when again.

use huika_domain::{CodeHeard, CodePayState};

use super::{
    CodePayment,
    hear::{lock, move_to},
    view::{row, select_code},
};
use crate::{
    StoreError, Tx, params,
    payment::{AlarmReason, raise},
};

/// No attempt waits for longer than this to be asked about. One that would was written by a clock that was ahead.
const LONGEST_WAIT_SECS: i64 = 3600;

/// Whether [`due_codes`] would answer any: a look that writes nothing.
pub fn codes_are_due(tx: &mut Tx<'_>) -> Result<bool, StoreError> {
    let found = tx.one(
        "SELECT id FROM pay_code WHERE poll_at <= ?1 OR poll_at > ?2 LIMIT 1",
        params![tx.now(), tx.now().plus_secs(LONGEST_WAIT_SECS)],
        |row| row.get::<i64>("id"),
    )?;
    Ok(found.is_some())
}

/// Attempts whose gateway should be asked now, the longest waiting first. Each is pushed back by `lease_secs`, so that no other server asks
/// at the same time. Call in a write.
pub fn due_codes(tx: &mut Tx<'_>, limit: i64, lease_secs: i64) -> Result<Vec<CodePayment>, StoreError> {
    let now = tx.now();
    let numbers = tx.all(
        "UPDATE pay_code SET poll_at = ?2, polls = polls + 1 WHERE (poll_at <= ?1 OR poll_at > ?4) AND id IN \
         (SELECT id FROM pay_code WHERE poll_at <= ?1 OR poll_at > ?4 ORDER BY poll_at LIMIT ?3) RETURNING number",
        params![now, now.plus_secs(lease_secs), limit, now.plus_secs(LONGEST_WAIT_SECS)],
        |row| row.get::<String>("number"),
    )?;
    let mut due = Vec::with_capacity(numbers.len());
    for number in numbers {
        due.extend(tx.one(select_code!("WHERE number = ?1"), params![number], row)?);
    }
    Ok(due)
}

/// After how many questions people are told of an attempt that no reversal ends.
const ALARMED_AFTER: i64 = 30;

/// When to ask next. What has ended, and was looked after once more, is not asked about again.
pub fn code_later(tx: &mut Tx<'_>, number: &str) -> Result<(), StoreError> {
    let Some(attempt) = lock(tx, number)? else {
        return Ok(());
    };
    let next = attempt.attempt().asks_again(attempt.polls, tx.now());
    tx.exec(
        "UPDATE pay_code SET poll_at = ?2 WHERE number = ?1 AND poll_at IS NOT NULL",
        params![number, next],
    )?;
    if attempt.state == CodePayState::Reversing && attempt.polls == ALARMED_AFTER {
        raise(tx, &attempt.channel, number, AlarmReason::CodeUnclear, &[])?;
    }
    Ok(())
}

/// Stops an attempt: the time is over, the cashier wants it to end, or nothing is handed out for money that came. From now on it is being
/// reversed, and a payment that arrives all the same goes back. What a sale has used is not stopped. Answers how it stands now.
pub fn stop_code(tx: &mut Tx<'_>, number: &str) -> Result<Option<CodePayment>, StoreError> {
    let Some(attempt) = lock(tx, number)? else {
        return Ok(None);
    };
    let credited = attempt.state == CodePayState::Paid && (attempt.used || attempt.purpose != super::CodePurpose::Sale);
    if !credited && let Some(next) = attempt.attempt().after(CodeHeard::GivenUp) {
        move_to(tx, &attempt, next)?;
        return lock(tx, number);
    }
    Ok(Some(attempt))
}
