//! The main journey through the use cases, on both engines: join, top up, show the code, buy, redeem, read the statement.

use crate::shop::{self, on_both_engines};
use huika_domain::{Fen, ItemId, Points};
use huika_store::{
    mall::{Redeem, RedeemError, redeem},
    member::{Shown, home, statement},
    payment::Applied,
    sale::SellError,
    till::{ScanOutcome, ScanRefusal},
    top_up::OpenTopUpError,
};

#[test]
fn a_member_joins_tops_up_buys_and_redeems_and_the_statement_adds_up() {
    on_both_engines(|shop| {
        let member = shop.join("13800138000");
        let page = shop
            .read(move |tx| home(tx, member.id))
            .expect("the member has a home page");
        assert_eq!((page.balance, page.points), (Fen::ZERO, Points::ZERO));

        let order = shop
            .open_top_up(&member, Fen::new(100_00), "k1")
            .expect("100.00 is on offer");
        assert_eq!((order.principal, order.bonus), (Fen::new(100_00), Fen::new(12_00)));
        assert_eq!(shop.pay(&order, Fen::new(100_00)), Applied::Credited);

        let code = shop.code(&member);
        let ScanOutcome::Opened(scanned) = shop.scan(&code) else {
            panic!("the code is right")
        };
        let receipt = shop
            .sell(&scanned.token, Fen::new(36_50), "s1")
            .expect("the balance is enough");
        assert_eq!((receipt.principal, receipt.bonus), (Fen::new(32_59), Fen::new(3_91)));
        assert_eq!((receipt.earned, receipt.balance), (Points::new(32), Fen::new(75_50)));

        let redeemed = shop
            .write(move |tx| {
                redeem(
                    tx,
                    &Redeem {
                        member: member.id,
                        item: ItemId::new(1),
                        shown: Shown::session(),
                        key: "r1".into(),
                    },
                )
            })
            .expect("ten points are there");
        assert_eq!(redeemed.points, Points::new(22));

        let page = shop.read(move |tx| statement(tx, member.id, None));
        assert_eq!(page.movements.len(), 3);
        assert_eq!((page.opening, page.closing), (Fen::ZERO, Fen::new(75_50)));
        let sum: i64 = page.movements.iter().map(|movement| movement.money.get()).sum();
        assert_eq!(page.opening.get() + sum, page.closing.get());
        let points: i64 = page.movements.iter().map(|movement| movement.points.get()).sum();
        assert_eq!((points, page.closing_points), (22, Points::new(22)));
        shop.books_hold();
    });
}

#[test]
fn a_code_is_used_up_by_its_first_scan_and_the_second_is_told_where() {
    on_both_engines(|shop| {
        let member = shop.join("13800138001");
        let code = shop.code(&member);
        assert!(matches!(shop.scan(&code), ScanOutcome::Opened(_)));
        shop.clock.advance_secs(16);
        let ScanOutcome::Refused(ScanRefusal::Used { store, till, .. }) = shop.scan(&code) else {
            panic!("a code opens one session")
        };
        assert_eq!((store.as_str(), till.as_str()), ("徐汇店", "1"));
    });
}

#[test]
fn an_old_code_says_refresh_and_five_wrong_codes_lock_the_handle() {
    on_both_engines(|shop| {
        let member = shop.join("13800138002");
        let code = shop.code(&member);
        shop.clock.advance_secs(90);
        assert_eq!(shop.scan(&code), ScanOutcome::Refused(ScanRefusal::OutOfTime));
        for wrong in shop::wrong_codes(&code, 5) {
            assert_eq!(shop.scan(&wrong), ScanOutcome::Refused(ScanRefusal::Wrong));
        }
        let right = shop.code(&member);
        assert!(matches!(
            shop.scan(&right),
            ScanOutcome::Refused(ScanRefusal::Locked { .. })
        ));
        shop.clock.advance_secs(601);
        let right = shop.code(&member);
        assert!(matches!(shop.scan(&right), ScanOutcome::Opened(_)));
    });
}

#[test]
fn a_sale_above_the_balance_changes_nothing_and_can_be_tried_again() {
    on_both_engines(|shop| {
        let member = shop.member_with("13800138003", Fen::new(50_00));
        let ScanOutcome::Opened(scanned) = shop.scan(&shop.code(&member)) else {
            panic!("the code is right")
        };
        let refused = shop.sell(&scanned.token, Fen::new(80_00), "s1");
        assert!(matches!(refused, Err(SellError::Quote(_))), "{refused:?}");
        shop.sell(&scanned.token, Fen::new(40_00), "s2")
            .expect("the session was not used up by the refusal");
        shop.books_hold();
    });
}

#[test]
fn a_repeated_sale_gets_the_first_receipt_and_another_request_under_its_key_is_refused() {
    on_both_engines(|shop| {
        let member = shop.member_with("13800138004", Fen::new(100_00));
        let ScanOutcome::Opened(scanned) = shop.scan(&shop.code(&member)) else {
            panic!("the code is right")
        };
        let first = shop.sell(&scanned.token, Fen::new(10_00), "s1").expect("enough");
        assert_eq!(
            shop.sell(&scanned.token, Fen::new(10_00), "s1")
                .expect("the same answer"),
            first
        );
        assert!(matches!(
            shop.sell(&scanned.token, Fen::new(11_00), "s1"),
            Err(SellError::KeyReused(_))
        ));
        assert!(matches!(
            shop.sell(&scanned.token, Fen::new(10_00), "s2"),
            Err(SellError::NoSession)
        ));
        shop.books_hold();
    });
}

#[test]
fn one_payment_that_is_notified_twenty_times_at_once_is_credited_once() {
    on_both_engines(|shop| {
        let member = shop.join("13800138005");
        let order = shop.open_top_up(&member, Fen::new(100_00), "k1").expect("on offer");
        let outcomes: Vec<Applied> = std::thread::scope(|scope| {
            let tries: Vec<_> = (0..20)
                .map(|_| scope.spawn(|| shop.pay(&order, Fen::new(100_00))))
                .collect();
            tries.into_iter().map(|one| one.join().expect("no panic")).collect()
        });
        assert_eq!(
            outcomes.iter().filter(|outcome| **outcome == Applied::Credited).count(),
            1
        );
        assert_eq!(
            outcomes.iter().filter(|outcome| **outcome == Applied::Already).count(),
            19
        );
        assert_eq!(shop.balance(&member), Fen::new(112_00));
        shop.books_hold();
    });
}

#[test]
fn a_payment_of_another_amount_is_quarantined_and_one_without_an_order_is_unknown() {
    on_both_engines(|shop| {
        let member = shop.join("13800138006");
        let order = shop.open_top_up(&member, Fen::new(100_00), "k1").expect("on offer");
        assert_eq!(shop.pay(&order, Fen::new(99_99)), Applied::Quarantined);
        let stranger = huika_store::top_up::Opened {
            number: "T20261122000000000000".into(),
            ..order.clone()
        };
        assert_eq!(shop.pay(&stranger, Fen::new(100_00)), Applied::Unknown);
        assert_eq!(shop.balance(&member), Fen::ZERO);
        assert_eq!(shop.pay(&order, Fen::new(100_00)), Applied::Credited);
        shop.books_hold();
    });
}

#[test]
fn money_that_arrives_after_the_order_expired_is_credited_and_flagged() {
    on_both_engines(|shop| {
        let member = shop.join("13800138007");
        let order = shop.open_top_up(&member, Fen::new(100_00), "k1").expect("on offer");
        shop.clock.advance_secs(2 * 3600);
        assert_eq!(shop.pay(&order, Fen::new(100_00)), Applied::Credited);
        assert_eq!(shop.balance(&member), Fen::new(112_00));
    });
}

#[test]
fn amounts_that_make_no_sense_are_refused_before_anything_is_written() {
    on_both_engines(|shop| {
        let member = shop.join("13800138008");
        for (fen, code) in [
            (0, "amount-too-small"),
            (-1, "amount-too-small"),
            (100_000_000_000_000, "amount-too-large"),
        ] {
            let refused: OpenTopUpError = shop
                .open_top_up(&member, Fen::new(fen), "k")
                .expect_err("no such amount");
            assert_eq!(refused.code(), code);
        }
        assert_eq!(
            shop.open_top_up(&member, Fen::new(4_900_00), "k2")
                .expect_err("with its bonus")
                .code(),
            "above-cap"
        );
    });
}

#[test]
fn redeeming_without_points_or_without_stock_or_above_the_limit_changes_nothing() {
    on_both_engines(|shop| {
        let member = shop.member_with("13800138009", Fen::new(200_00));
        let take = |item: i64, key: &'static str| {
            shop.write(move |tx| {
                redeem(
                    tx,
                    &Redeem {
                        member: member.id,
                        item: ItemId::new(item),
                        shown: Shown::session(),
                        key: key.into(),
                    },
                )
            })
        };
        assert!(matches!(take(1, "a"), Err(RedeemError::Short(_))));
        let ScanOutcome::Opened(scanned) = shop.scan(&shop.code(&member)) else {
            panic!("the code is right")
        };
        shop.sell(&scanned.token, Fen::new(150_00), "s1").expect("enough");
        let first = take(1, "b").expect("enough points now");
        assert!(matches!(take(1, "c"), Err(RedeemError::Limit { limit: 1 })));
        shop.exec("UPDATE item SET stock = 0 WHERE id = 2");
        assert!(matches!(take(2, "d"), Err(RedeemError::SoldOut)));
        shop.exec("UPDATE item SET stock = 0 WHERE id = 1");
        let again = take(1, "b").expect("it was answered when there was one");
        assert_eq!(again, first);
        assert!(matches!(take(999, "e"), Err(RedeemError::NoItem)));
        shop.books_hold();
    });
}

#[test]
fn a_lot_whose_flag_does_not_say_what_it_holds_is_named_by_the_proof() {
    on_both_engines(|shop| {
        let member = shop.member_with("13800138010", Fen::new(100_00));
        let ScanOutcome::Opened(scanned) = shop.scan(&shop.code(&member)) else {
            panic!("the code is right")
        };
        shop.sell(&scanned.token, shop.balance(&member), "all").expect("enough");
        shop.books_hold();
        shop.exec("UPDATE money_lot SET emptied = 0");
        let proof = shop.proof();
        let named: Vec<_> = proof
            .findings
            .iter()
            .map(|finding| (finding.what, finding.row.as_str()))
            .collect();
        assert_eq!(named, [("lot-flag", "money_lot 1, emptied")]);
    });
}

#[test]
fn a_posting_that_somebody_changed_is_named_by_the_proof() {
    on_both_engines(|shop| {
        shop.member_with("13800138010", Fen::new(100_00));
        shop.exec("UPDATE posting SET amount = amount + 1 WHERE entry_id = 1 AND line = 1");
        let proof = shop.proof();
        assert!(!proof.holds());
        let named: Vec<_> = proof
            .findings
            .iter()
            .map(|finding| (finding.what, finding.row.as_str()))
            .collect();
        assert!(named.contains(&("entry-not-zero", "entry 1 (money)")), "{named:?}");
        assert!(named.contains(&("running-balance", "posting 1/1")), "{named:?}");
    });
}

#[test]
fn a_statement_line_that_somebody_changed_is_named_by_the_proof() {
    on_both_engines(|shop| {
        shop.member_with("13800138011", Fen::new(100_00));
        assert!(shop.proof().holds());
        let changes = [
            "UPDATE entry SET principal_change = principal_change + 1 WHERE id = 1",
            "UPDATE entry SET bonus_change = bonus_change + 1 WHERE id = 1",
            "UPDATE entry SET points_change = points_change + 1 WHERE id = 1",
        ];
        for (account, change) in (1..).zip(changes) {
            shop.exec(change);
            let proof = shop.proof();
            let found = proof.findings.iter().any(|finding| {
                finding.what == "statement-change" && finding.row == format!("entry 1, account {account}")
            });
            assert!(found, "{change}: {:?}", proof.findings);
        }
    });
}
