//! Coupons of the demo: a kind of each sort, and members who have one in each state.

use huika_domain::{
    BusinessDay, CategoryId, CouponCause, CouponId, CouponKindCode, CouponKindId, CouponStacks, CouponTerms,
    CouponValidity, Fen, MemberId, OperatorId, PayWith, Reason,
    pricing::{CouponKind, NearBirthday},
};

use super::acts::{expected, place};
use crate::{
    StoreError, Tx,
    coupon::{
        Cause, NewBatch, TakeBack, expire_coupons, give_coupon, hand_over, insert_coupon_kind, make_batch, take_back,
        void_batch,
    },
    params,
    price::CouponsWanted,
    sale::{Sell, sell},
    till::open_till_session,
};

fn odd(error: impl std::fmt::Display) -> StoreError {
    StoreError::Internal(error.to_string())
}

/// What of them is looked for by its short name.
const MONEY_OFF: &str = "money-off";
const FRIEND: &str = "friend";
const CAKE: &str = "cake";
const NEXT_WEEK: &str = "next-week";
const TEN_OFF: &str = "ten-off";
const FIFTY_OFF: &str = "fifty-off";

fn amount(name: &str, english: &str, off: i64, from: i64) -> CouponTerms {
    CouponTerms {
        english: english.to_owned(),
        from: Fen::new(from),
        validity: CouponValidity::Days { wait: 0, days: 30 },
        ..CouponTerms::named(name, CouponKind::Amount { off: Fen::new(off) })
    }
}

/// The kinds, without coupons of them.
pub(super) fn open(tx: &mut Tx<'_>) -> Result<(), StoreError> {
    let category = tx.one("SELECT id FROM goods_category ORDER BY id LIMIT 1", params![], |row| {
        row.get::<CategoryId>("id")
    })?;
    let mut drinks = CouponTerms {
        english: "Drinks day".to_owned(),
        stacks: CouponStacks::Together,
        worth: Fen::new(5_00),
        validity: CouponValidity::Days { wait: 0, days: 14 },
        ..CouponTerms::named(
            "会员日饮品券",
            CouponKind::Percent {
                percent: 10,
                most: Some(Fen::new(30_00)),
            },
        )
    };
    drinks.what.categories.extend(category);
    let mut cake = CouponTerms {
        english: "A free piece".to_owned(),
        worth: Fen::new(28_00),
        text: "限一件，从最贵的适用商品兑起。".to_owned(),
        text_english: "One piece, the dearest it is for.".to_owned(),
        validity: CouponValidity::Days { wait: 0, days: 90 },
        ..CouponTerms::named("金卡兑换券", CouponKind::Exchange { pieces: 1 })
    };
    cake.what.categories.extend(category);
    cake.who.tiers.extend([2, 3]);
    let mut birthday = amount("生日券", "Birthday", 50_00, 300_00);
    birthday.on_birthday = true;
    birthday.who.birthday = Some(NearBirthday::Month);
    birthday.stacks = CouponStacks::Alone;
    let friend = CouponTerms {
        transferable: true,
        ..amount("好友券", "For a friend", 10_00, 50_00)
    };
    let next_week = CouponTerms {
        validity: CouponValidity::Days { wait: 7, days: 30 },
        ..amount("回头券", "Come again", 15_00, 60_00)
    };
    let kinds = [
        (MONEY_OFF, amount("满减券", "Money off", 20_00, 100_00)),
        (FRIEND, friend),
        ("drinks", drinks),
        ("birthday", birthday),
        (CAKE, cake),
        (NEXT_WEEK, next_week),
        (TEN_OFF, amount("十元抵扣券", "Ten off", 10_00, 50_00)),
        (FIFTY_OFF, amount("五十元抵扣券", "Fifty off", 50_00, 200_00)),
    ];
    for (code, terms) in kinds {
        // A shop whose template has no goods cannot name any.
        if matches!(terms.effect, CouponKind::Exchange { .. }) && category.is_none() {
            continue;
        }
        let code = CouponKindCode::parse(code).map_err(|error| odd(error.code()))?;
        insert_coupon_kind(tx, &code, terms, None).map_err(odd)?;
    }
    Ok(())
}

fn kind(tx: &mut Tx<'_>, code: &str) -> Result<CouponKindId, StoreError> {
    tx.value("SELECT id FROM coupon_kind WHERE code = ?1", params![code])
}

/// Coupons of the first members, one in each state, a batch of codes that runs and one that is void, and two items of the mall that are
/// coupons.
pub(super) fn play(tx: &mut Tx<'_>) -> Result<(), StoreError> {
    for code in [TEN_OFF, FIFTY_OFF] {
        let kind = kind(tx, code)?;
        tx.exec(
            "UPDATE item SET coupon_kind_id = ?2 WHERE code = ?1",
            params![code, kind],
        )?;
    }
    let members: Vec<MemberId> = tx.all(
        "SELECT id FROM member WHERE status = 'active' ORDER BY id LIMIT 6",
        params![],
        |row| row.get("id"),
    )?;
    let headquarters: OperatorId = tx.value("SELECT id FROM operator WHERE login = 'hq'", params![])?;
    let now = tx.now();
    let (money_off, friend) = (kind(tx, MONEY_OFF)?, kind(tx, FRIEND)?);
    for member in &members {
        // Given two months ago, and over by now.
        tx.set_now(now.plus_days(-60));
        give(tx, money_off, *member, CouponCause::Segment, "")?;
        tx.set_now(now.plus_days(-3));
        for (code, cause, reason) in [
            (MONEY_OFF, CouponCause::Segment, ""),
            (CAKE, CouponCause::Hand, "感谢参加会员调查"),
            (NEXT_WEEK, CouponCause::Hand, "谢谢惠顾"),
        ] {
            let kind = kind(tx, code)?;
            give(tx, kind, *member, cause, reason)?;
        }
        tx.set_now(now);
    }
    while expire_coupons(tx, 100)? > 0 {}
    if let [first, second, ..] = members.as_slice() {
        let taken = give(tx, money_off, *second, CouponCause::Apology, "上次等了太久")?;
        let reason = Reason::parse("重复发放").map_err(odd)?;
        let back = TakeBack {
            operator: headquarters,
            member: *second,
            coupon: taken,
            reason,
        };
        take_back(tx, &back).map_err(odd)?;
        let coupon = give(tx, friend, *first, CouponCause::Hand, "")?;
        let until = tx.value("SELECT valid_until FROM coupon WHERE id = ?1", params![coupon])?;
        hand_over(tx, coupon, (*first, *second), until).map_err(odd)?;
        give(tx, friend, *first, CouponCause::Hand, "")?;
    }
    if let Some(first) = members.first() {
        use_one(tx, *first)?;
    }
    batches(tx, headquarters, money_off)
}

/// A purchase that uses the best of a member's coupons.
fn use_one(tx: &mut Tx<'_>, member: MemberId) -> Result<(), StoreError> {
    let place = place(tx, 1)?;
    let session = open_till_session(tx, member, &place, true)?;
    let bill = Sell::quick(Some(session.token), Fen::new(128_00), place, "demo-coupon".to_owned());
    let bill = Sell {
        coupons: CouponsWanted::Best,
        ..bill.paid(PayWith::Outside, "cash")
    };
    expected(sell(tx, &bill)).map(drop)
}

fn give(
    tx: &mut Tx<'_>,
    kind: CouponKindId,
    member: MemberId,
    cause: CouponCause,
    reason: &str,
) -> Result<CouponId, StoreError> {
    let cause = Cause {
        reason,
        ..Cause::of(cause)
    };
    let given = give_coupon(tx, kind, member, &cause).map_err(odd)?;
    given.ok_or_else(|| odd("a coupon without an occasion was not given"))
}

fn batches(tx: &mut Tx<'_>, by: OperatorId, kind: CouponKindId) -> Result<(), StoreError> {
    let until: BusinessDay = tx.today().plus_days(90);
    for (purpose, pieces, voided) in [("开业传单，徐汇店", 200, false), ("印错的传单", 20, true)] {
        let wish = NewBatch {
            operator: by,
            kind,
            pieces,
            claim_until: until,
            purpose: Reason::parse(purpose).map_err(odd)?,
            key: format!("demo-batch-{pieces}"),
        };
        let number = make_batch(tx, &wish).map_err(odd)?;
        if voided {
            let reason = Reason::parse("门店名称印错").map_err(odd)?;
            void_batch(tx, by, &number, &reason).map_err(odd)?;
        }
    }
    Ok(())
}
