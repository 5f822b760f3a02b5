//! Coupons for birthdays, a step of the night's work. A night that was missed is caught up for a week; nobody gets a second one by changing
//! the day.

use huika_domain::{Birthday, BusinessDay, CouponCause, MemberId, Millis, birthday_endings};

use super::{
    Cause, CouponError, give_coupon,
    kind::{CouponKindRow, birthday_kinds},
};
use crate::{OwnedValue, StoreError, Tx, ledger::Wallet, params};

/// Days after a birthday on which it is still given.
const CAUGHT_UP_DAYS: i32 = 6;
/// Days that have to lie between two of them.
const APART_DAYS: i32 = 365;
/// A lunar year without a leap month has so many.
const APART_LUNAR_DAYS: i32 = 353;

struct Celebrating {
    member: MemberId,
    birthday: Birthday,
}

/// Gives their coupons to up to `limit` members after this one whose birthday is today or was in the last days. Answers the last of them; call it
/// again with that one until it answers none.
pub fn give_birthday_coupons(tx: &mut Tx<'_>, after: MemberId, limit: i64) -> Result<Option<MemberId>, StoreError> {
    let kinds = birthday_kinds(tx)?;
    if kinds.is_empty() {
        return Ok(None);
    }
    let today = tx.today();
    let members = celebrating(tx, today, after, limit)?;
    for one in &members {
        let recently = (0..=CAUGHT_UP_DAYS).map(|days| today.plus_days(-days));
        let Some(kept) = recently.into_iter().find(|day| one.birthday.is_on(*day)) else {
            continue;
        };
        if Wallet::lock(tx, one.member)?.is_none() {
            continue;
        }
        for kind in &kinds {
            give_one(tx, kind, one, kept, today)?;
        }
    }
    Ok(members.last().map(|one| one.member))
}

fn celebrating(
    tx: &mut Tx<'_>,
    today: BusinessDay,
    after: MemberId,
    limit: i64,
) -> Result<Vec<Celebrating>, StoreError> {
    let endings = birthday_endings(today.plus_days(-CAUGHT_UP_DAYS), today);
    let marks: Vec<String> = (0..endings.len()).map(|place| format!("?{}", place + 3)).collect();
    let text = format!(
        "SELECT id, birthday FROM member WHERE birthday IS NOT NULL AND substr(birthday, 6) IN ({}) AND id > ?1 AND status = 'active' \
         ORDER BY id LIMIT ?2",
        marks.join(", ")
    );
    let endings: Vec<OwnedValue> = endings
        .into_iter()
        .map(|ending| OwnedValue::Text(Some(ending)))
        .collect();
    let mut values = params![after, limit].to_vec();
    values.extend(endings.iter().map(OwnedValue::borrowed));
    tx.all(&text, &values, |row| {
        let text: String = row.get("birthday")?;
        Ok(Celebrating {
            member: row.get("id")?,
            birthday: Birthday::from_text(&text).map_err(|error| StoreError::Decode(error.to_string()))?,
        })
    })
}

fn give_one(
    tx: &mut Tx<'_>,
    kind: &CouponKindRow,
    one: &Celebrating,
    kept: BusinessDay,
    today: BusinessDay,
) -> Result<(), StoreError> {
    let newest = tx.one(
        "SELECT c.given_at FROM coupon c WHERE c.member_id = ?1 AND c.kind_id = ?2 AND c.cause = 'birthday' ORDER BY c.id DESC LIMIT 1",
        params![one.member, kind.id],
        |row| row.get::<Millis>("given_at"),
    )?;
    let apart = match one.birthday {
        Birthday::Solar(_) => APART_DAYS,
        Birthday::Lunar(_) => APART_LUNAR_DAYS,
    };
    let last = newest.map(|at| tx.context().zone.business_day(at));
    if last.is_some_and(|last| today.days_since(last) < apart) {
        return Ok(());
    }
    // The second net: one for each day that a birthday is kept on, however many servers do the night's work.
    let occasion = format!("birthday:{}:{kept}", kind.id);
    let cause = Cause {
        occasion: &occasion,
        ..Cause::of(CouponCause::Birthday)
    };
    match give_coupon(tx, kind.id, one.member, &cause) {
        // What the shop gives out no more, or no more of, stands in nobody else's way.
        Ok(_)
        | Err(CouponError::KindEnded | CouponError::AllIssued | CouponError::MemberHas | CouponError::NoMember) => {
            Ok(())
        }
        Err(CouponError::Store(error)) => Err(error),
        Err(error) => Err(StoreError::Internal(error.to_string())),
    }
}
