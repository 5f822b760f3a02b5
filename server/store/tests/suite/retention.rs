//! What is kept for a time only.

use huika_domain::{Fen, PayWith, Phone, PointsWanted};
use huika_store::{
    member::{Purpose, end_device},
    params,
    retention::forget_old,
    till::ScanOutcome,
};

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

#[test]
fn sessions_that_are_over_are_forgotten_after_their_days_and_open_ones_are_not() {
    on_both_engines(|shop| {
        let first = shop.join("13800139001");
        shop.clock.advance_secs(3600);
        let second = shop.join("13800139001");
        let (id, device) = (first.id, first.device);
        shop.write(move |tx| end_device(tx, id, device)).expect("it ends");
        shop.exec(
            "INSERT INTO staff_session (token_hash, operator_id, store_id, till, created_at, last_seen_at, expires_at) \
             SELECT token_hash, 1, 1, '1', created_at, created_at, created_at + 1 FROM device WHERE ended_at IS NOT NULL",
        );
        shop.clock.advance_secs(89 * DAY);
        forget_all(shop);
        assert_eq!(
            (count(shop, "device"), count(shop, "staff_session")),
            (2, 1),
            "its owner may still ask why"
        );
        shop.clock.advance_secs(2 * DAY);
        forget_all(shop);
        assert_eq!((count(shop, "device"), count(shop, "staff_session")), (1, 0));
        assert_eq!(count(shop, "code_use"), 0);
        let left: i64 = shop.read(|tx| tx.value("SELECT id FROM device", params![]));
        assert_eq!(left, second.device.get());
    });
}

#[test]
fn the_phone_of_a_stranger_who_asked_for_a_code_is_forgotten_also_when_nobody_asks_after_them() {
    on_both_engines(|shop| {
        let phone = Phone::parse("13800139009").expect("a phone");
        let request = shop.code_request(&phone, Purpose::SignIn);
        shop.ask_code(&request).expect("a code is sent");
        shop.clock.advance_secs(9 * DAY);
        forget_all(shop);
        for table in ["code_send", "one_time_code"] {
            let known: i64 =
                shop.read(|tx| tx.value(&format!("SELECT COUNT(*) FROM {table} WHERE phone <> ''"), params![]));
            assert_eq!(
                (known, count(shop, table)),
                (0, 1),
                "{table}: the newest row keeps its number and nothing else"
            );
        }
    });
}

#[test]
fn what_members_answered_to_tills_is_forgotten_after_the_days_of_the_rule() {
    on_both_engines(|shop| {
        let member = shop.member_with("13800139001", Fen::new(500_00)).id;
        for at in [1_i64, 2, 3] {
            shop.write(move |tx| {
                tx.exec(
                    "INSERT INTO approval (token, member_id, till_session_id, store_id, till, gross_fen, amount_fen, points, \
                     points_fen, status, asked_at, expires_at, decided_by, bill, sale_key, receipt_number) \
                     VALUES (?1, ?2, 1, 1, '1', 1, 1, 0, 0, 'used', ?3, 1, '', '', '', '')",
                    params![format!("t{at}"), member, tx.now().plus_days(-at * 100)],
                )
            })
            .expect("it is written");
        }
        shop.set_rule("retention", r#"{"approvals_days": 150}"#);
        forget_all(shop);
        // The newest row keeps its number.
        assert_eq!(count(shop, "approval"), 2);
    });
}
