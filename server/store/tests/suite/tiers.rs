//! The tier metric: what was paid net in the month that runs and the eleven before.

use crate::shop::{Member, Shop, on_both_engines};
use huika_domain::{Fen, PayWith, PointsWanted};
use huika_store::{member::home, params};

fn growth_and_rank(shop: &Shop, member: &Member) -> (Fen, i64) {
    let id = member.id;
    let page = shop.read(move |tx| home(tx, id)).expect("the member is there");
    let rank = shop.read(move |tx| tx.value("SELECT tier_rank FROM member WHERE id = ?1", params![id]));
    (page.growth, rank)
}

/// A bill of the member with this phone, who signs in again when that is due.
fn pay(shop: &Shop, phone: &str, amount: Fen, key: &str) -> Member {
    let member = shop.join(phone);
    shop.buy(&member, amount, PointsWanted::None, PayWith::Outside, key);
    member
}

const MONTH_SECS: i64 = 31 * 86_400;

#[test]
fn what_was_paid_in_earlier_months_of_the_year_counts_and_raises_the_tier_at_once() {
    on_both_engines(|shop| {
        let phone = "13800138110";
        let member = pay(shop, phone, Fen::new(300_00), "s1");
        for month in 1..=3 {
            shop.clock.advance_secs(MONTH_SECS);
            pay(shop, phone, Fen::new(10_00), &format!("m{month}"));
        }
        assert_eq!(growth_and_rank(shop, &member), (Fen::new(330_00), 0));
        shop.clock.advance_secs(7 * MONTH_SECS);
        pay(shop, phone, Fen::new(169_99), "s2");
        assert_eq!(growth_and_rank(shop, &member), (Fen::new(499_99), 0));
        pay(shop, phone, Fen::new(1), "s3");
        assert_eq!(
            growth_and_rank(shop, &member),
            (Fen::new(500_00), 1),
            "silver from the next bill on"
        );
        shop.books_hold();
    });
}

#[test]
fn what_was_paid_a_year_ago_counts_no_longer() {
    on_both_engines(|shop| {
        let phone = "13800138111";
        let member = pay(shop, phone, Fen::new(499_00), "s1");
        // The month rolls over with the next bill, and the first one's is kept apart from then on.
        shop.clock.advance_secs(MONTH_SECS);
        pay(shop, phone, Fen::new(50), "s2");
        assert_eq!(growth_and_rank(shop, &member), (Fen::new(499_50), 0));
        shop.clock.advance_secs(11 * MONTH_SECS);
        pay(shop, phone, Fen::new(400_00), "s3");
        assert_eq!(
            growth_and_rank(shop, &member),
            (Fen::new(400_50), 0),
            "without the first month"
        );
        // A month that nobody paid in since: the wallet itself still counts the last one.
        shop.clock.advance_secs(12 * MONTH_SECS);
        assert_eq!(growth_and_rank(shop, &member).0, Fen::ZERO);
        pay(shop, phone, Fen::new(200_00), "s4");
        assert_eq!(growth_and_rank(shop, &member), (Fen::new(200_00), 0));
        shop.books_hold();
    });
}
