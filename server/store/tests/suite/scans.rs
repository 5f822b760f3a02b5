//! Readers: the same scan once more, and what they add around the digits.

use huika_domain::Fen;
use huika_store::{
    StoreError, Tx, params,
    staff::Place,
    till::{ScanOutcome, ScanRefusal, Scanned, scan},
};

use crate::shop::{Shop, on_both_engines, place};

fn opened(outcome: ScanOutcome) -> Scanned {
    match outcome {
        ScanOutcome::Opened(scanned) => scanned,
        ScanOutcome::Refused(refusal) => panic!("{refusal:?}"),
    }
}

fn scan_at(shop: &Shop, code: &str, place: &Place) -> ScanOutcome {
    let (code, place) = (code.to_owned(), place.clone());
    shop.write(move |tx| scan(tx, &code, &place))
        .expect("the database works")
}

#[test]
fn the_same_scan_again_by_the_same_till_is_the_same_session_for_fifteen_seconds() {
    on_both_engines(|shop| {
        // A step begins, so that it lasts longer than what is tried here.
        shop.clock
            .advance_secs(30 - shop.store.now().unix_secs().rem_euclid(30));
        let member = shop.member_with("13800138040", Fen::new(100_00));
        let code = shop.code(&member);
        let first = opened(shop.scan(&code));
        for sent in [format!("{code}\r\n"), format!("]Q1{code}"), code.clone()] {
            assert_eq!(opened(shop.scan(&sent)), first, "{sent:?}");
        }
        shop.clock.advance_secs(15);
        assert_eq!(opened(shop.scan(&code)), first);
        shop.clock.advance_secs(1);
        assert!(matches!(
            shop.scan(&code),
            ScanOutcome::Refused(ScanRefusal::Used { .. })
        ));
    });
}

#[test]
fn a_text_that_one_engine_refuses_is_refused_by_the_store_on_both() {
    on_both_engines(|shop| {
        let ask = |tx: &mut Tx<'_>| {
            tx.one("SELECT id FROM member WHERE phone = ?1", params!["1\0"], |row| {
                row.get::<i64>("id")
            })
        };
        let read = shop.store.scan(ask);
        assert!(matches!(read, Err(StoreError::Text)), "{read:?}");
        let written = shop.write(|tx| tx.exec("UPDATE member SET name = ?1", params!["a\0"]));
        assert!(matches!(written, Err(StoreError::Text)), "{written:?}");
        shop.join("13800138042");
    });
}

#[test]
fn another_till_or_a_sale_in_between_makes_it_a_used_code_that_says_when_and_where() {
    on_both_engines(|shop| {
        let member = shop.member_with("13800138041", Fen::new(100_00));
        let code = shop.code(&member);
        let at = shop.store.now();
        let first = opened(shop.scan(&code));
        let other_till = Place {
            till: "2".into(),
            ..place()
        };
        let used = ScanOutcome::Refused(ScanRefusal::Used {
            at,
            store: "徐汇店".into(),
            till: "1".into(),
        });
        assert_eq!(scan_at(shop, &code, &other_till), used);
        assert_eq!(opened(shop.scan(&code)), first, "another till's try takes nothing away");
        shop.sell(&first.token, Fen::new(10_00), "sold-in-between")
            .expect("the balance is enough");
        assert_eq!(shop.scan(&code), used);
    });
}
