//! One drawer: float, movements, count, handover, slips.

use huika_domain::{Fen, Pin};
use huika_store::{
    StoreError,
    member::NewPin,
    sale::{
        SellError,
        returns::{ReturnGoods, Returning, return_goods},
    },
    shift::{
        Acceptance, CloseShift, Closed, DrawerMove, Ending, ForceClose, ShiftError, close_overdue, close_shift,
        force_close,
    },
    staff::{counter_pin, counter_pin_matches, set_counter_pin},
};

use super::{XUHUI, at, cash, pieces, reason};
use crate::shop::{on_both_engines, on_both_engines_with};

#[test]
fn a_drawer_should_have_the_float_and_what_came_in_less_what_went_out() {
    on_both_engines(|shop| {
        let member = shop.join("13400134000");
        let here = at("1", XUHUI);
        let shift = shop.open(&here, 200_00).expect("opens");
        shop.sell_for_cash(&member, &here, 88_00).expect("sold");
        shop.sell_for(&member, &here, 50_00, "card").expect("sold");
        shop.move_cash(&here, DrawerMove::In, 100_00, "m1").expect("in");
        shop.move_cash(&here, DrawerMove::Out, 30_00, "m2").expect("out");
        shop.move_cash(&here, DrawerMove::Out, 30_00, "m2")
            .expect("sent twice, done once");
        shop.move_cash(&here, DrawerMove::Safe, 150_00, "m3")
            .expect("to the safe");
        let x = shop.x(&here);
        assert_eq!(cash(&x), 200_00 + 88_00 + 100_00 - 30_00 - 150_00);
        // Every other tender stands on the sheet too, and the opening, the movements and the close are figures of their own.
        let card = x.tenders.iter().find(|one| one.tender == "card").expect("cards");
        assert_eq!(
            (card.expected, x.float, x.number),
            (Fen::new(50_00), Some(Fen::new(200_00)), 0)
        );
        assert_eq!(shop.x(&here), x, "an X has no effect");
        assert!(matches!(
            shop.count(&here, shift, 208_00, Some("card slips are at the bank")),
            Ok(Closed::Done { number: 1, .. })
        ));
        let z = shop.z(shift);
        assert_eq!(
            (cash(&z), z.cash().and_then(|one| one.counted)),
            (208_00, Some(Fen::new(208_00)))
        );
        assert_eq!(z.ending, Some(Ending::Own));
        shop.books_hold();
    });
}

#[test]
fn cash_that_goes_back_for_goods_leaves_the_drawer() {
    on_both_engines(|shop| {
        let member = shop.join("13400134000");
        let here = at("1", XUHUI);
        shop.open(&here, 100_00).expect("opens");
        let sold = shop.sell_for_cash(&member, &here, 60_00).expect("sold");
        let back = ReturnGoods {
            receipt_number: sold.receipt_number,
            what: Returning::Amount { gross: Fen::new(25_00) },
            line: String::new(),
            place: here.clone(),
            key: "b1".into(),
        };
        shop.write(move |tx| return_goods(tx, &back)).expect("comes back");
        assert_eq!(cash(&shop.x(&here)), 100_00 + 60_00 - 25_00);
        shop.books_hold();
    });
}

#[test]
fn any_count_is_taken_and_a_difference_above_the_limit_needs_a_reason() {
    on_both_engines(|shop| {
        let here = at("1", XUHUI);
        let shift = shop.open(&here, 100_00).expect("opens");
        // Five yuan short, the limit: no words.
        let small = shop.count(&here, shift, 95_00, None).expect("counted");
        assert!(matches!(small, Closed::Done { number: 1, .. }), "{small:?}");
        let next = shop.open(&here, 95_00).expect("opens");
        let asked = shop.count(&here, next, 40_00, None).expect("counted");
        assert_eq!(
            asked,
            Closed::NeedsReason {
                difference: Fen::new(-55_00)
            }
        );
        assert!(shop.shift_at(&here).is_some(), "it waits for words");
        let done = shop
            .count(&here, next, 40_00, Some("a note was false"))
            .expect("counted");
        assert!(matches!(done, Closed::Done { number: 2, .. }), "{done:?}");
        let z = shop.z(next);
        assert_eq!((cash(&z), z.counts, z.reason.as_str()), (95_00, 2, "a note was false"));
        // The books have what lies there: the next drawer goes on from what was counted.
        shop.open(&here, 40_00).expect("opens");
        let x = shop.x(&here);
        assert_eq!((x.carried, x.overnight()), (Fen::new(40_00), Some(Fen::ZERO)));
        shop.books_hold();
    });
}

#[test]
fn a_float_that_changed_overnight_is_a_line_of_its_own() {
    on_both_engines(|shop| {
        let here = at("1", XUHUI);
        let shift = shop.open(&here, 100_00).expect("opens");
        shop.count(&here, shift, 100_00, None).expect("closes");
        shop.clock.advance_secs(20 * 3600);
        shop.open(&here, 80_00).expect("opens");
        let x = shop.x(&here);
        assert_eq!(
            (x.carried, x.float, x.overnight()),
            (Fen::new(100_00), Some(Fen::new(80_00)), Some(Fen::new(-20_00)))
        );
        assert_eq!(cash(&x), 80_00, "what should be there begins with what was found");
        shop.books_hold();
    });
}

#[test]
fn two_people_share_a_till_and_each_movement_says_who() {
    on_both_engines(|shop| {
        let member = shop.join("13400134000");
        let second = shop.colleague("second", "cashier");
        let (here, there) = (at("1", XUHUI), at("1", second));
        let shift = shop.open(&here, 100_00).expect("opens");
        shop.sell_for_cash(&member, &here, 10_00).expect("sold");
        shop.sell_for_cash(&member, &there, 20_00)
            .expect("the other one sells into the same drawer");
        let x = shop.x(&here);
        assert_eq!(cash(&x), 130_00);
        let persons: Vec<_> = x
            .figures
            .persons
            .iter()
            .map(|one| (one.name.as_str(), one.cash.get()))
            .collect();
        assert_eq!(persons, [("陈晓雯", 110_00), ("second", 20_00)]);
        // One drawer a till, one drawer a person, and nobody counts another's.
        assert!(matches!(shop.open(&there, 0), Err(ShiftError::TillTaken)));
        assert!(matches!(shop.open(&at("2", XUHUI), 0), Err(ShiftError::Elsewhere)));
        assert!(matches!(
            shop.count(&there, shift, 130_00, None),
            Err(ShiftError::OfAnother)
        ));
        shop.open(&at("2", second), 0).expect("a till of their own");
        shop.books_hold();
    });
}

#[test]
fn a_drawer_is_handed_to_who_says_so_by_their_own_pin_and_a_wrong_one_is_counted() {
    on_both_engines(|shop| {
        let second = shop.colleague("second", "cashier");
        let here = at("1", XUHUI);
        let pin = Pin::parse("802461").expect("a PIN");
        let hashed = NewPin::hash(shop.store.context().rng.as_ref(), &pin).expect("hashed");
        shop.write(move |tx| set_counter_pin(tx, second, &hashed)).expect("set");
        let shift = shop.open(&here, 100_00).expect("opens");
        let hand = |typed: &str, cash: i64| {
            let typed = Pin::parse(typed).expect("a PIN");
            let kept = shop.read(move |tx| counter_pin(tx, second)).expect("a PIN");
            let fits = counter_pin_matches(&kept, &typed);
            let request = CloseShift {
                place: at("1", XUHUI),
                shift,
                cash: pieces(cash),
                tenders: std::collections::BTreeMap::new(),
                reason: Some(reason("a coin is missing")),
                receiver: Some(second),
                acceptance: Some(Acceptance::Pin(kept, fits)),
                key: "hand".into(),
            };
            shop.write(move |tx| close_shift(tx, &request))
                .expect("the database works")
        };
        assert_eq!(hand("135790", 99_00), Closed::NotAccepted { tries_left: Some(4) });
        assert!(
            shop.shift_at(&here).is_some_and(|open| open.id == shift),
            "nothing was closed"
        );
        let Closed::Done {
            number: 1,
            next: Some(next),
        } = hand("802461", 99_00)
        else {
            panic!("it is handed over")
        };
        let open = shop.shift_at(&here).expect("the next one");
        assert_eq!(
            (open.id, open.operator, open.float),
            (next, second, Some(Fen::new(99_00)))
        );
        let z = shop.z(shift);
        assert_eq!((z.ending, z.receiver.as_str()), (Some(Ending::HandedOver), "second"));
        assert_eq!(
            z.cash().and_then(huika_store::shift::TenderSum::difference),
            Some(Fen::new(-1_00))
        );
        shop.books_hold();
    });
}

#[test]
fn money_waits_for_a_shift_where_the_rule_asks_for_one() {
    on_both_engines_with(
        |rules| rules.shifts.asked = true,
        |shop| {
            let member = shop.join("13400134000");
            let here = at("1", XUHUI);
            assert!(matches!(
                shop.sell_for_cash(&member, &here, 10_00),
                Err(SellError::NoShift)
            ));
            let refused = shop.move_cash(&here, DrawerMove::In, 1_00, "m");
            assert!(matches!(refused, Err(ShiftError::NoShift)));
            shop.open(&here, 0).expect("opens");
            shop.sell_for_cash(&member, &here, 10_00).expect("sold");
            // Another maker's till keeps its own drawer.
            let mut other = here.clone();
            other.operator = None;
            other.till = "2".into();
            shop.sell_for_cash(&member, &other, 10_00).expect("sold there");
            let origins: String = shop.read(|tx| {
                tx.value(
                    "SELECT MIN(origin || CASE WHEN shift_id IS NULL THEN '' ELSE '+' END) || MAX(origin) FROM entry WHERE kind = 'sale'",
                    &[],
                )
            });
            assert_eq!(origins, "counter+till");
            shop.books_hold();
        },
    );
}

#[test]
fn where_nobody_is_asked_a_shift_opens_by_itself_and_never_says_that_somebody_counted() {
    on_both_engines(|shop| {
        let member = shop.join("13400134000");
        let here = at("1", XUHUI);
        shop.sell_for_cash(&member, &here, 10_00).expect("sold");
        let first = shop.shift_at(&here).expect("it opened by itself");
        assert!(first.automatic && first.float.is_none());
        // The next day has another one.
        shop.clock.advance_secs(24 * 3600);
        shop.sell_for_cash(&member, &here, 5_00).expect("sold");
        let z = shop.z(first.id);
        assert_eq!(
            (z.ending, z.cash().and_then(|one| one.counted)),
            (Some(Ending::CutOff), None)
        );
        // Who opens one counts what lies there; nothing is called missing, as nobody knows what lay there before.
        let shift = shop.open(&here, 300_00).expect("opens");
        let moves: i64 = shop.read(move |tx| {
            tx.value(
                "SELECT COUNT(*) FROM entry e JOIN posting p ON p.entry_id = e.id WHERE e.shift_id = ?1 AND p.account = 32",
                huika_store::params![shift],
            )
        });
        assert_eq!((moves, cash(&shop.x(&here))), (0, 300_00));
        shop.books_hold();
    });
}

#[test]
fn a_shift_that_nobody_closed_ends_with_its_day_to_the_second_and_no_figure_is_invented() {
    // Noon of 22 November: the day of a shop that closes at four ends sixteen hours later.
    for (hours, ends_in) in [(0_i64, 12 * 3600), (4, 16 * 3600)] {
        on_both_engines_with(
            move |rules| rules.business_day.ends_hour = hours,
            |shop| {
                let member = shop.join("13400134000");
                let here = at("1", XUHUI);
                let begun = shop.store.now();
                let shift = shop.open(&here, 50_00).expect("opens");
                shop.sell_for_cash(&member, &here, 10_00).expect("sold");
                let close = || shop.write(|tx| close_overdue(tx, 0, 100)).expect("the job works").0;
                let left = ends_in - shop.store.now().secs_since(begun);
                shop.clock.advance_secs(left - 1);
                assert_eq!(close(), 0, "the last second of the day");
                shop.clock.advance_secs(1);
                assert_eq!((close(), close()), (1, 0));
                let z = shop.z(shift);
                assert_eq!(
                    (z.ending, cash(&z), z.cash().and_then(|one| one.counted)),
                    (Some(Ending::CutOff), 60_00, None)
                );
                shop.books_hold();
            },
        );
    }
}

#[test]
fn a_manager_closes_a_shift_by_force_and_a_cashier_does_not() {
    on_both_engines(|shop| {
        let manager = shop.colleague("manager", "manager");
        let here = at("1", XUHUI);
        let shift = shop.open(&here, 50_00).expect("opens");
        let force = |by| {
            let request = ForceClose {
                shift,
                by,
                reason: reason("went home ill"),
            };
            shop.write(move |tx| force_close(tx, &request))
        };
        assert!(matches!(force(XUHUI), Err(ShiftError::NotAllowed)));
        force(manager).expect("closed");
        force(manager).expect("a second time nothing more happens");
        let z = shop.z(shift);
        assert_eq!(
            (z.ending, z.reason.as_str(), z.pieces),
            (Some(Ending::Forced), "went home ill", None)
        );
        shop.books_hold();
    });
}

#[test]
fn a_z_slip_never_changes_and_nothing_joins_a_closed_shift() {
    on_both_engines(|shop| {
        let member = shop.join("13400134000");
        let here = at("1", XUHUI);
        let shift = shop.open(&here, 0).expect("opens");
        shop.sell_for_cash(&member, &here, 10_00).expect("sold");
        shop.count(&here, shift, 10_00, None).expect("closes");
        let printed = shop.z(shift);
        shop.sell_for_cash(&member, &here, 99_00).expect("sold afterwards");
        assert_eq!(shop.z(shift), printed, "printed again, it is the same");
        for sql in ["UPDATE z_slip SET counted_fen = 1", "DELETE FROM z_slip"] {
            let refused: Result<u64, StoreError> = shop.write(move |tx| tx.exec(sql, &[]));
            assert!(refused.is_err(), "{sql}");
        }
        let late: Result<u64, StoreError> = shop.write(move |tx| {
            tx.exec(
                "INSERT INTO entry (kind, reference, store_id, at, business_day, explanation, origin, shift_id) \
                 VALUES ('drawer', 'late', 1, 1, 100000, '{}', 'counter', ?1)",
                huika_store::params![shift],
            )
        });
        assert!(late.is_err(), "the schema refuses it");
        let nobodys: Result<u64, StoreError> = shop.write(|tx| {
            tx.exec(
                "INSERT INTO entry (kind, reference, store_id, at, business_day, explanation, origin) \
                 VALUES ('drawer', 'nobodys', 1, 1, 100000, '{}', 'counter')",
                &[],
            )
        });
        assert!(nobodys.is_err(), "a movement of the counter has a shift");
        shop.books_hold();
    });
}

#[test]
fn the_proof_names_a_drawer_that_does_not_add_up() {
    let shop = crate::shop::Shop::on_sqlite();
    let member = shop.join("13400134000");
    let here = at("1", XUHUI);
    let shift = shop.open(&here, 0).expect("opens");
    shop.sell_for_cash(&member, &here, 10_00).expect("sold");
    shop.count(&here, shift, 10_00, None).expect("closes");
    shop.exec("DROP TRIGGER z_slip_is_not_changed");
    shop.exec("UPDATE z_slip SET counted_fen = 900, number = 7");
    let named: Vec<_> = shop.proof().findings.iter().map(|finding| finding.what).collect();
    assert_eq!(named, ["slip-not-entries", "slip-numbers"]);
}
