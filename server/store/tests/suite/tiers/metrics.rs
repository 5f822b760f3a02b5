//! What counts: the shop's one metric, as sums of days that are what was posted.

use huika_domain::{Fen, PayWith, PointsWanted};
use huika_store::params;

use super::{DAY_SECS, counted, page, pay};
use crate::shop::on_both_engines;

/// Gold by 2,000.00 on one day or 5,000.00 in a year, as 康城 has it.
const KANGCHENG: &str = r#"{ "ways": [{ "tier": 3, "at_least_fen": 200000, "days": 1 }], "tiers": [
    { "rank": 0, "name": "normal", "threshold_fen": 0, "points_percent": 100, "discount_percent": 0 },
    { "rank": 1, "name": "silver", "threshold_fen": 400000, "points_percent": 100, "discount_percent": 0 },
    { "rank": 2, "name": "gold", "threshold_fen": 500000, "points_percent": 100, "discount_percent": 0 }] }"#;

#[test]
fn gold_is_reached_by_so_much_on_one_day_or_by_so_much_in_a_year() {
    on_both_engines(|shop| {
        shop.set_rule("tiers", KANGCHENG);
        let (a, _) = pay(shop, "13800138140", 1_999_99, "a1");
        shop.clock.advance_secs(DAY_SECS);
        pay(shop, "13800138140", 1_999_99, "a2");
        assert_eq!(counted(shop, a.id), (3_999_98, 0), "neither on one day nor in a year");
        pay(shop, "13800138140", 1, "a3");
        assert_eq!(
            counted(shop, a.id),
            (3_999_99, 2),
            "on the second day, not below silver and not by it"
        );
        for (day, key) in ["b1", "b2", "b3", "b4", "b5"].into_iter().enumerate() {
            shop.clock.advance_secs(DAY_SECS);
            let (b, _) = pay(shop, "13800138141", 1_000_00, key);
            let next = page(shop, b.id).above.first().map(|next| next.missing().get());
            let expected = [
                (0, Some(3_000_00)),
                (0, Some(2_000_00)),
                (0, Some(1_000_00)),
                (1, Some(1_000_00)),
                (2, None),
            ];
            assert_eq!((counted(shop, b.id).1, next), expected[day]);
        }
        shop.books_hold();
    });
}

#[test]
fn a_shop_that_looks_at_top_ups_raises_with_the_payment_and_a_shop_that_looks_at_points_with_the_sale() {
    on_both_engines(|shop| {
        shop.set_rule("tiers", r#"{ "metric": "top-up" }"#);
        let member = shop.member_with("13800138142", Fen::new(500_00));
        assert_eq!(counted(shop, member.id), (500_00, 1));
        shop.buy(&member, Fen::new(400_00), PointsWanted::None, PayWith::Balance, "a");
        assert_eq!(counted(shop, member.id), (500_00, 1), "what is spent does not count");
        // 2,000 points are asked for as 2000.00.
        shop.set_rule("tiers", r#"{ "metric": "points" }"#);
        let (other, _) = pay(shop, "13800138143", 999_99, "b");
        assert_eq!(counted(shop, other.id), (999_00, 1));
        pay(shop, "13800138143", 1_00, "c");
        assert_eq!(counted(shop, other.id), (1_000_00, 2), "110 % of 1.00 is 1 point");
        shop.books_hold();
    });
}

#[test]
fn failure_3_9_a_sum_that_is_not_what_was_posted_is_found_at_night() {
    on_both_engines(|shop| {
        let (member, _) = pay(shop, "13800138144", 100_00, "a");
        shop.clock.advance_secs(DAY_SECS);
        pay(shop, "13800138144", 50_00, "b");
        shop.books_hold();
        let id = member.id;
        shop.write(move |tx| {
            tx.exec(
                "UPDATE member_day SET net_fen = net_fen + 1 WHERE member_id = ?1",
                params![id],
            )
        })
        .expect("a row is changed");
        let proof = shop.proof();
        assert_eq!(proof.findings.len(), 1, "{:?}", proof.findings);
        assert_eq!(proof.findings[0].what, "day-not-postings");
    });
}

#[test]
fn failure_3_10_what_is_bought_by_several_keys_to_one_wallet_counts_once() {
    on_both_engines(|shop| {
        let phone = "13800138145";
        let first = shop.join(phone);
        shop.clock.advance_secs(61);
        let second = shop.join(phone);
        assert_eq!((first.id, first.device == second.device), (second.id, false));
        shop.buy(&first, Fen::new(100_00), PointsWanted::None, PayWith::Outside, "a");
        shop.buy(&second, Fen::new(50_00), PointsWanted::None, PayWith::Outside, "b");
        assert_eq!(counted(shop, first.id).0, 150_00);
        shop.books_hold();
    });
}
