//! Used once, over when its time is, and why not now.

use huika_domain::{
    CouponState, CouponValidity, Fen,
    pricing::{CouponKind, Minutes, Missing, Reason},
};
use huika_store::coupon::{
    CouponError, change_coupon_kind, coupon_notice, expire_coupons, member_coupon, member_coupons, past_coupons,
};

use super::*;
use crate::shop::on_both_engines;

#[test]
fn of_two_tills_with_the_same_coupon_at_once_exactly_one_uses_it() {
    on_both_engines(|shop| {
        let member = shop.join("13800170001");
        let kind = kind(shop, "off", money_off());
        let coupon = give(shop, kind, member.id);
        let sales: Vec<i64> = (0..8).map(|n| sale(shop, &member, &format!("s{n}"))).collect();
        let quote = quoted(shop, &[120_00], &held(shop, member.id));
        assert_eq!(quote.due, Fen::new(100_00));
        let outcomes: Vec<_> = std::thread::scope(|scope| {
            let tills: Vec<_> = sales
                .iter()
                .map(|sale| scope.spawn(|| use_up(shop, *sale, Some(member.id), &quote)))
                .collect();
            tills.into_iter().map(|till| till.join().expect("a till")).collect()
        });
        assert_eq!(outcomes.iter().filter(|outcome| outcome.is_ok()).count(), 1);
        let gone = |outcome: &Result<(), CouponError>| matches!(outcome, Err(CouponError::Gone(id)) if *id == coupon);
        assert_eq!(outcomes.iter().filter(|outcome| gone(outcome)).count(), 7);
        assert_eq!((state(shop, coupon).as_str(), uses(shop, coupon)), ("used", 1));
        shop.books_hold();
    });
}

#[test]
fn mistake_8_a_coupon_whose_time_is_over_spends_nothing_though_no_job_ran() {
    on_both_engines(|shop| {
        let member = shop.join("13800170002");
        let mut terms = money_off();
        terms.validity = CouponValidity::Days { wait: 0, days: 1 };
        let kind = kind(shop, "off", terms);
        let coupon = give(shop, kind, member.id);
        let sale = sale(shop, &member, "s1");
        let quote = quoted(shop, &[120_00], &held(shop, member.id));
        shop.clock.advance_secs(DAY_SECS);
        assert_eq!(state(shop, coupon), "held", "nobody has noted it");
        assert!(held(shop, member.id).is_empty(), "no till is offered it");
        // A till that was offered it yesterday.
        assert!(matches!(
            use_up(shop, sale, Some(member.id), &quote),
            Err(CouponError::Gone(_))
        ));
        let shown = shop.read(move |tx| past_coupons(tx, member.id, None, 10));
        assert_eq!(shown[0].state, CouponState::Expired);
        assert_eq!(shop.write(|tx| expire_coupons(tx, 10)).expect("runs"), 1);
        assert_eq!(shop.write(|tx| expire_coupons(tx, 10)).expect("runs"), 0);
        assert_eq!(state(shop, coupon), "expired");
        shop.books_hold();
    });
}

#[test]
fn the_wallet_says_why_a_coupon_does_not_work_now_and_what_is_missing() {
    on_both_engines(|shop| {
        let member = shop.join("13800170003");
        let id = member.id;
        let why = |code: &str, terms: CouponTerms| {
            let kind = kind(shop, code, terms);
            let coupon = give(shop, kind, id);
            let one = shop.read(move |tx| member_coupon(tx, id, coupon)).expect("is there");
            one.why_not
        };
        assert_eq!(why("now", money_off()), None);
        let mut later = money_off();
        later.validity = CouponValidity::Days { wait: 3, days: 30 };
        let begins = shop.store.context().zone.start_of(moment(shop).day.plus_days(3));
        assert_eq!(why("later", later), Some((Reason::NotYet, Some(Missing::From(begins)))));
        let mut gold = money_off();
        gold.who.tiers = vec![2];
        assert_eq!(why("gold", gold), Some((Reason::OtherTier, None)));
        let mut first = money_off();
        first.who.first_sale = true;
        assert_eq!(why("first", first.clone()), None);
        sale(shop, &member, "s1");
        assert_eq!(why("first-2", first), Some((Reason::NotFirstSale, None)));
        let mut hours = money_off();
        let minute = moment(shop).minute;
        hours.window.minutes = Some(Minutes {
            from: (minute + 60) % 1_440,
            until: (minute + 120) % 1_440,
        });
        assert_eq!(why("hours", hours), Some((Reason::OtherHour, None)));
        let mut day = money_off();
        day.window.weekdays = vec![(moment(shop).day.weekday() + 1) % 7];
        assert_eq!(why("day", day), Some((Reason::OtherDay, None)));
        // A usual purchase of theirs is 10.00.
        let usual = shop.read(move |tx| member_coupons(tx, id));
        assert!(
            usual
                .iter()
                .all(|one| one.more_than_usual == Some(Fen::new(90_00)) || one.why_not.is_some())
        );
        assert!(usual.iter().any(|one| one.more_than_usual.is_some()));
    });
}

#[test]
fn a_coupon_keeps_the_version_it_was_given_under_and_the_phone_reminds_before_its_end() {
    on_both_engines(|shop| {
        let member = shop.join("13800170004");
        let id = member.id;
        let mut terms = money_off();
        terms.validity = CouponValidity::Days { wait: 0, days: 10 };
        let kind = kind(shop, "off", terms.clone());
        give(shop, kind, id);
        terms.effect = CouponKind::Amount { off: Fen::new(30_00) };
        let changed = terms.clone();
        shop.write(move |tx| change_coupon_kind(tx, HEADQUARTERS, kind, &changed))
            .expect("is changed");
        give(shop, kind, id);
        let mut offs: Vec<i64> = held(shop, id)
            .into_iter()
            .map(|coupon| match coupon.kind {
                CouponKind::Amount { off } => off.get(),
                other => panic!("{other:?}"),
            })
            .collect();
        offs.sort_unstable();
        assert_eq!(offs, [20_00, 30_00]);
        let same = terms.clone();
        assert!(matches!(
            shop.write(move |tx| change_coupon_kind(tx, HEADQUARTERS, kind, &same)),
            Err(CouponError::Same)
        ));
        let notice = shop.read(move |tx| coupon_notice(tx, id));
        assert_eq!((notice.held, notice.ending, notice.first_end), (2, 0, None));
        shop.clock.advance_secs(8 * DAY_SECS);
        let notice = shop.read(move |tx| coupon_notice(tx, id));
        assert_eq!((notice.held, notice.ending), (2, 2));
    });
}
