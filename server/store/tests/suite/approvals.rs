//! Large spends: the till waits, the member says yes or no.

use huika_domain::{Clock as _, Fen, PayWith, Proof};
use huika_store::{
    member::Shown,
    sale::{SaleReceipt, SellError, sell},
    till::{
        Answer, ApprovalError, ApprovalStatus, DecidedBy, ScanOutcome, approval, ask_approval, ask_once, decide,
        last_approval, sale_by_number, waiting_approval, withdraw_approval,
    },
};

use crate::shop::{Member, Shop, on_both_engines, place, sell_request};

/// What a member shows who types the PIN.
fn by_pin() -> Shown {
    Shown::for_tests(&[Proof::Session, Proof::Pin])
}

#[test]
fn a_spend_above_the_limit_waits_for_the_member_and_is_approved_once() {
    on_both_engines(|shop| {
        let member = shop.member_with("13800139001", Fen::new(500_00));
        let id = member.id;
        let ScanOutcome::Opened(scanned) = shop.scan(&shop.code(&member)) else {
            panic!("the code is right")
        };
        let bill = Fen::new(300_00);
        let refused = shop.sell(&scanned.token, bill, "s1");
        assert!(
            matches!(refused, Err(SellError::AboveLimit { left }) if left == Fen::new(200_00)),
            "{refused:?}"
        );

        // Without a key: this till sells by itself once it may.
        let request = sell_request(&scanned.token, bill, "");
        let asked = shop
            .write(move |tx| ask_approval(tx, &request))
            .expect("the question is asked");
        let request = sell_request(&scanned.token, bill, "");
        let again = shop.write(move |tx| ask_approval(tx, &request)).expect("asked again");
        assert_eq!(asked.token, again.token, "one question for one bill");
        let shown = shop.read(move |tx| waiting_approval(tx, id)).expect("the phone asks");
        assert_eq!((shown.amount, shown.store.as_str()), (bill, "徐汇店"));

        let stranger = shop.join("13800139002").id;
        let token = asked.token.clone();
        let refused = shop.write(move |tx| decide(tx, stranger, &token, Answer::Yes(&by_pin())));
        assert!(
            matches!(refused, Err(ApprovalError::Unknown)),
            "another member decides nothing"
        );
        assert!(
            shop.sell(&scanned.token, bill, "s1").is_err(),
            "not before the member has said yes"
        );

        let token = asked.token.clone();
        shop.write(move |tx| decide(tx, id, &token, Answer::Yes(&by_pin())))
            .expect("in time");
        let session = scanned.token.clone();
        let seen = shop
            .read(move |tx| approval(tx, &session, &place()))
            .expect("the till sees it");
        assert_eq!(seen.status, ApprovalStatus::Approved);
        shop.sell(&scanned.token, bill, "s1").expect("approved");
        shop.books_hold();
    });
}

#[test]
fn a_refused_or_late_approval_sells_nothing() {
    on_both_engines(|shop| {
        let member = shop.member_with("13800139003", Fen::new(500_00));
        let id = member.id;
        for (key, late) in [("a", false), ("b", true)] {
            shop.clock.advance_secs(60);
            let ScanOutcome::Opened(scanned) = shop.scan(&shop.code(&member)) else {
                panic!("the code is right")
            };
            let request = sell_request(&scanned.token, Fen::new(300_00), key);
            let asked = shop
                .write(move |tx| ask_approval(tx, &request))
                .expect("the question is asked");
            if late {
                shop.clock.advance_secs(121);
            }
            let token = asked.token;
            let decided = shop.write(move |tx| {
                let pin = by_pin();
                let answer = if late { Answer::Yes(&pin) } else { Answer::No };
                decide(tx, id, &token, answer)
            });
            assert_eq!(decided.is_err(), late);
            assert!(shop.sell(&scanned.token, Fen::new(300_00), key).is_err());
        }
        assert_eq!(shop.balance(&member), Fen::new(580_00));
    });
}

#[test]
fn a_yes_on_the_phone_makes_the_counters_sale_once_and_leaves_the_daily_limit() {
    on_both_engines(|shop| {
        let member = shop.member_with("13800139010", Fen::new(1000_00));
        let id = member.id;
        let before = shop.balance(&member);
        let ScanOutcome::Opened(scanned) = shop.scan(&shop.code(&member)) else {
            panic!("the code is right")
        };
        let bill = Fen::new(300_00);
        assert!(matches!(
            shop.sell(&scanned.token, bill, "c1"),
            Err(SellError::AboveLimit { .. })
        ));
        let request = sell_request(&scanned.token, bill, "c1");
        let asked = shop
            .write(move |tx| ask_approval(tx, &request))
            .expect("the question is asked");
        let token = asked.token.clone();
        let receipt = shop
            .write(move |tx| decide(tx, id, &token, Answer::Yes(&by_pin())))
            .expect("in time")
            .expect("the yes makes the sale");
        let (token, again) = (asked.token.clone(), asked.token);
        assert!(matches!(
            shop.write(move |tx| decide(tx, id, &token, Answer::Yes(&by_pin()))),
            Err(ApprovalError::TooLate)
        ));
        assert!(matches!(
            shop.write(move |tx| decide(tx, id, &again, Answer::No)),
            Err(ApprovalError::TooLate)
        ));
        let same = shop.sell(&scanned.token, bill, "c1").expect("the first receipt");
        assert_eq!(same, receipt, "the counter's own try finds the sale that was made");
        assert!(shop.sell(&scanned.token, bill, "c2").is_err(), "the scan is used up");
        let (session, number) = (scanned.token.clone(), receipt.receipt_number.clone());
        let seen = shop
            .read(move |tx| approval(tx, &session, &place()))
            .expect("the till sees it");
        assert_eq!(
            (seen.status, seen.receipt_number.as_str()),
            (ApprovalStatus::Used, number.as_str())
        );
        assert!(
            shop.read(move |tx| sale_by_number(tx, place().store, &number))
                .is_some()
        );
        assert_eq!(shop.balance(&member), Fen::new(before.get() - bill.get()));
        assert!(shop.read(move |tx| waiting_approval(tx, id)).is_none());
        let left = shop
            .read(move |tx| huika_store::member::home(tx, id))
            .expect("a member");
        assert_eq!(left.no_pin_left, Fen::new(200_00), "what was approved does not count");
        shop.books_hold();
    });
}

#[test]
fn two_tills_ask_at_once_and_each_question_pays_its_own_bill_while_there_is_money() {
    on_both_engines(|shop| {
        let member = shop.member_with("13800139011", Fen::new(500_00));
        let id = member.id;
        let mut tokens = Vec::new();
        for (till, key) in [("1", "t1"), ("2", "t2")] {
            let (code, at) = (
                shop.code(&member),
                huika_store::staff::Place {
                    till: till.into(),
                    ..place()
                },
            );
            let scanned = shop.write(move |tx| huika_store::till::scan(tx, &code, &at));
            let Ok(ScanOutcome::Opened(scanned)) = scanned else {
                panic!("the code is right")
            };
            shop.clock.advance_secs(30);
            let mut request = sell_request(&scanned.token, Fen::new(400_00), key);
            request.place.till = till.into();
            let asked = shop
                .write(move |tx| ask_approval(tx, &request))
                .expect("the question is asked");
            tokens.push(asked.token);
        }
        let shown = shop.read(move |tx| waiting_approval(tx, id)).expect("the phone asks");
        assert_eq!(
            (&shown.token, shown.till.as_str()),
            (&tokens[0], "1"),
            "one after the other"
        );
        let token = tokens[0].clone();
        assert!(
            shop.write(move |tx| decide(tx, id, &token, Answer::Yes(&by_pin())))
                .expect("paid")
                .is_some()
        );
        let shown = shop
            .read(move |tx| waiting_approval(tx, id))
            .expect("the next question");
        assert_eq!(shown.token, tokens[1]);
        let token = tokens[1].clone();
        let refused = shop.write(move |tx| decide(tx, id, &token, Answer::Yes(&by_pin())));
        assert!(
            matches!(refused, Err(ApprovalError::Sale(SellError::Quote(_)))),
            "500.00 do not pay 800.00: {refused:?}"
        );
        assert_eq!(shop.balance(&member), Fen::new(580_00 - 400_00));
        shop.books_hold();
    });
}

#[test]
fn a_till_takes_its_question_back_and_asks_three_times_at_most() {
    on_both_engines(|shop| {
        let member = shop.member_with("13800139012", Fen::new(500_00));
        let id = member.id;
        let ScanOutcome::Opened(scanned) = shop.scan(&shop.code(&member)) else {
            panic!("the code is right")
        };
        for amount in [300_00, 310_00, 320_00] {
            let request = sell_request(&scanned.token, Fen::new(amount), "k");
            let asked = shop
                .write(move |tx| ask_approval(tx, &request))
                .expect("the question is asked");
            let shown = shop.read(move |tx| waiting_approval(tx, id)).expect("the phone asks");
            assert_eq!(shown.token, asked.token, "the newest amount is the question");
        }
        let session = scanned.token.clone();
        assert!(
            shop.write(move |tx| withdraw_approval(tx, &session, &place()))
                .expect("works")
        );
        assert!(shop.read(move |tx| waiting_approval(tx, id)).is_none());
        let last = shop.read(move |tx| last_approval(tx, id)).expect("news");
        assert_eq!(
            (last.status, last.decided_by),
            (ApprovalStatus::Refused, Some(DecidedBy::Till))
        );
        let request = sell_request(&scanned.token, Fen::new(330_00), "k");
        assert!(matches!(
            shop.write(move |tx| ask_approval(tx, &request)),
            Err(SellError::AskedTooOften)
        ));
    });
}

/// Scans a fresh code and sells.
fn sell_by_code(shop: &Shop, member: &Member, gross: Fen, key: &str) -> Result<SaleReceipt, SellError> {
    shop.clock.advance_secs(60);
    let ScanOutcome::Opened(scanned) = shop.scan(&shop.code(member)) else {
        panic!("the code is right")
    };
    shop.sell(&scanned.token, gross, key)
}

#[test]
fn small_bills_of_one_day_count_against_one_limit() {
    on_both_engines(|shop| {
        let member = shop.member_with("13800139010", Fen::new(500_00));
        sell_by_code(shop, &member, Fen::new(120_00), "s1").expect("within the limit");
        sell_by_code(shop, &member, Fen::new(79_00), "s2").expect("within the limit");
        let refused = sell_by_code(shop, &member, Fen::new(1_01), "s3");
        assert!(
            matches!(refused, Err(SellError::AboveLimit { left }) if left == Fen::new(1_00)),
            "{refused:?}"
        );
        sell_by_code(shop, &member, Fen::new(1_00), "s4").expect("all of the limit may be spent");

        shop.clock.advance_secs(24 * 3600);
        sell_by_code(shop, &member, Fen::new(150_00), "s5").expect("another day");
        let refused = sell_by_code(shop, &member, Fen::new(50_01), "s6");
        assert!(
            matches!(refused, Err(SellError::AboveLimit { left }) if left == Fen::new(50_00)),
            "{refused:?}"
        );
        shop.books_hold();
    });
}

#[test]
fn another_bill_of_which_the_card_pays_as_much_is_another_question() {
    on_both_engines(|shop| {
        let member = shop.member_with("13800139020", Fen::new(300_00));
        let id = member.id;
        let ScanOutcome::Opened(scanned) = shop.scan(&shop.code(&member)) else {
            panic!("the code is right")
        };
        let bill = |gross: i64, key: &str| {
            sell_request(&scanned.token, Fen::new(gross), key).paid(PayWith::BalanceFirst, "cash")
        };
        let ask = |gross: i64, key: &str| {
            let request = bill(gross, key);
            shop.write(move |tx| ask_once(tx, &request))
                .expect("the question is asked")
        };
        let all = shop.balance(&member);
        let first = ask(400_00, "k1");
        let second = ask(380_00, "k2");
        assert_eq!((first.amount, second.amount), (all, all), "the card pays the same");
        assert_ne!(first.token, second.token);
        let token = first.token.clone();
        let late = shop.write(move |tx| decide(tx, id, &token, Answer::Yes(&by_pin())));
        assert!(matches!(late, Err(ApprovalError::TooLate)), "{late:?}");
        // The same bill under another key is the same question, and the till gets its sale by the key that it sent last.
        assert_eq!(ask(380_00, "k3").token, second.token);
        let token = second.token.clone();
        let sold = shop
            .write(move |tx| decide(tx, id, &token, Answer::Yes(&by_pin())))
            .expect("in time");
        assert_eq!(sold.expect("a sale").gross, Fen::new(380_00));
        let again = bill(380_00, "k3");
        let receipt = shop.write(move |tx| sell(tx, &again)).expect("the receipt again");
        assert_eq!(receipt.gross, Fen::new(380_00));
        shop.books_hold();
    });
}

#[test]
fn a_bill_that_was_refused_is_not_asked_about_again_and_a_changed_one_is() {
    on_both_engines(|shop| {
        let member = shop.member_with("13800139021", Fen::new(300_00));
        let id = member.id;
        let ScanOutcome::Opened(scanned) = shop.scan(&shop.code(&member)) else {
            panic!("the code is right")
        };
        let ask = |gross: i64| {
            let request = sell_request(&scanned.token, Fen::new(gross), "k");
            shop.write(move |tx| ask_once(tx, &request)).expect("an answer")
        };
        let token = ask(250_00).token;
        shop.write(move |tx| decide(tx, id, &token, Answer::No))
            .expect("in time");
        assert_eq!(ask(250_00).status, ApprovalStatus::Refused);
        assert_eq!(ask(240_00).status, ApprovalStatus::Waiting);
    });
}

#[test]
fn what_the_code_spent_today_is_not_forgotten_by_a_clock_that_is_seconds_behind() {
    on_both_engines(|shop| {
        let member = shop.member_with("13800139022", Fen::new(900_00));
        let zone = shop.read(|tx| Ok(tx.context().zone));
        let now = shop.clock.now();
        let midnight = (0..24 * 3600).find(|secs| zone.business_day(now.plus_secs(*secs)) != zone.business_day(now));
        shop.clock.advance_secs(midnight.expect("a day ends") + 1);
        let ScanOutcome::Opened(first) = shop.scan(&shop.code(&member)) else {
            panic!("the code is right")
        };
        shop.sell(&first.token, Fen::new(200_00), "s1")
            .expect("within the limit");
        let ScanOutcome::Opened(second) = shop.scan("13800139022") else {
            panic!("the number is known")
        };
        shop.exec("UPDATE till_session SET rights = 'spend'");
        shop.clock.advance_secs(-3);
        let refused = shop.sell(&second.token, Fen::new(200_00), "s2");
        assert!(
            matches!(refused, Err(SellError::AboveLimit { left: Fen::ZERO })),
            "{refused:?}"
        );
        shop.clock.advance_secs(24 * 3600 + 3);
        let ScanOutcome::Opened(next_day) = shop.scan(&shop.code(&member)) else {
            panic!("the code is right")
        };
        shop.sell(&next_day.token, Fen::new(200_00), "s3").expect("a new day");
        shop.books_hold();
    });
}
