//! The night's look at tiers: who is to be told that theirs will end, whose period is over, and what was given by hand until yesterday.
//!
//! A job that did not run takes nothing from anybody: whoever was not told in time keeps the tier until they were.

use huika_domain::{BusinessDay, MemberId, settings::TierRule};

use super::{
    change::{Note, TierCause},
    notice::{notice, send},
    reach::remember,
    seat::Seat,
    sums::{Sums, sums},
};
use crate::{
    StoreError, Tx,
    ledger::{Wallet, day_number},
    params,
};

/// Up to where a look has come.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct TierCursor {
    until: i64,
    member: i64,
}

/// Notes which notices were delivered; one that was not is written again by the next look. Answers how many were looked at.
pub fn settle_tier_notices(tx: &mut Tx<'_>, limit: i64) -> Result<u64, StoreError> {
    let ended: Vec<(MemberId, i64, Option<huika_domain::Millis>)> = tx.all(
        "SELECT n.member_id, n.until_day, CASE WHEN o.outcome = 'sent' THEN o.done_at END AS sent_at FROM tier_notice n \
         LEFT JOIN outbox o ON o.id = n.outbox_id WHERE n.outbox_id IS NOT NULL AND (o.id IS NULL OR o.done_at IS NOT NULL) \
         ORDER BY n.outbox_id LIMIT ?1",
        params![limit],
        |row| Ok((row.get("member_id")?, row.get("until_day")?, row.get("sent_at")?)),
    )?;
    for (member, until, sent_at) in &ended {
        tx.exec(
            "UPDATE tier_notice SET outbox_id = NULL, sent_at = COALESCE(sent_at, ?3) WHERE member_id = ?1 AND until_day = ?2",
            params![*member, *until, *sent_at],
        )?;
    }
    Ok(ended.len() as u64)
}

/// Up to `limit` members whose period ends within the days of the notice, from `after` on, each with where to go on behind them.
pub fn tiers_to_review(
    tx: &mut Tx<'_>,
    after: TierCursor,
    limit: i64,
) -> Result<Vec<(MemberId, TierCursor)>, StoreError> {
    let last = tx.today().plus_days(tx.rules().tiers.notice_days);
    tx.all(
        "SELECT earned_until, id FROM member WHERE earned_until > 0 AND earned_until <= ?3 AND (earned_until, id) > (?1, ?2) \
         ORDER BY earned_until, id LIMIT ?4",
        params![after.until, after.member, day_number(last), limit],
        |row| {
            let member: MemberId = row.get("id")?;
            let cursor = TierCursor {
                until: row.get("earned_until")?,
                member: member.get(),
            };
            Ok((member, cursor))
        },
    )
}

/// Looks at one member: they are told, keep their tier for another period, or go down one step.
pub fn review_tier(tx: &mut Tx<'_>, member: MemberId) -> Result<(), StoreError> {
    let rules = tx.rules();
    let rule = &rules.tiers;
    let (Some(wallet), Some(mut seat)) = (Wallet::lock(tx, member)?, Seat::read(tx, member)?) else {
        return Ok(());
    };
    let today = tx.today();
    // What was given by hand stands above what was earned: that is looked at when it is over.
    let Some(until) = seat.until.filter(|_| seat.by_hand.is_none()) else {
        return Ok(());
    };
    let at_end = sums(tx, &wallet, rule, until)?;
    let now = sums(tx, &wallet, rule, today)?;
    let over = until < today;
    let keeps = |sums: &Sums| rule.reached(|days| sums.of(days)) >= seat.earned;
    // What has reached it at the end of the period, and what has reached it since: both keep it.
    if keeps(&at_end) || (over && keeps(&now)) {
        if over {
            seat.until = Some(next_period(rule, until, today));
            seat.save(tx)?;
        }
        return Ok(());
    }
    let told = notice(tx, member, until)?;
    let sent_on = told.as_ref().and_then(|notice| notice.sent_on);
    let Some(sent_on) = sent_on else {
        if !told.is_some_and(|notice| notice.is_under_way) {
            let sums = if over { &now } else { &at_end };
            let missing = rule.missing_to_keep(seat.earned, |days| sums.of(days));
            send(tx, &seat, until, (sums.of(rule.window_days), missing))?;
        }
        return Ok(());
    };
    if !over || today < sent_on.plus_days(rule.notice_days) {
        return Ok(());
    }
    let before = seat.rank;
    let down = rule.one_down(seat.earned).unwrap_or(0);
    seat.earn(down, (down > 0).then(|| rule.period_end(today)), today);
    seat.save(tx)?;
    remember(wallet, rule, down, &now).save(tx)?;
    tx.announce(member);
    Note {
        counted: now.of(rule.window_days),
        ..Note::of(&seat, before, TierCause::PeriodEnded)
    }
    .keep(tx)
}

/// The end of the period after one, which is not over yet.
fn next_period(rule: &TierRule, until: BusinessDay, today: BusinessDay) -> BusinessDay {
    let next = rule.period_end(until);
    if next < today { rule.period_end(today) } else { next }
}

/// Ends what was given by hand until yesterday, of up to `limit` members; call it again until it answers 0. What was earned holds again.
pub fn end_tiers_by_hand(tx: &mut Tx<'_>, limit: i64) -> Result<u64, StoreError> {
    let today = tx.today();
    let mut members: Vec<MemberId> = tx.all(
        "SELECT id FROM member WHERE hand_until > 0 AND hand_until < ?1 ORDER BY hand_until, id LIMIT ?2",
        params![day_number(today), limit],
        |row| row.get("id"),
    )?;
    members.sort_unstable();
    for member in &members {
        let (Some(_), Some(mut seat)) = (Wallet::lock(tx, *member)?, Seat::read(tx, *member)?) else {
            continue;
        };
        let before = seat.rank;
        seat.give(None, today);
        seat.save(tx)?;
        Note::of(&seat, before, TierCause::HandEnded).keep(tx)?;
        tx.announce(*member);
    }
    Ok(members.len() as u64)
}
