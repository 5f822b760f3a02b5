//! What went wrong with coupons elsewhere, by the numbers under which OFFICE 2.5 names it.

use huika_domain::pricing::{Reason, coupons_back};
use huika_store::{coupon::give_back_coupons, report::named};

use super::*;
use crate::shop::on_both_engines;

fn give_back(shop: &Shop, sale: i64, coupons: Vec<CouponId>) {
    shop.write(move |tx| give_back_coupons(tx, sale, &coupons))
        .expect("runs");
}

/// vendure #5278, craftcms #680.
#[test]
fn failures_5278_and_680_a_coupon_that_takes_nothing_off_is_not_used() {
    on_both_engines(|shop| {
        let member = shop.join("13800171001");
        let kind = kind(shop, "off", money_off());
        let coupon = give(shop, kind, member.id);
        let sale = sale(shop, &member, "s1");
        let quote = quoted(shop, &[80_00], &held(shop, member.id));
        assert_eq!(quote.refused[0].reason, Reason::BelowThreshold);
        use_up(shop, sale, Some(member.id), &quote).expect("there is nothing to use");
        assert_eq!((state(shop, coupon).as_str(), uses(shop, coupon)), ("held", 0));
    });
}

/// woocommerce #27686 and #27294 (counted twice), #9086 (a counter below zero), saleor #18085 (a count that is always 0).
#[test]
fn failures_27686_27294_9086_and_18085_the_same_sale_counts_one_use_and_what_is_counted_are_rows() {
    on_both_engines(|shop| {
        let member = shop.join("13800171002");
        let kind = kind(shop, "off", money_off());
        let coupon = give(shop, kind, member.id);
        let sale = sale(shop, &member, "s1");
        let quote = quoted(shop, &[120_00], &held(shop, member.id));
        use_up(shop, sale, Some(member.id), &quote).expect("is used");
        assert!(use_up(shop, sale, Some(member.id), &quote).is_err(), "the same again");
        assert_eq!(uses(shop, coupon), 1);
        give_back(shop, sale, vec![coupon]);
        give_back(shop, sale, vec![coupon]);
        assert_eq!(
            (state(shop, coupon).as_str(), uses(shop, coupon)),
            ("held", 0),
            "twice is once"
        );
        shop.books_hold();
    });
}

/// vendure #1466, Sylius #10124, OpenMage #1031 (not given back); registrasion #1 (given back although the goods are kept).
#[test]
fn failures_1466_10124_and_1031_a_coupon_comes_back_when_all_lines_that_carried_it_did_and_not_before() {
    on_both_engines(|shop| {
        let member = shop.join("13800171003");
        let kind = kind(shop, "off", money_off());
        let coupon = give(shop, kind, member.id);
        let (first, again) = (sale(shop, &member, "s1"), sale(shop, &member, "s2"));
        let quote = quoted(shop, &[60_00, 70_00], &held(shop, member.id));
        use_up(shop, first, Some(member.id), &quote).expect("is used");
        assert_eq!(coupons_back(&quote, &[1, 0]), []);
        give_back(shop, first, coupons_back(&quote, &[1, 0]));
        assert_eq!(state(shop, coupon), "used");
        // Its own time is over by then: the shop's days of grace begin.
        shop.clock.advance_secs(400 * DAY_SECS);
        give_back(shop, first, coupons_back(&quote, &[1, 1]));
        assert_eq!(state(shop, coupon), "held");
        let zone = shop.store.context().zone;
        let last = zone.business_day(until(shop, coupon));
        assert_eq!(last, moment(shop).day.plus_days(30));
        // And it can be used again, in another sale.
        let quote = quoted(shop, &[130_00], &held(shop, member.id));
        use_up(shop, again, Some(member.id), &quote).expect("is used again");
        // The first sale gives nothing back that the second one used.
        give_back(shop, first, vec![coupon]);
        assert_eq!((state(shop, coupon).as_str(), uses(shop, coupon)), ("used", 1));
        shop.books_hold();
    });
}

/// nopCommerce #1845: one code of several, of which the first is no good, hides the others.
#[test]
fn failure_1845_of_several_coupons_each_is_looked_at_and_each_has_its_reason() {
    on_both_engines(|shop| {
        let member = shop.join("13800171004");
        let mut dear = money_off();
        dear.from = Fen::new(500_00);
        let dear = kind(shop, "dear", dear);
        let fits = kind(shop, "fits", money_off());
        let (never, used) = (give(shop, dear, member.id), give(shop, fits, member.id));
        let quote = quoted(shop, &[120_00], &held(shop, member.id));
        assert_eq!(quote.coupons().collect::<Vec<_>>(), [used]);
        let refused: Vec<_> = quote.refused.iter().map(|one| (one.offer, one.reason)).collect();
        assert_eq!(
            refused,
            [(huika_domain::pricing::OfferId::Coupon(never), Reason::BelowThreshold)]
        );
    });
}

/// SSRPanel #305 and #362: the export of codes is empty.
#[test]
fn failures_305_362_118_and_272_the_list_of_codes_has_each_code_with_its_state() {
    on_both_engines(|shop| {
        let kind = kind(shop, "off", money_off());
        let number = super::codes::batch(shop, kind, 3);
        assert!(named("coupon-codes").is_some());
        assert_eq!(shop.rows(HEADQUARTERS, "coupon-codes", &[("batch", &number)]), 3);
        assert_eq!(
            shop.rows(HEADQUARTERS, "coupon-codes", &[("batch", &number), ("state", "open")]),
            3
        );
        assert_eq!(
            shop.rows(HEADQUARTERS, "coupon-codes", &[("batch", &number), ("state", "held")]),
            0
        );
    });
}
