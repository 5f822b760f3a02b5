//! Orders of the mall at the counter.

use huika_domain::{PickUpCode, Points};
use huika_store::{
    mall::{Cancel, CancelError, HandOut, Order, OrderStatus, Redeem, cancel, hand_out, order, pick_ups, redeem},
    member::Shown,
};

use super::{HEADQUARTERS, JINGAN, XUHUI, at};
use crate::shop::{Member, Shop, on_both_engines};

/// A member with points, and an order of theirs.
fn ordered(shop: &Shop) -> (Member, Order) {
    let member = shop.join("13400134000");
    shop.sell_for_cash(&member, &at("1", XUHUI), 900_00).expect("points");
    let item = shop.read(|tx| tx.value("SELECT id FROM item WHERE code = 'espresso'", &[]));
    let request = Redeem {
        member: member.id,
        item,
        shown: Shown::default(),
        key: "r".into(),
    };
    let made = shop.write(move |tx| redeem(tx, &request)).expect("redeemed");
    let found = shop
        .read(move |tx| order(tx, member.id, &made.number))
        .expect("an order");
    (member, found)
}

fn hand(shop: &Shop, order: &Order, till: &str, key: &str) -> Result<(), CancelError> {
    let request = HandOut {
        number: order.number.clone(),
        code: order.code.as_ref().expect("a code").as_str().to_owned(),
        place: at(till, XUHUI),
        key: key.into(),
    };
    shop.write(move |tx| hand_out(tx, &request)).map(drop)
}

fn points(shop: &Shop, member: &Member) -> i64 {
    shop.balance_of_closed(member.id).1
}

#[test]
fn an_order_is_handed_out_by_its_code_once_whatever_comes_at_once() {
    on_both_engines(|shop| {
        let (member, order) = ordered(shop);
        let code = order.code.clone().expect("a code");
        let found =
            shop.read(move |tx| pick_ups(tx, &at("1", XUHUI), &PickUpCode::parse(&code.symbol()).expect("read")));
        assert_eq!(
            found.iter().map(|one| one.number.as_str()).collect::<Vec<_>>(),
            [order.number.as_str()]
        );
        let mut changes = shop.store.live().subscribe(member.id);
        changes.mark_unchanged();
        let done: Vec<_> = std::thread::scope(|scope| {
            let counters: Vec<_> = (0..8)
                .map(|n| {
                    let order = &order;
                    scope.spawn(move || hand(shop, order, &format!("{n}"), &format!("k{n}")).is_ok())
                })
                .collect();
            counters
                .into_iter()
                .map(|counter| counter.join().expect("no panic"))
                .collect()
        });
        assert_eq!(done.iter().filter(|done| **done).count(), 1, "{done:?}");
        assert!(
            changes.has_changed().expect("the hub lives"),
            "the phone is told at once"
        );
        let number = order.number.clone();
        let after = shop
            .read(move |tx| huika_store::mall::order(tx, member.id, &number))
            .expect("an order");
        assert_eq!(
            (after.status, after.collected_in.as_str()),
            (OrderStatus::Collected, "徐汇店")
        );
        assert!(matches!(hand(shop, &order, "1", "again"), Err(CancelError::NotReady)));
        shop.books_hold();
    });
}

#[test]
fn an_order_that_is_cancelled_or_taken_back_gives_its_points_to_the_lots_they_came_from() {
    on_both_engines(|shop| {
        let (member, order) = ordered(shop);
        let before = points(shop, &member) + order.points.get();
        let lots = |shop: &Shop| -> i64 {
            shop.read(|tx| tx.value("SELECT CAST(SUM(remaining) AS BIGINT) FROM open_point_lot", &[]))
        };
        let undo = |operator, handed_out| {
            let request = Cancel {
                member: member.id,
                number: order.number.clone(),
                operator: Some(operator),
                handed_out,
                key: format!("c{operator}{handed_out}"),
            };
            shop.write(move |tx| cancel(tx, &request))
        };
        hand(shop, &order, "1", "k").expect("handed out");
        assert!(
            matches!(undo(JINGAN, false), Err(CancelError::NotReady)),
            "what was handed out is not cancelled"
        );
        assert!(
            matches!(undo(XUHUI, true), Err(CancelError::NotAllowed)),
            "nor taken back by a cashier alone"
        );
        let undone = undo(HEADQUARTERS, true).expect("taken back");
        assert_eq!(
            (undone.points, points(shop, &member), lots(shop)),
            (Points::new(before), before, before)
        );
        assert!(matches!(hand(shop, &order, "1", "k2"), Err(CancelError::NotReady)));
        shop.books_hold();
    });
}

#[test]
fn a_code_that_was_guessed_finds_nothing_and_nobody_hands_their_own_order_to_themselves() {
    on_both_engines(|shop| {
        let (_, order) = ordered(shop);
        let request = HandOut {
            number: order.number.clone(),
            code: "00000000".into(),
            place: at("1", XUHUI),
            key: "g".into(),
        };
        assert!(matches!(
            shop.write(move |tx| hand_out(tx, &request)),
            Err(CancelError::NoOrder)
        ));
        shop.exec("UPDATE operator SET member_id = (SELECT MIN(id) FROM member) WHERE id = 1");
        assert!(matches!(hand(shop, &order, "1", "own"), Err(CancelError::NotAllowed)));
    });
}
