//! Up at once, and what is given for it.

use huika_domain::{
    BusinessDay, CouponKindCode, CouponTerms, Fen, OperatorId, PayWith, Points, PointsWanted, pricing::CouponKind,
    settings::Scope,
};
use huika_store::{
    coupon::{coupons_of, make_coupon_kind},
    params,
    sale::returns::{ReturnGoods, Returning, return_goods},
    tier::{TierCause, tier_reached_by},
};

use super::{DAY_SECS, counted, history, page, pay};
use crate::shop::{Shop, on_both_engines, place};

const GIFTS: &str = r#"{ "gifts": [{ "tier": 2, "points": 50 }, { "tier": 3, "points": 70 }] }"#;

fn bring_back(shop: &Shop, receipt: &str, gross: i64, key: &str) {
    let request = ReturnGoods {
        receipt_number: receipt.to_owned(),
        what: Returning::Amount { gross: Fen::new(gross) },
        line: String::new(),
        place: place(),
        key: key.to_owned(),
    };
    shop.write(move |tx| return_goods(tx, &request))
        .expect("goods come back");
}

#[test]
fn failure_3_1_a_sale_that_crosses_the_border_earns_at_the_rate_before_it_and_raises_afterwards() {
    on_both_engines(|shop| {
        let (member, first) = pay(shop, "13800138110", 499_00, "a");
        assert_eq!(counted(shop, member.id), (499_00, 0));
        let (_, second) = pay(shop, "13800138110", 200_00, "b");
        assert_eq!(
            (first.earned, second.earned),
            (Points::new(499), Points::new(200)),
            "100 % each"
        );
        assert_eq!(counted(shop, member.id), (699_00, 1));
        let (id, entry) = (member.id, second.entry);
        let reached = shop
            .read(move |tx| tier_reached_by(tx, id, entry))
            .expect("the receipt says so");
        assert_eq!(
            (reached.cause, reached.to, reached.tier.as_str()),
            (TierCause::Reached, 1, "silver")
        );
        let (_, third) = pay(shop, "13800138110", 100_00, "c");
        assert_eq!(third.earned, Points::new(110), "silver from the next bill on");
        // 智络: rising took points away.
        assert_eq!(third.points, Points::new(499 + 200 + 110));
        shop.books_hold();
    });
}

#[test]
fn failure_3_2_a_tier_begins_exactly_at_its_threshold_and_a_list_that_is_edited_takes_nobody_down() {
    on_both_engines(|shop| {
        let (member, _) = pay(shop, "13800138111", 499_99, "a");
        assert_eq!(counted(shop, member.id), (499_99, 0), "a fen below");
        pay(shop, "13800138111", 1, "b");
        assert_eq!(counted(shop, member.id), (500_00, 1), "exactly there");
        // The member sits between two of the new thresholds, and below their own.
        let lower = Shop::tiers_of(&[("normal", 0), ("silver", 600_00), ("gold", 900_00)]);
        shop.set_rule("tiers", &lower);
        assert_eq!(counted(shop, member.id), (500_00, 1));
        pay(shop, "13800138111", 50_00, "c");
        assert_eq!(counted(shop, member.id), (550_00, 1));
        // A list without their tier is none, and no name moves to where others stand.
        let refused = |tiers: &[(&str, i64)]| {
            let tiers = Shop::tiers_of(tiers);
            let refused = huika_store::testing::set_rule(&shop.store, "tiers", Scope::Chain, &tiers);
            refused.expect_err("members hold it").to_string()
        };
        assert!(refused(&[("everybody", 0)]).contains("tier-held"));
        assert!(refused(&[("normal", 0), ("bronze", 1), ("silver", 2)]).contains("tier-moved"));
        assert_eq!(page(shop, member.id).tier.name, "silver");
        shop.books_hold();
    });
}

#[test]
fn failure_3_3_what_was_paid_365_days_ago_counts_from_its_midnight_on_and_by_the_stores_own_day() {
    on_both_engines(|shop| {
        // The first bill at 23:59:59, the second one a second later.
        shop.clock.advance_secs(12 * 3600 - 61);
        let (last, _) = pay(shop, "13800138112", 100_00, "a");
        shop.clock.advance_secs(-59);
        let (first, _) = pay(shop, "13800138113", 100_00, "b");
        shop.clock.advance_secs(364 * DAY_SECS);
        assert_eq!((counted(shop, last.id).0, counted(shop, first.id).0), (0, 100_00));
        shop.clock.advance_secs(DAY_SECS - 1);
        assert_eq!(counted(shop, first.id).0, 100_00);
        shop.clock.advance_secs(1);
        assert_eq!(counted(shop, first.id).0, 0);
        // A night owl's bill belongs to the day before, as the store's books have it.
        shop.set_rule("business-day", r#"{ "ends_hour": 4 }"#);
        shop.clock.advance_secs(2 * DAY_SECS + 2 * 3600);
        let (owl, _) = pay(shop, "13800138114", 70_00, "c");
        let id = owl.id;
        let (day, booked): (i64, i64) = shop.read(move |tx| {
            let day = tx.value("SELECT sums_day FROM wallet WHERE member_id = ?1", params![id])?;
            let booked = tx.value("SELECT MAX(business_day) FROM entry WHERE member_id = ?1", params![id])?;
            Ok((day, booked))
        });
        let today = shop.read(|tx| Ok(i64::from(BusinessDay::get(tx.today()))));
        assert_eq!((day, booked), (booked, today - 1));
        shop.books_hold();
    });
}

#[test]
fn what_counted_on_the_next_day_of_another_store_counts_for_a_store_whose_day_is_not_over() {
    on_both_engines(|shop| {
        let (member, _) = pay(shop, "13800138118", 450_00, "a");
        // As a store books whose day has ended already.
        shop.exec("UPDATE wallet SET sums_day = 20261123");
        pay(shop, "13800138118", 49_99, "b");
        assert_eq!(counted(shop, member.id).1, 0);
        pay(shop, "13800138118", 1, "c");
        assert_eq!(page(shop, member.id).tier.rank, 1);
    });
}

#[test]
fn failure_3_4_what_comes_back_lowers_what_counts_and_not_the_tier_and_no_gift_comes_twice() {
    on_both_engines(|shop| {
        shop.set_rule("tiers", GIFTS);
        let (member, old) = pay(shop, "13800138115", 10_00, "old");
        shop.clock.advance_secs(400 * DAY_SECS);
        let (_, sale) = pay(shop, "13800138115", 500_00, "a");
        assert_eq!(counted(shop, member.id), (500_00, 1));
        bring_back(shop, &sale.receipt_number, 200_00, "b1");
        assert_eq!(
            counted(shop, member.id),
            (300_00, 1),
            "the tier stays until its period ends"
        );
        pay(shop, "13800138115", 400_00, "c");
        let gifts = shop.read(|tx| {
            tx.value::<i64>(
                "SELECT COUNT(*) FROM entry WHERE reference LIKE 'tier-gift:%'",
                params![],
            )
        });
        assert_eq!((gifts, counted(shop, member.id).1), (1, 1), "the gift came once");
        let before = counted(shop, member.id).0;
        bring_back(shop, &old.receipt_number, 10_00, "b2");
        assert_eq!(
            counted(shop, member.id).0,
            before,
            "what left the window changes nothing"
        );
        shop.books_hold();
    });
}

#[test]
fn a_tier_gives_a_coupon_once_and_a_kind_that_was_ended_stands_in_no_sales_way() {
    on_both_engines(|shop| {
        let code = CouponKindCode::parse("gold").expect("a short name");
        let terms = CouponTerms::named("升级券", CouponKind::Amount { off: Fen::new(20_00) });
        let kind = shop
            .write(move |tx| make_coupon_kind(tx, OperatorId::new(3), &code, &terms))
            .expect("the kind is made");
        let gifts = format!(
            r#"{{ "gifts": [{{ "tier": 2, "points": 0, "coupon": {kind} }}, {{ "tier": 3, "points": 0, "coupon": 999 }}] }}"#
        );
        shop.set_rule("tiers", &gifts);
        let (member, _) = pay(shop, "13800138117", 1_000_00, "a");
        assert_eq!(counted(shop, member.id), (1_000_00, 2));
        let (id, at) = (member.id, shop.store.now());
        assert_eq!(shop.read(move |tx| coupons_of(tx, id, at)).len(), 1);
        let ladder = page(shop, id).ladder;
        assert_eq!(
            ladder[1].coupon.as_ref().map(|terms| terms.name.as_str()),
            Some("升级券")
        );
        assert_eq!((ladder[1].given_on.is_some(), ladder[2].given_on), (true, None));
        shop.books_hold();
    });
}

#[test]
fn failure_3_5_two_steps_in_one_sale_give_both_gifts_once_and_in_order() {
    on_both_engines(|shop| {
        shop.set_rule("tiers", GIFTS);
        let member = shop.join("13800138116");
        let sale = shop.buy(&member, Fen::new(1_000_00), PointsWanted::None, PayWith::Outside, "a");
        assert_eq!(counted(shop, member.id), (1_000_00, 2));
        assert_eq!(sale.points, Points::new(1_000 + 50 + 70), "the receipt shows them");
        assert_eq!(
            history(shop, member.id),
            [(TierCause::Reached, 0, 1), (TierCause::Reached, 1, 2)]
        );
        let id = member.id;
        let given: Vec<(i64, i64)> = shop.read(move |tx| {
            tx.all(
                "SELECT f.rank, e.points_change FROM tier_gift f JOIN entry e ON e.id = f.entry_id WHERE f.member_id = ?1 ORDER BY e.id",
                params![id],
                |row| Ok((row.get("rank")?, row.get("points_change")?)),
            )
        });
        assert_eq!(given, [(1, 50), (2, 70)]);
        shop.books_hold();
    });
}

#[test]
fn who_has_just_joined_is_not_looked_at_before_their_first_tier_is_near() {
    on_both_engines(|shop| {
        let member = shop.join("13800138119");
        // A look would note the figure anew; what nobody looked at only becomes less.
        shop.exec("UPDATE wallet SET tier_left = tier_left + 7");
        shop.clock.advance_secs(61);
        pay(shop, "13800138119", 100_00, "a");
        let id = member.id;
        let left: i64 = shop.read(move |tx| tx.value("SELECT tier_left FROM wallet WHERE member_id = ?1", params![id]));
        assert_eq!(left, 500_00 + 7 - 100_00);
        pay(shop, "13800138119", 400_07, "b");
        assert_eq!(counted(shop, id), (500_07, 1), "and rises when it is reached");
        shop.books_hold();
    });
}
