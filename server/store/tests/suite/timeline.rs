//! The timeline of points, and what is given away of them.

use huika_domain::{Fen, MemberId, PayWith, Points, PointsWanted, Proof};
use huika_store::{
    member::Shown,
    points::{
        PointsCursor,
        gift::{Gift, give, left_to_give, taker_of},
        points_page,
    },
};

use crate::shop::{Shop, on_both_engines};

fn lots(shop: &Shop, member: MemberId, after: PointsCursor) -> (Vec<i64>, Option<PointsCursor>) {
    let page = shop.read(move |tx| points_page(tx, member, after)).expect("there");
    (page.lots.iter().map(|lot| lot.left.get()).collect(), page.next)
}

#[test]
fn what_becomes_usable_and_what_expires_stands_there_with_its_day_and_every_lot_on_some_page() {
    on_both_engines(|shop| {
        let member = shop.join("13800138170");
        for bill in 1..=22 {
            shop.buy(
                &member,
                Fen::new(bill * 100),
                PointsWanted::None,
                PayWith::Outside,
                &format!("s{bill}"),
            );
        }
        shop.set_rule("points", r#"{ "pending_days": 7 }"#);
        shop.buy(&member, Fen::new(50_00), PointsWanted::None, PayWith::Outside, "later");
        let id = member.id;
        let page = shop
            .read(move |tx| points_page(tx, id, PointsCursor::START))
            .expect("there");
        assert_eq!((page.usable, page.pending), (Points::new(253), Points::new(50)));
        assert_eq!(page.worth, Fen::new(253));
        let sums = |days: &[huika_store::points::PointsOn]| days.iter().map(|on| on.points.get()).collect::<Vec<_>>();
        assert_eq!((sums(&page.coming), sums(&page.going)), (vec![50], vec![303]));
        let (first, next) = lots(shop, id, PointsCursor::START);
        let (rest, end) = lots(shop, id, next.expect("there are more"));
        assert_eq!((first.len(), rest, end), (20, vec![21, 22, 50], None));
        let cursor = next.expect("there are more");
        assert_eq!(PointsCursor::parse(&cursor.to_text()), Some(cursor));
        shop.clock.advance_secs(7 * 86_400);
        let page = shop
            .read(move |tx| points_page(tx, id, PointsCursor::START))
            .expect("there");
        assert_eq!(
            (page.usable, page.pending, page.coming.len()),
            (Points::new(303), Points::ZERO, 0)
        );
        shop.books_hold();
    });
}

#[test]
fn only_a_member_who_claimed_the_account_is_given_points_and_the_day_has_its_cap() {
    on_both_engines(|shop| {
        let giver = shop.join("13800138171").id;
        assert_eq!(
            shop.read(move |tx| left_to_give(tx, giver)),
            None,
            "off unless the shop turns it on"
        );
        shop.set_rule("gifts", r#"{ "allowed": true, "per_day": 50 }"#);
        let phone = huika_domain::Phone::parse("13800138172").expect("a phone");
        let asked = phone.clone();
        assert_eq!(shop.read(move |tx| taker_of(tx, &asked)), None);
        shop.clock.advance_secs(61);
        let taker = shop.join("13800138172").id;
        assert_eq!(shop.read(move |tx| taker_of(tx, &phone)), Some(taker));
        shop.clock.advance_secs(61);
        let member = shop.join("13800138171");
        shop.buy(&member, Fen::new(100_00), PointsWanted::None, PayWith::Outside, "a");
        let gift = Gift {
            giver,
            taker,
            points: Points::new(30),
            message: String::new(),
            shown: Shown::for_tests(&[Proof::Pin]),
            key: "g".into(),
        };
        shop.write(move |tx| give(tx, &gift)).expect("given");
        assert_eq!(shop.read(move |tx| left_to_give(tx, giver)), Some(Points::new(20)));
        shop.books_hold();
    });
}

#[test]
fn a_rate_holds_on_its_day_for_its_tier_and_in_its_store_and_the_first_row_decides() {
    on_both_engines(|shop| {
        let member = shop.join("13800138173");
        let earned = |key: &str| {
            let sale = shop.buy(&member, Fen::new(10_00), PointsWanted::None, PayWith::Outside, key);
            sale.earned.get()
        };
        // 22 November 2026 is a Sunday.
        shop.set_rule(
            "earn-rates",
            r#"{ "rates": [{ "name": "银卡", "percent": 500, "tier": 2 }, { "name": "周日双倍", "percent": 200, "weekday": 7 }] }"#,
        );
        assert_eq!(earned("a"), 20);
        shop.clock.advance_secs(86_400);
        assert_eq!(earned("b"), 10, "Monday");
        let none = r#"{ "rates": [{ "name": "不积分", "percent": 0 }] }"#;
        let of_store = |store: i64| huika_domain::settings::Scope::Store(huika_domain::StoreId::new(store));
        huika_store::testing::set_rule(&shop.store, "earn-rates", of_store(2), none).expect("a rule");
        assert_eq!(earned("c"), 10, "another store's rule");
        huika_store::testing::set_rule(&shop.store, "earn-rates", of_store(1), none).expect("a rule");
        assert_eq!(earned("d"), 0);
        shop.books_hold();
    });
}
