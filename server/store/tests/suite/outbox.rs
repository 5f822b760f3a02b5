//! What stands in the outbox is taken by one server at a time, and whoever takes it again knows whether it may have been delivered.

use huika_store::{
    db::outbox::{self, Message},
    params,
};
use serde_json::json;

use crate::shop::{Shop, on_both_engines};

const LEASE_SECS: i64 = 60;

fn take(shop: &Shop) -> Vec<Message> {
    shop.write(|tx| outbox::take(tx, 10, LEASE_SECS))
        .expect("the outbox works")
}

fn put(shop: &Shop) {
    shop.write(|tx| outbox::put(tx, "code-sms", &json!({ "code": "042917" }), tx.now().plus_secs(3600)))
        .expect("the outbox works");
}

#[test]
fn what_a_server_took_and_never_settled_is_known_to_be_lost_and_stays_so() {
    on_both_engines(|shop| {
        put(shop);
        let first = take(shop);
        assert_eq!((first.len(), first[0].attempts, first[0].lost), (1, 0, false));
        assert!(take(shop).is_empty(), "it is leased");
        for _ in 0..2 {
            // That server died; so does the next one.
            shop.clock.advance_secs(LEASE_SECS + 1);
            let again = take(shop);
            assert!(again.len() == 1 && again[0].lost, "{again:?}");
        }
    });
}

#[test]
fn what_surely_was_not_sent_is_tried_again_and_is_not_lost() {
    on_both_engines(|shop| {
        put(shop);
        for attempt in 0..3 {
            let taken = take(shop);
            assert_eq!((taken.len(), taken[0].attempts, taken[0].lost), (1, attempt, false));
            let message = taken[0].clone();
            shop.write(move |tx| outbox::retry(tx, &message, "not-sent"))
                .expect("the outbox works");
            shop.clock.advance_secs(30);
        }
        let taken = take(shop);
        assert!(!taken[0].lost);
        shop.clock.advance_secs(LEASE_SECS + 1);
        assert!(take(shop)[0].lost, "but the server that tried it last died");
    });
}

#[test]
fn a_message_that_cannot_be_opened_is_in_nobodys_way_and_is_not_thrown_away() {
    on_both_engines(|shop| {
        put(shop);
        let kept: Vec<u8> = shop.read(|tx| tx.value("SELECT payload FROM outbox", params![]));
        let other = kept.iter().map(|byte| byte ^ 1).collect::<Vec<_>>();
        shop.write(move |tx| tx.exec("UPDATE outbox SET payload = ?1", params![other]))
            .expect("the statement is right");
        put(shop);
        assert_eq!(take(shop).len(), 1, "the other one goes on");
        shop.clock.advance_secs(LEASE_SECS - 1);
        assert!(take(shop).is_empty());
        // With the right secret it can be read again.
        shop.write(move |tx| {
            tx.exec(
                "UPDATE outbox SET payload = ?1 WHERE outcome = 'unreadable'",
                params![kept],
            )
        })
        .expect("the statement is right");
        shop.clock.advance_secs(600);
        let outcomes = take(shop);
        assert_eq!(outcomes.len(), 2, "{outcomes:?}");
        assert_eq!(
            outcomes.iter().map(|one| one.attempts).min(),
            Some(0),
            "nobody has tried it"
        );
    });
}
