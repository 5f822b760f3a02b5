//! Sealed days: whatever is changed behind the program's back is named.

use crate::shop::{Shop, on_both_engines};
use huika_domain::{Fen, PayWith, PointsWanted};
use huika_store::{
    books::{entries_ahead, newest_seal, period_totals, seal_days},
    params,
};

/// Three days with business, all of them over and sealed two entries at a time.
fn three_sealed_days(shop: &Shop) {
    for day in 0..3 {
        for member in 0..3 {
            shop.member_with(&format!("138001383{day}{member}"), Fen::new(100_00));
        }
        shop.clock.advance_secs(86_400);
    }
    while shop.write(|tx| seal_days(tx, 2)).expect("days can be sealed") {}
    shop.books_hold();
}

fn named(shop: &Shop) -> Vec<(&'static str, String)> {
    let proof = shop.proof();
    proof
        .findings
        .into_iter()
        .map(|finding| (finding.what, finding.row))
        .collect()
}

#[test]
fn days_that_are_over_are_sealed_once_and_add_up_to_their_totals() {
    on_both_engines(|shop| {
        three_sealed_days(shop);
        let seal = shop.read(newest_seal).expect("days are sealed");
        assert_eq!(seal.entries, 3);
        assert!(!shop.write(|tx| seal_days(tx, 2)).expect("nothing is left"));
        assert_eq!(shop.read(newest_seal), Some(seal.clone()));
        let totals = shop.read(move |tx| period_totals(tx, seal.day.plus_days(-2), seal.day));
        let paid = totals
            .iter()
            .find(|total| total.kind == "top-up" && total.party == "wechat");
        assert!(paid.is_some_and(|total| total.lines >= 9), "{totals:?}");
    });
}

#[test]
fn a_day_that_ends_at_four_takes_in_the_night_and_a_change_of_that_moves_nothing_that_was_posted() {
    on_both_engines(|shop| {
        let member = shop.member_with("13800138390", Fen::new(500_00));
        shop.set_rule("business-day", r#"{"ends_hour": 4}"#);
        let day = shop.read(|tx| Ok(i64::from(tx.today().get())));
        let sale_at = |key: &str| {
            shop.buy(&member, Fen::new(10_00), PointsWanted::None, PayWith::Balance, key);
            shop.read(|tx| {
                tx.value::<i64>(
                    "SELECT e.business_day FROM sale s JOIN entry e ON e.id = s.entry_id AND e.business_day = s.business_day \
                     ORDER BY s.id DESC LIMIT 1",
                    &[],
                )
            })
        };
        assert_eq!(sale_at("noon"), day);
        // From noon to two at night.
        shop.clock.advance_secs(14 * 3600);
        assert_eq!(sale_at("night"), day, "the night belongs to the day before");
        assert!(!shop.write(|tx| seal_days(tx, 100)).expect("the day is not over"));
        shop.set_rule("business-day", r#"{"ends_hour": 0}"#);
        assert_eq!(sale_at("midnight rules"), day + 1);
        shop.set_rule("business-day", r#"{"ends_hour": 6}"#);
        assert_eq!(
            sale_at("six rules"),
            day + 1,
            "no day begins again that the calendar has ended"
        );
        let before =
            shop.read(move |tx| tx.value::<i64>("SELECT COUNT(*) FROM sale WHERE business_day = ?1", params![day]));
        assert_eq!(before, 2, "what was posted stays where it was");
        shop.clock.advance_secs(2 * 86_400);
        while shop.write(|tx| seal_days(tx, 100)).expect("days can be sealed") {}
        shop.books_hold();
    });
}

#[test]
fn an_edited_entry_or_posting_is_named_though_everything_still_adds_up() {
    on_both_engines(|shop| {
        three_sealed_days(shop);
        shop.exec("UPDATE entry SET explanation = REPLACE(explanation, 'wechat', 'alipay') WHERE id = 5");
        shop.exec("UPDATE posting SET party = 'alipay' WHERE entry_id = 7 AND party = 'wechat' AND account = 12");
        let named = named(shop);
        assert_eq!(named[0], ("entry-changed", "entry 5".to_owned()));
        assert_eq!(named[1].0, "posting-changed");
        assert!(named[1].1.starts_with("posting 7/") && named.len() == 2, "{named:?}");
    });
}

#[test]
fn a_removed_an_added_and_two_exchanged_rows_are_named() {
    on_both_engines(|shop| {
        three_sealed_days(shop);
        shop.exec("DELETE FROM entry WHERE id = 2");
        shop.exec("UPDATE entry SET id = 1000002 WHERE id = 4");
        shop.exec("UPDATE entry SET id = 4 WHERE id = 6");
        shop.exec("UPDATE entry SET id = 6 WHERE id = 1000002");
        shop.exec("DELETE FROM posting WHERE entry_id = 8 AND line = 2");
        let named = named(shop);
        for expected in [
            ("entry-removed", "entry 2"),
            ("entry-changed", "entry 4"),
            ("entry-changed", "entry 6"),
            ("posting-removed", "posting 8/2"),
        ] {
            let expected = (expected.0, expected.1.to_owned());
            assert!(named.contains(&expected), "{expected:?} is not in {named:?}");
        }
        shop.exec(
            "INSERT INTO entry (kind, reference, at, business_day, explanation) \
             VALUES ('sale', 'forged', 0, 20261122, '{}')",
        );
        assert!(self::named(shop).iter().any(|(what, _)| *what == "entry-added"));
    });
}

#[test]
fn a_forger_who_also_fixes_the_marks_is_betrayed_by_the_chain() {
    on_both_engines(|shop| {
        three_sealed_days(shop);
        shop.exec("UPDATE day_seal SET hash = previous WHERE business_day = 20261123");
        let named = named(shop);
        assert!(named.contains(&("seal-hash", "day 2026-11-23".to_owned())), "{named:?}");
        assert!(
            named.contains(&("seal-chain-broken", "day 2026-11-24".to_owned())),
            "{named:?}"
        );
    });
}

#[test]
fn a_total_of_a_sealed_day_that_its_postings_do_not_make_is_named() {
    on_both_engines(|shop| {
        for change in [
            "UPDATE day_total SET amount = amount - 100 WHERE party = 'wechat' AND account = 12 AND business_day = 20261123",
            "DELETE FROM day_total WHERE party = 'wechat' AND account = 12 AND business_day = 20261124",
        ] {
            if shop.read(newest_seal).is_none() {
                three_sealed_days(shop);
            }
            let before = named(shop).len();
            shop.exec(change);
            let named = named(shop);
            assert_eq!(named.len(), before + 1, "{named:?}");
            assert!(named.iter().all(|(what, _)| *what == "day-total"), "{named:?}");
        }
    });
}

#[test]
fn a_lot_of_a_sealed_day_that_lasts_longer_than_it_was_granted_for_is_named() {
    on_both_engines(|shop| {
        three_sealed_days(shop);
        shop.exec("UPDATE money_lot SET spend_order = 'bonus-first' WHERE entry_id = 2");
        shop.exec(
            "UPDATE money_lot SET bonus_expires_at = COALESCE(bonus_expires_at, 0) + 86400000 WHERE entry_id = 4",
        );
        let entries = named(shop);
        assert_eq!(
            entries,
            [
                ("entry-changed", "entry 2".to_owned()),
                ("entry-changed", "entry 4".to_owned())
            ]
        );
    });
}

/// A program that did not look at lots has sealed these days.
#[test]
fn days_that_were_sealed_without_lots_keep_their_hash() {
    on_both_engines(|shop| {
        shop.member_with("13800138399", Fen::new(100_00));
        shop.clock.advance_secs(86_400);
        // The day is begun in the older form, and sealed in it.
        shop.write(|tx| {
            tx.exec(
                "INSERT INTO day_seal (business_day, entries, postings, last_entry, hash, previous, form) \
                 VALUES (20261122, 0, 0, 0, ?1, ?1, 1)",
                params![[0_u8; 0]],
            )
        })
        .expect("the statement is right");
        while shop.write(|tx| seal_days(tx, 2)).expect("days can be sealed") {}
        shop.exec("UPDATE money_lot SET spend_order = 'bonus-first'");
        shop.books_hold();
        shop.member_with("13800138398", Fen::new(100_00));
        shop.clock.advance_secs(86_400);
        while shop.write(|tx| seal_days(tx, 2)).expect("days can be sealed") {}
        shop.books_hold();
        let forms: i64 = shop.read(|tx| tx.value("SELECT CAST(SUM(form) AS BIGINT) FROM day_seal", params![]));
        assert_eq!(forms, 3, "the first in the older form, the second in the newer one");
    });
}

/// A server whose clock was a day ahead for a moment has sealed a day that was not over.
#[test]
fn what_comes_after_a_day_was_sealed_too_early_stands_on_the_day_that_is_open_and_the_books_stay_right() {
    on_both_engines(|shop| {
        let member = shop.member_with("13800138397", Fen::new(100_00));
        shop.clock.advance_secs(86_400);
        while shop.write(|tx| seal_days(tx, 2)).expect("days can be sealed") {}
        shop.clock.advance_secs(-86_400);
        let sealed = shop.read(newest_seal).expect("it is sealed").day;
        assert_eq!(shop.store.context().zone.business_day(shop.store.now()), sealed);
        for (serial, key) in ["late1", "late2", "late3"].into_iter().enumerate() {
            let order = shop.open_top_up(&member, Fen::new(100_00), key).expect("on offer");
            shop.pay(&order, Fen::new(100_00));
            shop.member_with(&format!("1380013839{serial}"), Fen::new(100_00));
        }
        shop.books_hold();
        let of_sealed: i64 = shop.read(move |tx| {
            tx.value(
                "SELECT COUNT(*) FROM entry WHERE business_day = ?1",
                params![i64::from(i32::from(sealed))],
            )
        });
        assert_eq!(of_sealed, shop.read(newest_seal).expect("as before").entries);
        // The next day is sealed in its turn, and names what came late.
        shop.clock.advance_secs(2 * 86_400);
        while shop.write(|tx| seal_days(tx, 2)).expect("days can be sealed") {}
        let proof = shop.proof();
        assert!(proof.holds(), "{:#?}", proof.findings);
        assert_eq!(proof.late, 6);
    });
}

#[test]
fn nothing_is_sealed_while_the_newest_entry_is_later_than_it_is_now() {
    on_both_engines(|shop| {
        let member = shop.member_with("13800138396", Fen::new(100_00));
        shop.clock.advance_secs(30 * 86_400);
        let order = shop.open_top_up(&member, Fen::new(100_00), "ahead").expect("on offer");
        shop.pay(&order, Fen::new(100_00));
        shop.clock.advance_secs(-28 * 86_400);
        assert!(shop.read(entries_ahead).is_some());
        assert!(!shop.write(|tx| seal_days(tx, 10)).expect("can be asked"));
        assert!(shop.read(newest_seal).is_none());
        // The next entry shows that the clock is what it was.
        let order = shop.open_top_up(&member, Fen::new(100_00), "now").expect("on offer");
        shop.pay(&order, Fen::new(100_00));
        assert!(shop.read(entries_ahead).is_none());
        while shop.write(|tx| seal_days(tx, 10)).expect("days can be sealed") {}
        assert!(shop.read(newest_seal).is_some());
        shop.books_hold();
    });
}
