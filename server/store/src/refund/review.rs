//! The second person: what one of the staff may not pay back alone.
//!
//! Two different people stand on every refund above the review limit that a person decides on: of who asked for it, who approved it and who
//! says that it was paid by bank. A refund that the member asked for and the gateway pays needs nobody.

use crate::{
    Tx, params,
    refund::{
        ask::{ask_gateway, person_pays},
        paid::{RefundTopUpError, top_up},
        persons::{check_rights, lock_at_counter},
        row::{ByHand, RefundStatus, RefundWhy, find},
    },
    staff::{Said, SecondKind, second_said},
};

/// A second person says yes. What waited for that goes to the gateway, or to a bank transfer where the payment is too old for its gateway;
/// what waits for a bank transfer anyway may then be paid by another. Said twice by the same person, nothing more happens.
pub fn approve_refund(tx: &mut Tx<'_>, done: &ByHand) -> Result<(), RefundTopUpError> {
    let refund = find(tx, &done.number)?;
    if refund.approved_by == Some(done.operator) {
        return Ok(());
    }
    lock_at_counter(tx, &done.number, done.operator, &refund)?;
    // Read again under the lock of the wallet.
    let refund = find(tx, &done.number)?;
    if refund.asked_by == Some(done.operator) {
        return Err(RefundTopUpError::SamePerson);
    }
    let in_review = refund.why == Some(RefundWhy::Review);
    let needs_second = tx.rules().review.money_needs_second(refund.amount);
    if refund.approved_by.is_some() || !(in_review || needs_second) {
        return Err(RefundTopUpError::NotWaiting);
    }
    // Who asked for it may have lost the right meanwhile.
    if let Some(asked_by) = refund.asked_by.filter(|_| in_review) {
        check_rights(tx, asked_by, refund.store, refund.member)?;
    }
    let top_up = top_up(tx, &refund.top_up)?;
    let (status, why) = match (in_review, person_pays(tx, &top_up)) {
        (false, _) => (RefundStatus::Counter, refund.why),
        (true, None) => (RefundStatus::Open, None),
        (true, why) => (RefundStatus::Counter, why),
    };
    tx.exec(
        "UPDATE refund SET status = ?2, why = ?3, approved_by = ?4, approved_at = ?5, reason = ?6 WHERE number = ?1",
        params![
            done.number,
            status,
            why.map_or("", RefundWhy::as_str),
            done.operator,
            tx.now(),
            done.reason.as_str()
        ],
    )?;
    second_said(tx, (SecondKind::Refund, &done.number), done.operator, Said::Approved)?;
    if status == RefundStatus::Open {
        ask_gateway(tx, &done.number, &refund.top_up, &top_up, refund.amount)?;
    }
    tx.announce(refund.member);
    Ok(())
}
