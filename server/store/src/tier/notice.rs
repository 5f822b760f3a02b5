//! The notice that a tier will end: nobody goes down before it was sent, and so many days ago as the rule says.

use huika_domain::{BusinessDay, Fen, MemberId, OutboxId, Phone, settings::TierMetric};
use serde::{Deserialize, Serialize};

use super::seat::Seat;
use crate::{
    StoreError, Tx,
    db::outbox,
    ledger::{day_number, day_of},
    params,
};

/// The outbox's message to a member whose tier will end.
#[derive(Clone, Serialize, Deserialize)]
pub struct TierEndsSms {
    /// The member's number, E.164.
    pub phone: String,
    /// The last day of the tier.
    pub day: String,
    /// What keeps it, in yuan or points.
    pub missing: String,
}

impl TierEndsSms {
    /// The outbox's word for it.
    pub const KIND: &'static str = "tier-ends-sms";
}

/// How long it is tried to deliver one; another one is written after it.
const NOTICE_LIVES_SECS: i64 = 24 * 3600;

/// A notice about one period.
pub(super) struct Notice {
    /// On which day it was sent; none while it was not.
    pub(super) sent_on: Option<BusinessDay>,
    /// A message is on its way.
    pub(super) is_under_way: bool,
}

/// The notice about the period that ends on a day.
pub(super) fn notice(tx: &mut Tx<'_>, member: MemberId, until: BusinessDay) -> Result<Option<Notice>, StoreError> {
    let found = tx.one(
        "SELECT sent_at, outbox_id FROM tier_notice WHERE member_id = ?1 AND until_day = ?2",
        params![member, day_number(until)],
        |row| {
            Ok((
                row.get::<Option<huika_domain::Millis>>("sent_at")?,
                row.get::<Option<OutboxId>>("outbox_id")?,
            ))
        },
    )?;
    Ok(found.map(|(sent_at, outbox)| Notice {
        sent_on: sent_at.map(|at| tx.context().zone.business_day(at)),
        is_under_way: outbox.is_some(),
    }))
}

/// Writes the message, for the first time or again after one that did not arrive.
pub(super) fn send(
    tx: &mut Tx<'_>,
    seat: &Seat,
    until: BusinessDay,
    (counted, missing): (i64, Fen),
) -> Result<(), StoreError> {
    let phone: String = tx.value("SELECT phone FROM member WHERE id = ?1", params![seat.member])?;
    // Who has no number that can be written to hears of it on the phone's page only, and keeps the tier.
    if Phone::parse(&phone).is_err() {
        return Ok(());
    }
    let sms = TierEndsSms {
        phone,
        day: until.to_string(),
        missing: match tx.rules().tiers.metric {
            TierMetric::Points => (missing.get() / 100).to_string(),
            TierMetric::NetSpend | TierMetric::TopUp => missing.yuan(),
        },
    };
    let expires_at = tx.now().plus_secs(NOTICE_LIVES_SECS);
    let message = outbox::put_noted(tx, TierEndsSms::KIND, &sms, expires_at)?;
    tx.exec(
        "INSERT INTO tier_notice (member_id, until_day, rank, counted, missing, asked_at, outbox_id) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) \
         ON CONFLICT (member_id, until_day) DO UPDATE SET counted = ?4, missing = ?5, asked_at = ?6, outbox_id = ?7",
        params![
            seat.member,
            day_number(until),
            i64::from(seat.earned),
            counted,
            missing,
            tx.now(),
            message,
        ],
    )?;
    tx.announce(seat.member);
    Ok(())
}

/// Until which day a tier would end of which the member was told.
pub(super) fn told(tx: &mut Tx<'_>, member: MemberId, until: BusinessDay) -> Result<Option<BusinessDay>, StoreError> {
    tx.one(
        "SELECT until_day FROM tier_notice WHERE member_id = ?1 AND until_day = ?2",
        params![member, day_number(until)],
        |row| day_of(row.get("until_day")?),
    )
}
