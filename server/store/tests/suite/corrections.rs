//! What else changes a balance: corrections, grants to many, gifts, opening balances, holds, refunds, undone
//! orders. Each adds up, each happens once.

use crate::shop::{Shop, on_both_engines};
use huika_domain::{Fen, GiftRule, ItemId, OperatorId, PayWith, Points, PointsWanted, Proof, Reason};
use huika_store::{
    adjustment::set_aside::{Aside, HoldError, SetAside, TakenFor, release, set_aside, take},
    adjustment::{
        correction::{Adjust, Adjusted, Change, adjust, approve, waiting},
        grant::{Granted, OpenGrant, Takers, grant_state, open_grant, run_grants},
    },
    db::outbox,
    import::opening::{Opening, open_balance},
    ledger::{money_lots, point_lots},
    mall::{Cancel, Redeem, cancel, redeem},
    member::{Shown, home},
    params,
    points::gift::{Gift, GiveError, give},
    refund::{AskedBy, GATEWAY_REFUND, OpenRefund, RefundNews, open_refund, quote, settle_refund},
};

const BOSS: OperatorId = OperatorId::new(3);
const CLERK: OperatorId = OperatorId::new(1);

fn because(text: &str) -> Reason {
    Reason::parse(text).expect("a reason")
}

fn change(shop: &Shop, member: huika_domain::MemberId, change: Change, key: &str) -> Adjusted {
    // A correction is the matter of the store where the member is at home.
    shop.exec("UPDATE member SET home_store_id = 1");
    let request = Adjust {
        member,
        change,
        reason: because("补积分"),
        operator: CLERK,
        key: key.into(),
    };
    shop.write(move |tx| adjust(tx, &request)).expect("can be corrected")
}

#[test]
fn a_large_correction_waits_for_a_second_person_and_is_posted_once() {
    on_both_engines(|shop| {
        let member = shop.join("13800138203");
        let Adjusted::Waiting { number } = change(shop, member.id, Change::Principal(Fen::new(500_00)), "a") else {
            panic!("500.00 needs a second person")
        };
        assert_eq!(shop.balance(&member), Fen::ZERO);
        assert_eq!(shop.read(|tx| waiting(tx, 10)).len(), 1);
        let say = |operator| {
            let number = number.clone();
            shop.write(move |tx| approve(tx, &number, operator))
        };
        assert_eq!(say(CLERK).expect_err("the same person").code(), "same-person");
        say(BOSS).expect("a second person");
        assert_eq!(say(BOSS).expect_err("only once").code(), "not-waiting");
        assert_eq!(shop.balance(&member), Fen::new(500_00));
        change(shop, member.id, Change::Principal(Fen::new(-100_00)), "b");
        change(shop, member.id, Change::Principal(Fen::new(-100_00)), "b");
        assert_eq!(shop.balance(&member), Fen::new(400_00));
        let too_much = Adjust {
            member: member.id,
            change: Change::Bonus(Fen::new(-1)),
            reason: because("更正"),
            operator: CLERK,
            key: "c".into(),
        };
        let refused = shop
            .write(move |tx| adjust(tx, &too_much))
            .expect_err("no bonus is there");
        assert_eq!(refused.code(), "balance-short");
        shop.books_hold();
    });
}

#[test]
fn gifts_are_off_until_the_shop_allows_them() {
    on_both_engines(|shop| {
        let (a, b) = (shop.join("13800138204"), shop.join("13800138205"));
        change(shop, a.id, Change::Points(Points::new(100)), "a");
        let gift = Gift {
            giver: a.id,
            taker: b.id,
            points: Points::new(10),
            message: String::new(),
            shown: Shown::for_tests(&[Proof::Pin]),
            key: "g".into(),
        };
        let refused = shop.write(move |tx| give(tx, &gift)).expect_err("off by default");
        assert!(matches!(refused, GiveError::Rule(_)), "{refused}");
    });
}

#[test]
fn twenty_gifts_of_everything_at_once_give_it_once_and_crossing_gifts_do_not_stand_in_each_others_way() {
    let rules = |rules: &mut huika_domain::settings::Rules| {
        rules.gifts = GiftRule {
            allowed: true,
            per_day: Points::new(1_000),
        };
    };
    crate::shop::on_both_engines_with(rules, |shop| {
        let (a, b) = (shop.join("13800138206"), shop.join("13800138207"));
        change(shop, a.id, Change::Points(Points::new(100)), "a");
        let send = |giver: huika_domain::MemberId, taker, points, key: String| {
            let gift = Gift {
                giver,
                taker,
                points: Points::new(points),
                message: "生日快乐".into(),
                shown: Shown::for_tests(&[Proof::Pin]),
                key,
            };
            shop.write(move |tx| give(tx, &gift))
        };
        let won = std::thread::scope(|scope| {
            let send = &send;
            let tries: Vec<_> = (0..20)
                .map(|n| scope.spawn(move || send(a.id, b.id, 100, format!("g{n}"))))
                .collect();
            tries.into_iter().flat_map(|one| one.join().expect("no panic")).count()
        });
        assert_eq!(won, 1);
        change(shop, a.id, Change::Points(Points::new(100)), "a2");
        std::thread::scope(|scope| {
            let send = &send;
            for n in 0..10 {
                scope.spawn(move || send(a.id, b.id, 5, format!("x{n}")).expect("enough"));
                scope.spawn(move || send(b.id, a.id, 5, format!("y{n}")).expect("enough"));
            }
        });
        let points = |id| shop.read(move |tx| home(tx, id)).expect("is there").points;
        assert_eq!((points(a.id), points(b.id)), (Points::new(100), Points::new(100)));
        shop.books_hold();
    });
}

#[test]
fn a_grant_to_everybody_reaches_each_member_once_however_often_it_is_interrupted() {
    on_both_engines(|shop| {
        let members: Vec<_> = (0..7).map(|n| shop.join(&format!("1380013821{n}"))).collect();
        let grant = OpenGrant {
            granted: Granted::Points(Points::new(50)),
            expires_at: None,
            takers: Takers::Everybody,
            reason: because("周年庆"),
            operator: BOSS,
            key: "grant".into(),
        };
        let opened = shop.write(move |tx| open_grant(tx, &grant)).expect("is decided");
        let mut runs = 0;
        while shop.write(|tx| run_grants(tx, 3)).expect("runs") > 0 {
            runs += 1;
        }
        assert_eq!(runs, 3);
        let state = shop.read(move |tx| grant_state(tx, &opened.number)).expect("is there");
        assert_eq!((state.granted, state.done), (7, true));
        for member in members {
            assert_eq!(
                shop.read(move |tx| home(tx, member.id)).expect("is there").points,
                Points::new(50)
            );
        }
        shop.books_hold();
    });
}

#[test]
fn an_opening_balance_is_brought_in_once() {
    on_both_engines(|shop| {
        let member = shop.join("13800138220");
        let opening = Opening {
            member: member.id,
            principal: Fen::new(88_00),
            bonus: Fen::new(8_00),
            points: Points::new(120),
            points_expire_at: None,
            source: "old-system:4711".into(),
            reason: because("旧系统导入"),
            operator: BOSS,
        };
        let bring = |opening: &Opening| {
            let opening = opening.clone();
            shop.write(move |tx| open_balance(tx, &opening))
        };
        let others = Opening {
            member: shop.join("13800138221").id,
            ..opening.clone()
        };
        let more = Opening {
            principal: Fen::new(89_00),
            ..opening.clone()
        };
        let entry = bring(&opening).expect("is brought in");
        for forget in [false, true] {
            if forget {
                shop.exec("DELETE FROM request");
            }
            assert_eq!(bring(&opening).expect("the same"), entry);
            for another in [&others, &more] {
                let refused = bring(another).expect_err("is another balance");
                assert_eq!(refused.code(), "key-reused");
            }
        }
        assert_eq!(shop.balance(&member), Fen::new(96_00));
        shop.books_hold();
    });
}

#[test]
fn of_one_balance_for_two_members_at_once_one_is_brought_in() {
    on_both_engines(|shop| {
        let members = [shop.join("13800138223"), shop.join("13800138224")];
        for round in 0..20 {
            let outcomes: Vec<_> = std::thread::scope(|scope| {
                let hands = members.map(|member| {
                    let opening = Opening {
                        member: member.id,
                        principal: Fen::new(1_00),
                        bonus: Fen::ZERO,
                        points: Points::ZERO,
                        points_expire_at: None,
                        source: format!("old-system:{round}"),
                        reason: because("旧系统导入"),
                        operator: BOSS,
                    };
                    scope.spawn(move || shop.write(move |tx| open_balance(tx, &opening)))
                });
                hands.map(|hand| hand.join().expect("does not panic")).into()
            });
            assert_eq!(outcomes.iter().filter(|outcome| outcome.is_ok()).count(), 1);
            let refused = outcomes.into_iter().find_map(Result::err).expect("the other");
            assert_eq!(refused.code(), "key-reused");
        }
        shop.books_hold();
    });
}

#[test]
fn what_is_set_aside_cannot_be_spent_and_comes_back_to_its_lots_or_is_taken_once() {
    on_both_engines(|shop| {
        let member = shop.member_with("13800138221", Fen::new(100_00));
        let before = shop.read(move |tx| money_lots(tx, member.id));
        let aside = |amount, key: &str| {
            let request = SetAside {
                member: member.id,
                amount,
                purpose: "预订".into(),
                key: key.into(),
            };
            shop.write(move |tx| set_aside(tx, &request))
        };
        let held = aside(Aside::Money(Fen::new(112_00)), "h1").expect("all of it is there");
        assert_eq!(shop.balance(&member), Fen::ZERO);
        assert!(matches!(
            aside(Aside::Money(Fen::new(1)), "h2"),
            Err(HoldError::ShortOfMoney(_))
        ));
        for nothing in [
            Aside::Money(Fen::ZERO),
            Aside::Money(Fen::new(-1)),
            Aside::Points(Points::ZERO),
            Aside::Points(Points::new(-1)),
        ] {
            assert!(matches!(aside(nothing, "h0"), Err(HoldError::NotPositive)));
        }
        shop.books_hold();
        let number = held.number;
        let (again, too_late) = (number.clone(), number.clone());
        let first = shop.write(move |tx| release(tx, &number)).expect("comes back");
        assert_eq!(shop.write(move |tx| release(tx, &again)).expect("the same"), first);
        assert_eq!(shop.read(move |tx| money_lots(tx, member.id)), before);
        let refused = shop.write(move |tx| take(tx, &too_late, TakenFor::Redemption));
        assert!(matches!(refused, Err(HoldError::Closed)), "it was released");

        change(shop, member.id, Change::Points(Points::new(30)), "p");
        let held = aside(Aside::Points(Points::new(20)), "h3").expect("enough");
        let number = held.number.clone();
        let again = number.clone();
        let taken = shop.write(move |tx| take(tx, &number, TakenFor::Redemption));
        let taken_again = shop.write(move |tx| take(tx, &again, TakenFor::Redemption));
        assert_eq!(taken.expect("is taken"), taken_again.expect("the same"));
        let number = held.number;
        let refused = shop.write(move |tx| release(tx, &number)).expect_err("it was taken");
        assert_eq!(refused.code(), "hold-closed");
        let lots = shop.read(move |tx| point_lots(tx, member.id));
        assert_eq!(lots.iter().map(|lot| lot.remaining.get()).sum::<i64>(), 10);
        shop.books_hold();
    });
}

#[test]
fn three_thousand_with_a_thousand_bonus_after_3594_00_leaves_304_50_which_is_paid_back_once() {
    on_both_engines(|shop| {
        let member = shop.join("13800138222");
        shop.set_rule("stored-value", r#"{"cap_fen": 100000000}"#);
        shop.exec("UPDATE member SET no_pin_limit_fen = 100000000");
        let order = shop.open_top_up(&member, Fen::new(3_000_00), "t").expect("on offer");
        shop.exec("UPDATE top_up SET bonus_fen = 100000");
        shop.pay(&order, Fen::new(3_000_00));
        shop.buy(&member, Fen::new(3_594_00), PointsWanted::None, PayWith::Balance, "s");
        let number = order.number.clone();
        let quoted = shop
            .store
            .scan(move |tx| quote(tx, &number))
            .expect("something is left");
        assert_eq!((quoted.amount, quoted.bonus_ends), (Fen::new(304_50), Fen::new(101_50)));

        let open = |key: &str| {
            let request = OpenRefund {
                top_up: order.number.clone(),
                by: AskedBy::Member(member.id),
                key: key.into(),
            };
            shop.write(move |tx| open_refund(tx, &request))
        };
        let refund = open("r1").expect("can be refunded");
        assert_eq!(open("r1").expect("the same"), refund);
        assert_eq!(open("r2").expect_err("one at a time").code(), "refund-under-way");
        assert_eq!(shop.balance(&member), Fen::ZERO);
        let asked = shop.write(|tx| outbox::take(tx, 10, 60)).expect("the outbox works");
        assert_eq!(asked.iter().filter(|message| message.kind == GATEWAY_REFUND).count(), 1);

        let settle = |news: RefundNews| {
            let number = refund.number.clone();
            shop.write(move |tx| settle_refund(tx, &number, &news))
        };
        let paid = RefundNews::Paid {
            transaction: "g1".into(),
        };
        settle(paid.clone()).expect("is paid");
        settle(paid).expect("the same news changes nothing");
        assert_eq!(settle(RefundNews::Failed).expect_err("too late").code(), "refund-ended");
        assert_eq!(open("r3").expect_err("nothing is left").code(), "refund-nothing-left");
        let paid_out: i64 = shop.read(|tx| {
            tx.value(
                "SELECT CAST(SUM(p.amount) AS BIGINT) FROM posting p JOIN entry e ON e.id = p.entry_id \
                 WHERE e.kind = 'refund' AND p.account = 12",
                params![],
            )
        });
        assert_eq!(paid_out, 304_50);
        shop.books_hold();
    });
}

#[test]
fn a_refund_that_the_gateway_refuses_gives_the_money_back_to_its_lot() {
    on_both_engines(|shop| {
        let member = shop.join("13800138223");
        let order = shop.open_top_up(&member, Fen::new(100_00), "t").expect("on offer");
        shop.pay(&order, Fen::new(100_00));
        let before = shop.read(move |tx| money_lots(tx, member.id));
        let request = OpenRefund {
            top_up: order.number.clone(),
            by: AskedBy::Operator(BOSS),
            key: "r".into(),
        };
        let refund = shop
            .write(move |tx| open_refund(tx, &request))
            .expect("can be refunded");
        assert_eq!(shop.balance(&member), Fen::ZERO);
        shop.write(move |tx| settle_refund(tx, &refund.number, &RefundNews::Failed))
            .expect("is settled");
        assert_eq!(shop.read(move |tx| money_lots(tx, member.id)), before);
        assert_eq!(shop.balance(&member), Fen::new(112_00));
        shop.books_hold();
    });
}

#[test]
fn an_order_undone_by_twenty_at_once_gives_points_and_piece_back_once_to_the_same_lot() {
    on_both_engines(|shop| {
        let member = shop.join("13800138224");
        change(shop, member.id, Change::Points(Points::new(40)), "p");
        let lots = shop.read(move |tx| point_lots(tx, member.id));
        let stock = || shop.read(|tx| tx.value::<i64>("SELECT stock FROM item WHERE id = 1", params![]));
        let stock_before = stock();
        let wish = Redeem {
            member: member.id,
            item: ItemId::new(1),
            shown: Shown::session(),
            key: "r".into(),
        };
        let order = shop.write(move |tx| redeem(tx, &wish)).expect("enough points");
        let won = std::thread::scope(|scope| {
            let tries: Vec<_> = (0..20)
                .map(|n| {
                    let undo = Cancel {
                        member: member.id,
                        number: order.number.clone(),
                        operator: None,
                        handed_out: false,
                        key: format!("c{n}"),
                    };
                    scope.spawn(move || shop.write(move |tx| cancel(tx, &undo)))
                })
                .collect();
            tries.into_iter().flat_map(|one| one.join().expect("no panic")).count()
        });
        assert_eq!(won, 1);
        assert_eq!(shop.read(move |tx| point_lots(tx, member.id)), lots);
        assert_eq!(stock(), stock_before);
        shop.books_hold();
    });
}
