//! Nothing waits for a time in the future that some clock was in.

use huika_domain::{BusinessDay, Phone};
use huika_store::{
    db::{lease, outbox},
    member::{CodeRequestError, Purpose, next_code_at},
    params,
    reconciliation::missing_days,
};
use serde_json::json;

use crate::shop::{Shop, on_both_engines};

const DAY_SECS: i64 = 86_400;

#[test]
fn a_lease_that_a_clock_took_which_was_ahead_is_waited_for_by_nobody() {
    on_both_engines(|shop| {
        let take = |holder: &'static str| {
            shop.write(move |tx| lease::take(tx, "proof", holder, 600))
                .expect("the database works")
                .is_some()
        };
        shop.clock.advance_secs(DAY_SECS);
        assert!(take("ahead"));
        shop.clock.advance_secs(-DAY_SECS);
        assert!(take("right"));
        assert!(!take("other"), "and this one holds");
        // Two clocks that differ by a minute or two are no reason.
        shop.clock.advance_secs(-120);
        assert!(!take("behind"));
    });
}

#[test]
fn a_message_of_a_clock_that_was_ahead_is_sent_now() {
    on_both_engines(|shop| {
        shop.clock.advance_secs(DAY_SECS);
        shop.write(|tx| outbox::put(tx, "code-sms", &json!({ "code": "1" }), tx.now().plus_secs(3600)))
            .expect("the outbox works");
        shop.clock.advance_secs(-DAY_SECS);
        assert!(shop.read(outbox::is_due));
        let taken = shop.write(|tx| outbox::take(tx, 10, 60)).expect("the outbox works");
        assert_eq!(taken.len(), 1);
        assert!(!shop.read(outbox::is_due), "it is leased");
    });
}

#[test]
fn codes_that_were_sent_by_a_clock_that_was_ahead_count_for_nobody() {
    on_both_engines(|shop| {
        let phone = Phone::parse("13800138700").expect("a phone");
        let ask = |shop: &Shop| {
            let request = shop.code_request(&phone, Purpose::SignIn);
            shop.ask_code(&request)
        };
        shop.clock.advance_secs(DAY_SECS);
        let ahead = shop.store.now();
        for _ in 0..50 {
            match ask(shop) {
                Ok(_) => shop.clock.advance_secs(61),
                Err(error) => {
                    assert!(matches!(error, CodeRequestError::TooMany), "{error}");
                    break;
                }
            }
        }
        shop.clock
            .advance_secs((ahead.get() - shop.store.now().get()) / 1000 - DAY_SECS);
        let of_page = phone.clone();
        assert!(shop.read(move |tx| next_code_at(tx, &of_page)) <= shop.store.now());
        ask(shop).expect("a code is sent");
        let again = ask(shop);
        assert!(
            matches!(again, Err(CodeRequestError::TooSoon { .. }) | Ok(_)),
            "{again:?}"
        );
    });
}

#[test]
fn days_that_nobody_reconciled_are_named_until_somebody_does() {
    on_both_engines(|shop| {
        let day = |text: &str| BusinessDay::parse(text).expect("a day");
        let missing = |last: &str, window: i32| {
            let last = day(last);
            let days = shop.read(move |tx| missing_days(tx, "wechat", last, window));
            days.into_iter().map(|day| day.to_string()).collect::<Vec<_>>()
        };
        assert_eq!(
            missing("2026-11-21", 60),
            ["2026-11-21"],
            "a new shop begins with yesterday"
        );
        let report = |number: i64| {
            shop.write(move |tx| {
                tx.exec(
                    "INSERT INTO reconciliation (channel, day, at, digest, lines, matched, differences, waiting, paid_fen, \
                     refunded_fen, fees_fen, took_ms) VALUES ('wechat', ?1, 0, '', 0, 0, 0, 0, 0, 0, 0, 0)",
                    params![number],
                )
            })
            .expect("it is kept");
        };
        report(20_261_117);
        assert_eq!(
            missing("2026-11-21", 60),
            ["2026-11-18", "2026-11-19", "2026-11-20", "2026-11-21"]
        );
        report(20_261_120);
        assert_eq!(missing("2026-11-21", 60), ["2026-11-18", "2026-11-19", "2026-11-21"]);
        assert_eq!(
            missing("2026-11-21", 3),
            ["2026-11-19", "2026-11-21"],
            "what is older is left to people"
        );
    });
}
