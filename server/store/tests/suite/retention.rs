//! What is kept for a time only.

use huika_domain::{Fen, PayWith, PointsWanted};
use huika_store::{params, retention::forget_old, till::ScanOutcome};

use crate::shop::{Member, Shop, on_both_engines};

const DAY: i64 = 24 * 3600;

fn count(shop: &Shop, table: &'static str) -> i64 {
    shop.read(|tx| tx.value(&format!("SELECT COUNT(*) FROM {table}"), params![]))
}

fn buy(shop: &Shop, member: &Member, key: &str) {
    shop.buy(member, Fen::new(10_00), PointsWanted::None, PayWith::Balance, key);
}

fn forget_all(shop: &Shop) {
    while shop.write(|tx| forget_old(tx, 2)).expect("the database works") > 0 {}
}

#[test]
fn what_has_lost_its_use_is_forgotten_and_nothing_else() {
    on_both_engines(|shop| {
        let member = shop.member_with("13800139001", Fen::new(500_00));
        for key in ["1", "2", "3", "4", "5"] {
            buy(shop, &member, key);
        }
        let (keys, entries) = (count(shop, "request"), count(shop, "entry"));
        assert!(keys >= 5 && count(shop, "till_session") == 5);
        forget_all(shop);
        assert_eq!(count(shop, "request"), keys, "a promise about a key lasts seven days");
        shop.clock.advance_secs(9 * DAY);
        buy(shop, &member, "6");
        forget_all(shop);
        assert_eq!(count(shop, "request"), 1);
        assert_eq!(count(shop, "till_session"), 1);
        assert_eq!(count(shop, "code_send"), 1, "the newest keeps its number");
        assert_eq!(count(shop, "entry"), entries + 1);
        shop.books_hold();
    });
}

#[test]
fn a_shop_that_was_closed_for_weeks_gives_no_number_of_a_till_session_again() {
    on_both_engines(|shop| {
        let member = shop.member_with("13800139001", Fen::new(500_00));
        buy(shop, &member, "1");
        let before: i64 = shop.read(|tx| tx.value("SELECT MAX(id) FROM till_session", params![]));
        shop.clock.advance_secs(30 * DAY);
        forget_all(shop);
        buy(shop, &shop.member_with("13800139002", Fen::new(500_00)), "2");
        let after: i64 = shop.read(|tx| tx.value("SELECT MAX(id) FROM till_session", params![]));
        assert!(after > before, "{before} {after}");
    });
}

#[test]
fn a_device_keeps_the_last_steps_that_were_used_and_no_more() {
    on_both_engines(|shop| {
        let member = shop.member_with("13800139001", Fen::new(500_00));
        for _ in 0..10 {
            shop.clock.advance_secs(30);
            assert!(matches!(shop.scan(&shop.code(&member)), ScanOutcome::Opened(_)));
        }
        assert!(count(shop, "code_use") <= 3);
    });
}
