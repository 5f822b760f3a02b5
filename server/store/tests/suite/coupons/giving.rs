//! By hand, to many, for a birthday, for points, to a friend; and taken back.

use huika_domain::{Birthday, Phone, Points, Proof};
use huika_store::{
    StoreError,
    adjustment::grant::{Granted, PlanGrant, confirm_grant, grant_row, run_grants},
    coupon::{
        GaveOn, GiveByHand, GiveOn, GivenByHand, TakeBack, give_birthday_coupons, give_by_hand, give_on, take_back,
    },
    mall::{OfferCoupon, OrderStatus, Redeem, items, offer_coupon, orders, redeem},
    member::{Shown, close_due},
    segment::{GrantTo, plan_grant},
    sign_off::{SignOff, SignOffError, sign_off},
};

use super::*;
use crate::shop::on_both_engines;

#[test]
fn twenty_parallel_tries_give_a_coupon_on_once_and_it_is_not_given_on_again() {
    on_both_engines(|shop| {
        let (giver, taker) = (shop.join("13800173001").id, shop.join("13800173002").id);
        let mut terms = money_off();
        terms.transferable = true;
        let kind = kind(shop, "to-a-friend", terms);
        let coupon = give(shop, kind, giver);
        let gift = |by: MemberId, coupon: CouponId, phone: &str, key: &str, proofs: &[Proof]| {
            let wish = GiveOn {
                giver: by,
                coupon,
                phone: Phone::parse(phone).expect("a phone"),
                shown: Shown::for_tests(proofs),
                key: key.to_owned(),
            };
            shop.write(move |tx| give_on(tx, &wish))
        };
        let pin = [Proof::Session, Proof::Pin];
        assert!(matches!(
            gift(giver, coupon, "13800173002", "k", &[Proof::Session]),
            Err(CouponError::NotProved(_))
        ));
        assert_eq!(
            gift(giver, coupon, "13999999999", "k0", &pin).expect("is answered"),
            GaveOn::NoTaker
        );
        assert_eq!(
            gift(giver, coupon, "13800173001", "k1", &pin).expect("is answered"),
            GaveOn::NoTaker
        );
        let outcomes: Vec<_> = std::thread::scope(|scope| {
            let gift = &gift;
            let pin = &pin;
            let tries: Vec<_> = (0..20)
                .map(|n| scope.spawn(move || gift(giver, coupon, "13800173002", &format!("try-{n}"), pin)))
                .collect();
            tries.into_iter().map(|one| one.join().expect("a phone")).collect()
        });
        let done = outcomes.iter().filter(|outcome| matches!(outcome, Ok(GaveOn::Done)));
        assert_eq!(done.count(), 1);
        let gone = outcomes
            .iter()
            .filter(|outcome| matches!(outcome, Err(CouponError::Gone(_))));
        assert_eq!(gone.count(), 19);
        assert!(held(shop, giver).is_empty());
        let theirs = held(shop, taker);
        assert_eq!(theirs.len(), 1);
        assert_eq!(until(shop, theirs[0].id), until(shop, coupon));
        assert!(matches!(
            gift(taker, theirs[0].id, "13800173001", "back", &pin),
            Err(CouponError::Kept)
        ));
        shop.books_hold();
    });
}

#[test]
fn one_person_gives_within_a_limit_and_what_is_taken_back_says_why() {
    on_both_engines(|shop| {
        let member = shop.join("13800173010").id;
        let mut dear = money_off();
        dear.worth = Fen::new(400_00);
        let (small, dear) = (kind(shop, "small", money_off()), kind(shop, "dear", dear));
        let by_hand = |kind: CouponKindId, key: &str| {
            let wish = GiveByHand {
                operator: HEADQUARTERS,
                member,
                kind,
                apology: true,
                reason: because("等了太久"),
                key: key.to_owned(),
            };
            shop.write(move |tx| give_by_hand(tx, &wish))
        };
        let GivenByHand::Given(given) = by_hand(small, "a").expect("is given") else {
            panic!("20.00 needs nobody else");
        };
        assert_eq!(by_hand(small, "a").expect("the same form"), GivenByHand::Given(given));
        assert_eq!(by_hand(dear, "b").expect("100.00 at once"), GivenByHand::Waiting);
        for n in 0..24 {
            by_hand(small, &format!("c{n}")).expect("500.00 a day");
        }
        assert_eq!(by_hand(small, "d").expect("the day's limit"), GivenByHand::Waiting);
        let back = |coupon: CouponId| {
            let wish = TakeBack {
                operator: HEADQUARTERS,
                member,
                coupon,
                reason: because("发错了"),
            };
            shop.write(move |tx| take_back(tx, &wish))
        };
        back(given).expect("is taken back");
        assert!(matches!(back(given), Err(CouponError::Gone(_))));
        let coupon = shop
            .read(move |tx| huika_store::coupon::member_coupon(tx, member, given))
            .expect("is there");
        assert_eq!(
            (coupon.reason.as_str(), coupon.end_reason.as_str()),
            ("等了太久", "发错了")
        );
        // A cashier gives none.
        let cashier = GiveByHand {
            operator: OperatorId::new(1),
            member,
            kind: small,
            apology: false,
            reason: because("随手"),
            key: "e".into(),
        };
        assert!(matches!(
            shop.write(move |tx| give_by_hand(tx, &cashier)),
            Err(CouponError::NotAllowed)
        ));
        assert_eq!(shop.rows(HEADQUARTERS, "coupons", &[("state", "held")]), 24);
    });
}

#[test]
fn a_grant_gives_each_member_one_coupon_and_counts_what_they_are_worth() {
    on_both_engines(|shop| {
        let members: Vec<_> = (1..=3).map(|n| shop.join(&format!("1380017302{n}")).id).collect();
        let kind = kind(shop, "off", money_off());
        let wish = PlanGrant {
            granted: Granted::Coupon { kind, worth: Fen::ZERO },
            days: None,
            reason: because("周年庆"),
            operator: HEADQUARTERS,
            key: "g1".into(),
        };
        let to = GrantTo::Lines("13800173021 13800173022\n13800173023".replace(' ', "\n"));
        let number = shop
            .write(move |tx| plan_grant(tx, &wish, &to))
            .expect("is planned")
            .number;
        let of = number.clone();
        let row = shop.read(move |tx| grant_row(tx, HEADQUARTERS, &of)).expect("is there");
        assert_eq!(row.takers, 3);
        assert_eq!(
            row.sum(),
            Granted::Coupon {
                kind,
                worth: Fen::new(60_00)
            }
        );
        assert_eq!(row.coupon.0, "满减券");
        assert!(
            shop.write(move |tx| confirm_grant(tx, &number, HEADQUARTERS))
                .expect("is confirmed")
        );
        while shop.write(|tx| run_grants(tx, 2)).expect("runs") > 0 {}
        for member in members {
            assert_eq!(held(shop, member).len(), 1);
        }
        shop.books_hold();
    });
}

#[test]
fn a_birthday_gives_one_coupon_in_a_year_however_often_the_day_is_changed_and_is_caught_up_for_a_week() {
    on_both_engines(|shop| {
        let mut terms = money_off();
        terms.on_birthday = true;
        // The demo's own gives another one.
        shop.exec("UPDATE coupon_kind SET on_birthday = 0");
        kind(shop, "once-a-year", terms);
        let member = shop.join("13800173030").id;
        let born = |days: i32| {
            let kept = moment(shop).day.plus_days(days);
            let born = huika_domain::BusinessDay::from_ymd(1990, kept.month(), kept.day()).expect("a day");
            let text = Birthday::Solar(born).to_text();
            shop.write(move |tx| tx.exec("UPDATE member SET birthday = ?2 WHERE id = ?1", params![member, text]))
                .expect("is written");
        };
        let night = || {
            let mut after = MemberId::new(0);
            while let Some(last) = shop.write(move |tx| give_birthday_coupons(tx, after, 1)).expect("runs") {
                after = last;
            }
            shop.read(move |tx| {
                tx.value::<i64>(
                    "SELECT COUNT(*) FROM coupon WHERE member_id = ?1 AND cause = 'birthday'",
                    params![member],
                )
            })
        };
        born(1);
        assert_eq!(night(), 0, "tomorrow");
        born(-7);
        assert_eq!(night(), 0, "more than a week ago");
        born(-6);
        assert_eq!(night(), 1, "caught up");
        assert_eq!(night(), 1, "the same night again");
        for days in [0, -1, -3] {
            born(days);
            assert_eq!(night(), 1, "another day is no other birthday");
        }
        shop.clock.advance_secs(200 * DAY_SECS);
        born(0);
        assert_eq!(night(), 1);
        shop.clock.advance_secs(165 * DAY_SECS);
        born(0);
        assert_eq!(night(), 2, "a year later");
    });
}

#[test]
fn points_are_exchanged_for_a_coupon_that_is_in_the_wallet_at_once() {
    on_both_engines(|shop| {
        let member = shop.member_with("13800173040", Fen::new(500_00));
        let id = member.id;
        shop.buy(&member, Fen::new(200_00), PointsWanted::None, PayWith::Balance, "b1");
        let kind = kind(shop, "off", money_off());
        let offer = OfferCoupon {
            operator: HEADQUARTERS,
            kind,
            points: Points::new(100),
            stock: 5,
            member_limit: 1,
            key: "o1".into(),
        };
        let item = shop.write(move |tx| offer_coupon(tx, &offer)).expect("is offered");
        // After everything that the demo's mall has on its first page.
        assert!(shop.read(|tx| items(tx, 1)).iter().any(|one| one.coupon == Some(kind)));
        let wish = Redeem {
            member: id,
            item,
            shown: Shown::session(),
            key: "r1".into(),
        };
        shop.write(move |tx| redeem(tx, &wish)).expect("is redeemed");
        let order = &shop.read(move |tx| orders(tx, id, None))[0];
        assert_eq!(order.status, OrderStatus::Collected);
        assert_eq!(
            held(shop, id).iter().map(|one| Some(one.id)).collect::<Vec<_>>(),
            [order.coupon]
        );
        shop.books_hold();
    });
}

#[test]
fn closing_an_account_takes_its_coupons_back_and_what_they_say_about_somebody() {
    on_both_engines(|shop| {
        let member = shop.join("13800173050").id;
        let kind = kind(shop, "off", money_off());
        let wish = GiveByHand {
            operator: HEADQUARTERS,
            member,
            kind,
            apology: true,
            reason: because("等了太久"),
            key: "a".into(),
        };
        let given = shop.write(move |tx| give_by_hand(tx, &wish)).expect("is given");
        let GivenByHand::Given(coupon) = given else {
            panic!("20.00 needs nobody else");
        };
        shop.exec(
            "INSERT INTO closing (member_id, state, asked_at, due_at, given_up_fen, status_before) \
             SELECT id, 'waiting', 1, 1, 0, 'active' FROM member WHERE phone = '+8613800173050'",
        );
        assert!(shop.write(move |tx| close_due(tx, member)).expect("runs"));
        assert_eq!(state(shop, coupon), "taken-back");
        let said: String = shop.read(move |tx| tx.value("SELECT reason FROM coupon WHERE id = ?1", params![coupon]));
        assert_eq!(said, "");
        assert!(matches!(
            shop.write(move |tx| give_coupon(tx, kind, member, &Cause::of(CouponCause::Hand))),
            Err(CouponError::NoMember)
        ));
        shop.books_hold();
    });
}

fn try_give(shop: &Shop, kind: CouponKindId, member: MemberId, occasion: &'static str) -> Result<(), CouponError> {
    let given = shop.write(move |tx| {
        let cause = Cause {
            occasion,
            ..Cause::of(CouponCause::Hand)
        };
        give_coupon(tx, kind, member, &cause)
    });
    given.map(drop)
}

#[test]
fn of_twenty_at_once_a_kind_gives_as_many_as_the_shop_wants_and_what_is_taken_back_is_free_again() {
    on_both_engines(|shop| {
        let mut terms = money_off();
        terms.issued_most = Some(5);
        let kind = kind(shop, "few", terms);
        let members: Vec<MemberId> = (0..20).map(|n| shop.join(&format!("138001740{n:02}")).id).collect();
        let outcomes: Vec<_> = std::thread::scope(|scope| {
            let tries: Vec<_> = members
                .iter()
                .map(|member| {
                    scope.spawn(move || {
                        loop {
                            match try_give(shop, kind, *member, "") {
                                // As a form does that is sent again.
                                Err(CouponError::Store(StoreError::Busy | StoreError::Conflict)) => {}
                                outcome => break outcome,
                            }
                        }
                    })
                })
                .collect();
            tries.into_iter().map(|one| one.join().expect("a form")).collect()
        });
        assert_eq!(outcomes.iter().filter(|outcome| outcome.is_ok()).count(), 5);
        let refused = outcomes
            .iter()
            .filter(|outcome| matches!(outcome, Err(CouponError::AllIssued)));
        assert_eq!(refused.count(), 15);
        let (one, coupon): (MemberId, CouponId) = shop
            .read(move |tx| {
                tx.one(
                    "SELECT MIN(id) AS coupon, MIN(member_id) AS member FROM coupon WHERE id = (SELECT MIN(x.id) FROM coupon x)",
                    params![],
                    |row| Ok((row.get("member")?, row.get("coupon")?)),
                )
            })
            .expect("somebody has one");
        let back = TakeBack {
            operator: HEADQUARTERS,
            member: one,
            coupon,
            reason: because("发错了"),
        };
        shop.write(move |tx| take_back(tx, &back)).expect("is taken back");
        try_give(shop, kind, members[19], "").expect("there is one again");
        assert!(matches!(
            try_give(shop, kind, members[19], ""),
            Err(CouponError::AllIssued)
        ));
        shop.books_hold();
    });
}

#[test]
fn a_member_gets_as_many_of_a_kind_as_one_gets_by_code_too_and_one_occasion_is_asked_once() {
    on_both_engines(|shop| {
        let mut terms = money_off();
        terms.member_most = Some(1);
        terms.issued_most = Some(4);
        let kind = kind(shop, "one-each", terms);
        let (first, second) = (shop.join("13800175001").id, shop.join("13800175002").id);
        try_give(shop, kind, first, "spring").expect("the first");
        try_give(shop, kind, first, "spring").expect("the same occasion is no second one");
        assert!(matches!(
            try_give(shop, kind, first, "summer"),
            Err(CouponError::MemberHas)
        ));
        let number = super::codes::batch(shop, kind, 3);
        let code = super::codes::codes(shop, &number)[0].clone();
        let typed = code.clone();
        let refused = shop.write(move |tx| {
            let wish = huika_store::coupon::Claim {
                member: first,
                code: &typed,
                address: "10.0.0.x",
            };
            huika_store::coupon::claim(tx, &wish)
        });
        assert!(matches!(refused, Err(CouponError::MemberHas)), "{refused:?}");
        let theirs = super::codes::claimed(shop, second, &code);
        assert!(
            matches!(theirs, huika_store::coupon::Claimed::Yours(_)),
            "a code is issued when it is drawn: {theirs:?}"
        );
        assert!(matches!(try_give(shop, kind, second, ""), Err(CouponError::AllIssued)));
        shop.books_hold();
    });
}

#[test]
fn a_coupon_above_the_limit_is_given_when_a_second_person_says_yes_and_by_nobody_who_asked() {
    on_both_engines(|shop| {
        let member = shop.join("13800173020").id;
        let mut dear = money_off();
        dear.worth = Fen::new(400_00);
        let dear = kind(shop, "dear", dear);
        let ask = |key: &str| {
            let wish = GiveByHand {
                operator: HEADQUARTERS,
                member,
                kind: dear,
                apology: true,
                reason: because("等了太久"),
                key: key.to_owned(),
            };
            shop.write(move |tx| give_by_hand(tx, &wish)).expect("it waits")
        };
        assert_eq!(
            (ask("a"), ask("a"), ask("b")),
            (GivenByHand::Waiting, GivenByHand::Waiting, GivenByHand::Waiting)
        );
        // Another of headquarters, who may say yes.
        let other: OperatorId = shop
            .write(|tx| {
                let text = "INSERT INTO operator (login, name, role, store_id, password_hash, created_at) \
                            SELECT 'second', '第二人', role, store_id, '', 1 FROM operator WHERE id = ?1";
                tx.insert(text, params![HEADQUARTERS], OperatorId::new)
            })
            .map_err(|error: StoreError| error.to_string())
            .expect("a colleague");
        let waits = shop.read(move |tx| huika_store::sign_off::sign_offs_for(tx, other, 0, 10));
        assert_eq!(waits.len(), 2, "each form asked once");
        assert_eq!(
            (waits[0].money, waits[0].reason.as_str()),
            (Some(Fen::new(400_00)), "满减券 · 等了太久")
        );
        let say = |id: i64, operator: OperatorId, yes: bool| {
            let said = SignOff {
                id,
                operator,
                yes,
                reason: because("确认过"),
            };
            shop.write(move |tx| sign_off(tx, &said))
        };
        assert!(matches!(
            say(waits[0].id, HEADQUARTERS, true),
            Err(SignOffError::NotAllowed)
        ));
        assert!(held(shop, member).is_empty());
        say(waits[0].id, other, true).expect("it is given");
        assert!(matches!(say(waits[0].id, other, true), Err(SignOffError::NotWaiting)));
        say(waits[1].id, other, false).expect("it is dropped");
        let theirs = held(shop, member);
        assert_eq!(theirs.len(), 1);
        let coupon = theirs[0].id;
        let seen = shop
            .read(move |tx| huika_store::coupon::member_coupon(tx, member, coupon))
            .expect("is there");
        assert_eq!((seen.cause, seen.reason.as_str()), (CouponCause::Apology, "等了太久"));
        let kept: i64 = shop.read(|tx| tx.value("SELECT COUNT(*) FROM sign_off WHERE detail <> ''", params![]));
        assert_eq!(kept, 0, "what was decided keeps no words");
        shop.books_hold();
    });
}
