//! The end of a refund: by the gateway's word, or by a person where no gateway pays.

use huika_domain::{Points, RefundKind};

use crate::{
    StoreError, Tx,
    ledger::{
        Account, Draft, EntryKind, Explanation, Origin,
        hold::{self, HoldError, HoldStatus, OpenHold},
    },
    params,
    refund::{
        ask::ASK_FOR_DAYS,
        paid::{RefundTopUpError, top_up},
        persons::{check_persons, lock_at_counter},
        points::take_points,
        row::{ByHand, Refund, RefundStatus, RefundWay, RefundWhy, find},
    },
    shift::origin_of,
    staff::{Place, Said, SecondKind, second_said},
    top_up::release_open,
};

/// How the refund ended at the gateway.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RefundNews {
    /// The money is on its way to the member.
    Paid {
        /// The gateway's number.
        transaction: String,
    },
    /// It will not be paid.
    Failed,
}

/// Ends the refund as the gateway says. The same news again changes nothing; the opposite is an error for people to see.
pub fn settle_refund(tx: &mut Tx<'_>, number: &str, news: &RefundNews) -> Result<(), RefundTopUpError> {
    let refund = find(tx, number)?;
    let ended = match news {
        RefundNews::Paid { .. } => RefundStatus::Paid,
        RefundNews::Failed => RefundStatus::Failed,
    };
    if !refund.waits() {
        return again(&refund, ended);
    }
    let mut open = match hold::lock_open(tx, &refund.hold) {
        Ok(open) => open,
        // Between our look and the lock another server settled it: its outcome counts.
        Err(HoldError::Closed) => return again(&find(tx, number)?, ended),
        Err(HoldError::Store(error)) => return Err(error.into()),
        Err(other) => return Err(StoreError::Decode(other.to_string()).into()),
    };
    let (points, transaction) = match news {
        RefundNews::Failed => {
            release_open(tx, &open)?;
            (Points::ZERO, None)
        }
        RefundNews::Paid { transaction } => (
            pay(tx, number, &refund, &mut open, (&refund.channel, Origin::Elsewhere))?,
            Some(transaction.clone()),
        ),
    };
    tx.exec(
        "UPDATE refund SET status = ?2, settled_at = ?3, transaction_id = ?4, points = ?5 WHERE number = ?1",
        params![number, ended, tx.now(), transaction, points],
    )?;
    Ok(())
}

/// News about a refund that has ended. A bank transfer and then the gateway's money too: that is paid twice, and no repetition.
fn again(refund: &Refund, ended: RefundStatus) -> Result<(), RefundTopUpError> {
    if refund.status == ended && refund.way == RefundWay::Gateway {
        Ok(())
    } else {
        Err(RefundTopUpError::Ended)
    }
}

/// Posts the payment and answers the points that went with it.
fn pay(
    tx: &mut Tx<'_>,
    number: &str,
    refund: &Refund,
    open: &mut OpenHold,
    (through, origin): (&str, Origin),
) -> Result<Points, RefundTopUpError> {
    let top_up = top_up(tx, &refund.top_up)?;
    // Off the figures in which the top-up was counted.
    open.store = tx.value("SELECT store_id FROM entry WHERE id = ?1", params![top_up.entry])?;
    let mut draft = Draft::new(open.wallet).of_origin(origin);
    hold::empty_held(&mut draft, &open.held)?;
    draft.shop_money(Account::Clearing, through, refund.amount);
    if refund.kind == RefundKind::InFull {
        draft.shop_money(Account::BonusCost, &refund.channel, refund.bonus);
    } else {
        draft.shop_money(Account::Breakage, "bonus", refund.bonus);
    }
    let points = take_points(tx, &mut draft, &top_up, refund.amount)?;
    let explanation = Explanation::Refund {
        number: refund.top_up.clone(),
        channel: through.to_owned(),
        bonus_lapsed: refund.bonus,
    };
    let reference = format!("refund:{number}");
    hold::close(
        tx,
        open,
        draft,
        EntryKind::Refund,
        &reference,
        &explanation,
        HoldStatus::Taken,
    )?;
    Ok(points)
}

/// The gateway will not pay it: it waits for a person, and what is set aside stays so. Ended ones are left alone.
pub fn refund_to_counter(tx: &mut Tx<'_>, number: &str, why: RefundWhy) -> Result<(), StoreError> {
    let moved = tx.one(
        "UPDATE refund SET status = 'counter', why = ?2 WHERE number = ?1 AND status = 'open' RETURNING member_id",
        params![number, why],
        |row| row.get("member_id"),
    )?;
    if let Some(member) = moved {
        tx.announce(member);
    }
    Ok(())
}

/// Refunds that the gateway was asked for in vain for days go to the counter. Answers how many.
pub fn give_up_asking(tx: &mut Tx<'_>) -> Result<u64, StoreError> {
    let since = tx.now().plus_days(-ASK_FOR_DAYS);
    tx.exec(
        "UPDATE refund SET status = 'counter', why = ?2 WHERE status = 'open' AND opened_at < ?1 \
         AND COALESCE(approved_at, opened_at) < ?1",
        params![since, RefundWhy::NoAnswer],
    )
}

/// The money went back by bank transfer: takes what was set aside. Above the review limit this is the second person on the refund, or
/// follows one. Done twice, nothing more happens.
pub fn pay_refund_by_bank(tx: &mut Tx<'_>, done: &ByHand) -> Result<(), RefundTopUpError> {
    let refund = find(tx, &done.number)?;
    if refund.status == RefundStatus::Paid && refund.way == RefundWay::Bank {
        return Ok(());
    }
    let mut open = lock_at_counter(tx, &done.number, done.operator, &refund)?;
    // As the rules and the row are now: whoever approved it may have done so under others.
    let current = find(tx, &done.number)?;
    check_persons(tx, &current, done.operator)?;
    let way = (RefundWay::Bank.as_str(), Origin::Elsewhere);
    let points = pay(tx, &done.number, &refund, &mut open, way)?;
    tx.exec(
        "UPDATE refund SET status = 'paid', way = 'bank', settled_at = ?2, points = ?3, reason = ?4, settled_by = ?5 \
         WHERE number = ?1",
        params![done.number, tx.now(), points, done.reason.as_str(), done.operator],
    )?;
    Ok(())
}

/// Somebody at a counter hands out what came in by one of its tenders: takes what was set aside. Done twice, nothing more happens. Answers
/// whether it was paid; one that waits for something else is left alone.
pub fn pay_refund_at_counter(tx: &mut Tx<'_>, number: &str, place: &Place) -> Result<bool, RefundTopUpError> {
    let operator = place.operator.ok_or(RefundTopUpError::NotAllowed)?;
    let refund = find(tx, number)?;
    if refund.status == RefundStatus::Paid && refund.way == RefundWay::Counter {
        return Ok(true);
    }
    if refund.status != RefundStatus::Counter || refund.why != Some(RefundWhy::ByHand) {
        return Ok(false);
    }
    let mut open = lock_at_counter(tx, number, operator, &refund)?;
    let current = find(tx, number)?;
    check_persons(tx, &current, operator)?;
    // The money leaves the drawer of this till, wherever the top-up was counted.
    let origin = origin_of(tx, place)?.ok_or(RefundTopUpError::NoShift)?;
    let points = pay(tx, number, &refund, &mut open, (&refund.channel, origin))?;
    tx.exec(
        "UPDATE refund SET status = 'paid', way = 'counter', settled_at = ?2, points = ?3, settled_by = ?4 WHERE number = ?1",
        params![number, tx.now(), points, operator],
    )?;
    Ok(true)
}

/// The member keeps the money on the card after all: releases what was set aside.
pub fn give_refund_up(tx: &mut Tx<'_>, done: &ByHand) -> Result<(), RefundTopUpError> {
    let refund = find(tx, &done.number)?;
    if refund.status == RefundStatus::Failed {
        return Ok(());
    }
    let open = lock_at_counter(tx, &done.number, done.operator, &refund)?;
    release_open(tx, &open)?;
    tx.exec(
        "UPDATE refund SET status = 'failed', settled_at = ?2, reason = ?3, settled_by = ?4 WHERE number = ?1",
        params![done.number, tx.now(), done.reason.as_str(), done.operator],
    )?;
    let asked = refund.asked_by == Some(done.operator);
    let said = if asked { Said::Withdrawn } else { Said::Refused };
    Ok(second_said(
        tx,
        (SecondKind::Refund, &done.number),
        done.operator,
        said,
    )?)
}
