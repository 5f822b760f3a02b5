//! Goods that come back: to the same sources and lots, cumulatively, with points and growth where they began.

use crate::shop::{Member, Shop, on_both_engines, place};
use huika_domain::{Fen, PayWith, Points, PointsWanted, ReturnError};
use huika_store::{
    ledger::{EntryKind, money_lots, point_lots},
    member::{home, statement},
    params,
    points::expiry::expire,
    sale::{
        SaleReceipt,
        returns::{ReturnGoods, ReturnGoodsError, Returned, Returning, return_goods, returnable},
    },
};

fn bring_back(shop: &Shop, sale: &SaleReceipt, gross: Fen, key: &str) -> Result<Returned, ReturnGoodsError> {
    bring_line_back(shop, sale, gross, "", key)
}

fn bring_line_back(
    shop: &Shop,
    sale: &SaleReceipt,
    gross: Fen,
    line: &str,
    key: &str,
) -> Result<Returned, ReturnGoodsError> {
    let request = ReturnGoods {
        receipt_number: sale.receipt_number.clone(),
        what: Returning::Amount { gross },
        line: line.into(),
        place: place(),
        key: key.into(),
    };
    shop.write(move |tx| return_goods(tx, &request))
}

/// Balance, points, shortfall, lots of money, lots of points, growth.
type State = (Fen, Points, Points, Vec<(Fen, Fen)>, Vec<(i64, Points)>, i64);

/// What a round trip must leave as it was.
fn state(shop: &Shop, member: &Member) -> State {
    let id = member.id;
    let page = shop.read(move |tx| home(tx, id)).expect("the member is there");
    let money = shop.read(move |tx| money_lots(tx, id));
    let points = shop.read(move |tx| point_lots(tx, id));
    let growth = shop.read(move |tx| {
        tx.value::<i64>(
            "SELECT w.day_net_fen + CAST((SELECT COALESCE(SUM(g.net_fen), 0) FROM member_day g \
             WHERE g.member_id = w.member_id) AS BIGINT) FROM wallet w WHERE w.member_id = ?1",
            params![id],
        )
    });
    (
        page.balance,
        page.points,
        page.shortfall,
        money.iter().map(|lot| (lot.principal_left, lot.bonus_left)).collect(),
        points.iter().map(|lot| (lot.id.get(), lot.remaining)).collect(),
        growth,
    )
}

#[test]
fn buying_earning_and_returning_everything_leaves_everything_where_it_began() {
    on_both_engines(|shop| {
        let member = shop.member_with("13800138100", Fen::new(300_00));
        shop.buy(&member, Fen::new(150_00), PointsWanted::None, PayWith::Balance, "first");
        let before = state(shop, &member);
        let wanted = PointsWanted::Exactly(Points::new(100));
        let sale = shop.buy(&member, Fen::new(80_00), wanted, PayWith::Balance, "second");
        assert_ne!(state(shop, &member), before);
        let back = bring_back(shop, &sale, Fen::new(80_00), "b1").expect("everything can come back");
        assert_eq!((back.principal, back.bonus), (sale.principal, sale.bonus));
        assert_eq!((back.points_back, back.points_taken), (Points::new(100), sale.earned));
        assert_eq!(state(shop, &member), before);
        shop.books_hold();
    });
}

#[test]
fn a_mixed_bill_returned_in_odd_parts_gives_every_source_exactly_what_it_gave() {
    on_both_engines(|shop| {
        let member = shop.member_with("13800138101", Fen::new(100_00));
        let before = state(shop, &member);
        let sale = shop.buy(
            &member,
            Fen::new(133_33),
            PointsWanted::None,
            PayWith::BalanceFirst,
            "s",
        );
        assert!(sale.outside.is_positive() && sale.principal.is_positive());
        let mut outside = 0;
        for (index, fen) in [33_33, 1, 49_99, 50_00].into_iter().enumerate() {
            let back = bring_back(shop, &sale, Fen::new(fen), &format!("b{index}")).expect("a part comes back");
            outside += back.outside.get();
            shop.books_hold();
        }
        assert_eq!(outside, sale.outside.get());
        assert_eq!(state(shop, &member), before);
        let most = bring_back(shop, &sale, Fen::new(1), "b9").expect_err("nothing is left");
        assert!(matches!(
            most,
            ReturnGoodsError::Plan(ReturnError::MoreThanSold { most: Fen::ZERO })
        ));
        let left = shop
            .read(move |tx| returnable(tx, place().store, &sale.receipt_number))
            .expect("the sale is there");
        assert_eq!(left.gross, left.returned);
    });
}

#[test]
fn points_already_spent_become_a_shortfall_that_the_next_sale_repays_first() {
    on_both_engines(|shop| {
        let member = shop.member_with("13800138102", Fen::new(500_00));
        let first = shop.buy(&member, Fen::new(100_00), PointsWanted::None, PayWith::Outside, "s1");
        assert_eq!(first.earned, Points::new(100));
        let wanted = PointsWanted::Exactly(Points::new(100));
        let second = shop.buy(&member, Fen::new(2_00), wanted, PayWith::Outside, "s2");
        assert_eq!(second.points_used, Points::new(100));
        let back = bring_back(shop, &first, Fen::new(100_00), "b").expect("goods come back");
        assert_eq!(back.points_taken.get() + back.shortfall.get(), 100);
        assert!(back.shortfall.is_positive());
        let third = shop.buy(&member, Fen::new(200_00), PointsWanted::None, PayWith::Outside, "s3");
        assert_eq!(third.earned, Points::new(200));
        assert_eq!(third.points.get(), 200 - back.shortfall.get());
        shop.books_hold();
    });
}

#[test]
fn what_a_sale_repaid_is_owed_again_when_its_goods_come_back() {
    on_both_engines(|shop| {
        let member = shop.member_with("13800138106", Fen::new(500_00));
        let first = shop.buy(&member, Fen::new(100_00), PointsWanted::None, PayWith::Outside, "s1");
        let wanted = PointsWanted::Exactly(Points::new(100));
        shop.buy(&member, Fen::new(2_00), wanted, PayWith::Outside, "s2");
        bring_back(shop, &first, Fen::new(100_00), "b1").expect("goods come back");
        let owing = state(shop, &member);
        assert!(owing.2.get() < 0, "the points were spent and are owed");
        let repaying = shop.buy(&member, Fen::new(200_00), PointsWanted::None, PayWith::Outside, "s3");
        assert_eq!(state(shop, &member).2, Points::ZERO);
        bring_back(shop, &repaying, Fen::new(200_00), "b2").expect("goods come back");
        assert_eq!(state(shop, &member), owing);
        shop.books_hold();
    });
}

#[test]
fn what_a_sale_repaid_is_owed_again_before_other_points_are_taken() {
    on_both_engines(|shop| {
        let member = shop.member_with("13800138109", Fen::new(500_00));
        let first = shop.buy(&member, Fen::new(100_00), PointsWanted::None, PayWith::Outside, "s1");
        let wanted = PointsWanted::Exactly(Points::new(100));
        shop.buy(&member, Fen::new(2_00), wanted, PayWith::Outside, "s2");
        bring_back(shop, &first, Fen::new(100_00), "b1").expect("goods come back");
        let owed = state(shop, &member).2;
        let repaying = shop.buy(&member, Fen::new(200_00), PointsWanted::None, PayWith::Outside, "s3");
        let later = shop.buy(&member, Fen::new(150_00), PointsWanted::None, PayWith::Outside, "s4");
        bring_back(shop, &repaying, Fen::new(200_00), "b2").expect("goods come back");
        let (_, _, shortfall, _, lots, _) = state(shop, &member);
        assert_eq!(shortfall, owed);
        let left: Vec<Points> = lots.iter().map(|(_, points)| *points).collect();
        assert_eq!(left, [later.earned], "the points of the later sale are the member's");
        shop.books_hold();
    });
}

#[test]
fn a_bill_paid_by_card_alone_comes_back_in_parts_that_add_up_to_it() {
    on_both_engines(|shop| {
        let member = shop.member_with("13800138107", Fen::new(1000_00));
        let before = state(shop, &member);
        let sale = shop.buy(&member, Fen::new(100_01), PointsWanted::None, PayWith::Balance, "s");
        let parts = [33_33, 33_33, 33_34, 1].map(|fen| {
            let back = bring_back(
                shop,
                &sale,
                Fen::new(fen),
                &format!("b{fen}-{}", shop.balance(&member).get()),
            );
            let back = back.expect("a part comes back");
            back.principal.get() + back.bonus.get()
        });
        assert_eq!(parts.iter().sum::<i64>(), 100_01);
        assert!(
            parts.iter().all(|part| *part <= 33_35),
            "no part gives back another's: {parts:?}"
        );
        assert_eq!(state(shop, &member), before);
        shop.books_hold();
    });
}

#[test]
fn many_returns_of_a_fen_take_no_more_from_one_source_than_it_gave() {
    on_both_engines(|shop| {
        let member = shop.member_with("13800138110", Fen::new(1000_00));
        let before = state(shop, &member);
        let sale = shop.buy(&member, Fen::new(100_01), PointsWanted::None, PayWith::Balance, "s");
        for number in 0..20 {
            let back = bring_back(shop, &sale, Fen::new(1), &format!("b{number}")).expect("a fen comes back");
            assert_eq!(back.principal.get() + back.bonus.get(), 1);
        }
        bring_back(shop, &sale, Fen::new(99_81), "rest").expect("the rest comes back");
        assert_eq!(state(shop, &member), before);
        shop.books_hold();
    });
}

#[test]
fn goods_of_an_earlier_day_lower_that_days_growth_and_leave_the_one_that_runs() {
    on_both_engines(|shop| {
        let phone = "13800138108";
        let member = shop.join(phone);
        let first = shop.buy(&member, Fen::new(100_00), PointsWanted::None, PayWith::Outside, "s1");
        shop.clock.advance_secs(31 * 86_400);
        let member = shop.join(phone);
        shop.buy(&member, Fen::new(40_00), PointsWanted::None, PayWith::Outside, "s2");
        assert_eq!(state(shop, &member).5, 140_00);
        bring_back(shop, &first, Fen::new(100_00), "b").expect("goods come back");
        assert_eq!(state(shop, &member).5, 40_00);
        shop.buy(&member, Fen::new(5_00), PointsWanted::None, PayWith::Outside, "s3");
        assert_eq!(state(shop, &member).5, 45_00);
        shop.books_hold();
    });
}

/// Points of the first sale are spent, those of two later ones are there.
fn three_sales_and_a_spend(shop: &Shop, phone: &str) -> (Member, SaleReceipt) {
    let member = shop.join(phone);
    let first = shop.buy(&member, Fen::new(100_00), PointsWanted::None, PayWith::Outside, "s1");
    shop.buy(&member, Fen::new(40_00), PointsWanted::None, PayWith::Outside, "s2");
    shop.buy(&member, Fen::new(50_00), PointsWanted::None, PayWith::Outside, "s3");
    let wanted = PointsWanted::Exactly(Points::new(100));
    shop.buy(&member, Fen::new(2_00), wanted, PayWith::Outside, "s4");
    (member, first)
}

#[test]
fn points_to_be_taken_back_come_from_other_lots_one_after_the_other() {
    on_both_engines(|shop| {
        let (member, first) = three_sales_and_a_spend(shop, "13800138109");
        let back = bring_back(shop, &first, Fen::new(60_00), "b").expect("goods come back");
        assert_eq!((back.points_taken, back.shortfall), (Points::new(60), Points::ZERO));
        let left: Vec<_> = state(shop, &member).4.iter().map(|(_, left)| left.get()).collect();
        assert_eq!(
            left[0], 30,
            "the first lot is empty, the second gave the rest: {left:?}"
        );
        let id = member.id;
        let kinds: Vec<_> = shop
            .read(move |tx| statement(tx, id, None))
            .movements
            .iter()
            .map(|movement| movement.kind)
            .collect();
        let mut expected = vec![EntryKind::Return];
        expected.extend([EntryKind::Sale; 4]);
        assert_eq!(kinds, expected);
        shop.books_hold();
    });
}

#[test]
fn points_whose_time_is_over_are_not_taken_for_others() {
    on_both_engines(|shop| {
        let (_, first) = three_sales_and_a_spend(shop, "13800138112");
        // Past 31 December of next year, and nobody has cleared them away yet.
        shop.clock.advance_secs(410 * 86_400);
        let back = bring_back(shop, &first, Fen::new(60_00), "b").expect("goods come back");
        assert_eq!((back.points_taken, back.shortfall), (Points::ZERO, Points::new(60)));
        shop.books_hold();
    });
}

#[test]
fn one_line_comes_back_once_though_twenty_try_at_once() {
    on_both_engines(|shop| {
        let member = shop.member_with("13800138103", Fen::new(100_00));
        let sale = shop.buy(&member, Fen::new(90_00), PointsWanted::None, PayWith::Balance, "s");
        let won = std::thread::scope(|scope| {
            let tries: Vec<_> = (0..20)
                .map(|n| {
                    let (shop, sale) = (&shop, &sale);
                    scope.spawn(move || bring_line_back(shop, sale, Fen::new(30_00), "line-2", &format!("k{n}")))
                })
                .collect();
            let outcomes: Vec<_> = tries.into_iter().map(|one| one.join().expect("no panic")).collect();
            for refused in outcomes.iter().filter_map(|outcome| outcome.as_ref().err()) {
                assert_eq!(refused.code(), "line-returned", "{refused}");
            }
            outcomes.iter().filter(|outcome| outcome.is_ok()).count()
        });
        assert_eq!(won, 1);
        bring_line_back(shop, &sale, Fen::new(30_00), "line-3", "other").expect("another line can come back");
        shop.books_hold();
    });
}

#[test]
fn a_repeated_return_gets_the_first_answer_and_a_stranger_store_finds_no_sale() {
    on_both_engines(|shop| {
        let member = shop.member_with("13800138104", Fen::new(100_00));
        let sale = shop.buy(&member, Fen::new(50_00), PointsWanted::None, PayWith::Balance, "s");
        let first = bring_back(shop, &sale, Fen::new(20_00), "b").expect("comes back");
        assert_eq!(bring_back(shop, &sale, Fen::new(20_00), "b").expect("the same"), first);
        let other = bring_back(shop, &sale, Fen::new(21_00), "b").expect_err("another request");
        assert_eq!(other.code(), "key-reused");
        let mut elsewhere = place();
        elsewhere.store = huika_domain::StoreId::new(2);
        let request = ReturnGoods {
            receipt_number: sale.receipt_number,
            what: Returning::Amount { gross: Fen::new(1) },
            line: String::new(),
            place: elsewhere,
            key: "c".into(),
        };
        let refused = shop
            .write(move |tx| return_goods(tx, &request))
            .expect_err("not this store's");
        assert_eq!(refused.code(), "no-sale");
        shop.books_hold();
    });
}

#[test]
fn points_spent_come_back_for_thirty_days_when_their_lot_has_expired_and_expired_earnings_are_not_owed() {
    on_both_engines(|shop| {
        let member = shop.member_with("13800138105", Fen::new(400_00));
        shop.buy(&member, Fen::new(112_00), PointsWanted::None, PayWith::Balance, "s1");
        let wanted = PointsWanted::Exactly(Points::new(100));
        let sale = shop.buy(&member, Fen::new(112_00), wanted, PayWith::Balance, "s2");
        assert!(sale.earned.is_positive());
        // Past 31 December of next year.
        shop.clock.advance_secs(410 * 86_400);
        assert_eq!(shop.write(|tx| expire(tx, 100, &[])).expect("lapses"), 1);
        assert_eq!(shop.write(|tx| expire(tx, 100, &[])).expect("nothing is left"), 0);
        let back = bring_back(shop, &sale, sale.gross, "b").expect("comes back");
        assert_eq!((back.points_back, back.points), (Points::new(100), Points::new(100)));
        assert_eq!((back.points_taken, back.shortfall), (Points::ZERO, Points::ZERO));
        shop.clock.advance_secs(30 * 86_400 - 60);
        assert_eq!(shop.write(|tx| expire(tx, 100, &[])).expect("not yet"), 0);
        shop.clock.advance_secs(120);
        assert_eq!(shop.write(|tx| expire(tx, 100, &[])).expect("lapses"), 1);
        shop.books_hold();
    });
}

#[test]
fn a_return_that_comes_to_nothing_is_refused_and_leaves_no_entry() {
    on_both_engines(|shop| {
        let member = shop.member_with("13800138120", Fen::new(300_00));
        shop.buy(
            &member,
            Fen::new(200_00),
            PointsWanted::None,
            PayWith::Outside,
            "points",
        );
        let wanted = PointsWanted::Exactly(Points::new(100));
        let sale = shop.buy(&member, Fen::new(2_00), wanted, PayWith::Outside, "s");
        assert_eq!(sale.outside, Fen::new(1_00));
        let mut refused = 0;
        for cent in 0..200 {
            match bring_back(shop, &sale, Fen::new(1), &format!("b{cent}")) {
                Ok(_) => {}
                Err(ReturnGoodsError::Plan(ReturnError::NotPositive)) => {
                    refused += 1;
                    // A little more comes to something.
                    if bring_back(shop, &sale, Fen::new(2), &format!("c{cent}")).is_err() {
                        break;
                    }
                }
                Err(ReturnGoodsError::Plan(ReturnError::MoreThanSold { .. })) => break,
                Err(other) => panic!("{other:?}"),
            }
        }
        assert!(refused > 0, "half a fen does not come back");
        shop.books_hold();
    });
}

#[test]
fn points_that_come_back_repay_what_is_owed_in_whatever_order_goods_come_back() {
    for a_first in [true, false] {
        on_both_engines(|shop| {
            let member = shop.member_with("13800138121", Fen::new(300_00));
            let a = shop.buy(&member, Fen::new(1_000_00), PointsWanted::None, PayWith::Outside, "a");
            let wanted = PointsWanted::Exactly(a.earned);
            let b = shop.buy(&member, Fen::new(20_00), wanted, PayWith::Outside, "b");
            assert_eq!(b.points_used, Points::new(1_000));
            let mut both = [(&a, Fen::new(1_000_00), "ra"), (&b, Fen::new(20_00), "rb")];
            if !a_first {
                both.reverse();
            }
            for (sale, gross, key) in both {
                bring_back(shop, sale, gross, key).expect("goods come back");
                shop.books_hold();
            }
            let (_, points, shortfall, ..) = state(shop, &member);
            assert_eq!((points, shortfall), (Points::ZERO, Points::ZERO), "a first: {a_first}");
        });
    }
}
