//! What a member decides by themself: the PIN, large spends, and the life of the card.

use huika_domain::{Fen, Pin};
use huika_store::{
    cards::{By, CardAction, CardError, FeeFrom, Replace, change_card, replace_card},
    identity::{
        CodeCheck, CodeRequest, NewPin, PhoneChange, PinCheck, PinError, Purpose, change_phone, check_pin, devices,
        ended_session, give_code_key, make_till_key, pin_account, pin_matches, request_code, reset_pin, set_pin,
        till_of_key,
    },
    secret::SystemRng,
    till::{
        ApprovalError, ApprovalStatus, ScanOutcome, ScanRefusal, SellError, approval, ask_approval, decide,
        last_approval, sale_by_number, waiting_approval, withdraw_approval,
    },
};

use crate::shop::{Member, Shop, on_both_engines, place, sell_request};

fn pin(text: &str) -> Pin {
    Pin::parse(text).expect("six digits")
}

fn new_pin(text: &str) -> NewPin {
    NewPin::hash(&SystemRng, &pin(text)).expect("not an easy one")
}

fn try_pin(shop: &Shop, member: &Member, text: &str) -> PinCheck {
    let id = member.id;
    let Some(account) = shop.read(move |tx| pin_account(tx, id)) else {
        return PinCheck::None;
    };
    let fits = pin_matches(&account, &pin(text));
    shop.write(move |tx| check_pin(tx, &account, fits))
        .expect("the database works")
}

#[test]
fn a_pin_is_locked_after_five_wrong_tries_and_easy_ones_are_refused() {
    on_both_engines(|shop| {
        let member = shop.join("13800139000");
        let id = member.id;
        assert_eq!(try_pin(shop, &member, "274913"), PinCheck::None);
        assert!(matches!(NewPin::hash(&SystemRng, &pin("123456")), Err(PinError::Weak)));
        let (first, second) = (new_pin("274913"), new_pin("274914"));
        shop.write(move |tx| set_pin(tx, id, &first, None)).expect("a good PIN");
        assert!(matches!(
            shop.write(move |tx| set_pin(tx, id, &second, None)),
            Err(PinError::Exists)
        ));
        assert_eq!(try_pin(shop, &member, "274913"), PinCheck::Right);
        for left in (1..5).rev() {
            assert_eq!(try_pin(shop, &member, "000001"), PinCheck::Wrong { tries_left: left });
        }
        assert!(matches!(try_pin(shop, &member, "000001"), PinCheck::Locked { .. }));
        for _ in 0..7 {
            assert!(matches!(try_pin(shop, &member, "274913"), PinCheck::Locked { .. }));
        }
        shop.clock.advance_secs(15 * 60 + 1);
        assert_eq!(
            try_pin(shop, &member, "000001"),
            PinCheck::Wrong { tries_left: 4 },
            "what was typed while it was locked is no try"
        );
        assert_eq!(try_pin(shop, &member, "274913"), PinCheck::Right);
    });
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
        let refused = shop.write(move |tx| decide(tx, stranger, &token, true, "pin"));
        assert!(
            matches!(refused, Err(ApprovalError::Unknown)),
            "another member decides nothing"
        );
        assert!(
            shop.sell(&scanned.token, bill, "s1").is_err(),
            "not before the member has said yes"
        );

        let token = asked.token.clone();
        shop.write(move |tx| decide(tx, id, &token, true, "pin"))
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
            let decided = shop.write(move |tx| decide(tx, id, &token, late, "pin"));
            assert_eq!(decided.is_err(), late);
            assert!(shop.sell(&scanned.token, Fen::new(300_00), key).is_err());
        }
        assert_eq!(shop.balance(&member), Fen::new(580_00));
    });
}

#[test]
fn after_a_loss_report_no_code_scans_and_a_replacement_keeps_balance_less_the_fee() {
    on_both_engines(|shop| {
        let member = shop.member_with("13800139004", Fen::new(100_00));
        let id = member.id;
        let code = shop.code(&member);
        let receipt = shop
            .write(move |tx| change_card(tx, id, CardAction::Lose, &By::Member))
            .expect("active before");
        assert_eq!((receipt.kind.as_str(), receipt.at), ("lost", shop.store.now()));
        assert_eq!(
            shop.scan(&code),
            ScanOutcome::Refused(ScanRefusal::Unknown),
            "the key is gone from the same moment on"
        );
        assert!(matches!(
            shop.scan(&receipt.number.as_digits()),
            ScanOutcome::Refused(ScanRefusal::NotActive)
        ));
        let again = shop.write(move |tx| change_card(tx, id, CardAction::Lose, &By::Member));
        assert!(matches!(again, Err(CardError::WrongStatus { .. })));

        let nobody = By::Counter {
            place: place(),
            identification: " ".into(),
        };
        let ask = move |by: By| Replace {
            by,
            fee_from: FeeFrom::Balance,
            keep: None,
            key: "new-card-1".into(),
        };
        let request = ask(nobody);
        assert!(matches!(
            shop.write(move |tx| replace_card(tx, id, &request)),
            Err(CardError::NoIdentification)
        ));
        let counter = By::Counter {
            place: place(),
            identification: "ID card".into(),
        };
        let request = ask(counter);
        let again = request.clone();
        let replaced = shop
            .write(move |tx| replace_card(tx, id, &request))
            .expect("100.00 pays the fee");
        let twice = shop
            .write(move |tx| replace_card(tx, id, &again))
            .expect("the first answer");
        assert_eq!(twice, replaced, "a double click buys one card");
        assert_ne!(replaced.number, receipt.number);
        assert_eq!(
            (replaced.fee, shop.balance(&member)),
            (Fen::new(3_00), Fen::new(109_00))
        );
        assert_eq!(
            shop.scan(&receipt.number.as_digits()),
            ScanOutcome::Refused(ScanRefusal::Unknown)
        );
        shop.books_hold();
    });
}

#[test]
fn a_frozen_card_spends_again_only_after_it_was_unfrozen() {
    on_both_engines(|shop| {
        let member = shop.member_with("13800139005", Fen::new(100_00));
        let id = member.id;
        shop.write(move |tx| change_card(tx, id, CardAction::Freeze, &By::Member))
            .expect("active before");
        assert_eq!(
            shop.scan(&shop.code(&member)),
            ScanOutcome::Refused(ScanRefusal::NotActive)
        );
        shop.write(move |tx| change_card(tx, id, CardAction::Unfreeze, &By::Member))
            .expect("frozen before");
        assert!(matches!(shop.scan(&shop.code(&member)), ScanOutcome::Opened(_)));
    });
}

#[test]
fn a_till_key_stands_for_its_till_until_it_is_ended() {
    on_both_engines(|shop| {
        let key = shop
            .write(|tx| make_till_key(tx, "till", place().store, "7", None))
            .expect("made");
        let (used, ended) = (key.clone(), key);
        let found = shop.read(move |tx| till_of_key(tx, &used)).expect("known");
        assert_eq!((found.store, found.till.as_str()), (place().store, "7"));
        shop.exec("UPDATE till_key SET ended_at = 1");
        assert!(shop.read(move |tx| till_of_key(tx, &ended)).is_none());
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
            .write(move |tx| decide(tx, id, &token, true, "pin"))
            .expect("in time")
            .expect("the yes makes the sale");
        let (token, again) = (asked.token.clone(), asked.token);
        assert!(matches!(
            shop.write(move |tx| decide(tx, id, &token, true, "pin")),
            Err(ApprovalError::TooLate)
        ));
        assert!(matches!(
            shop.write(move |tx| decide(tx, id, &again, false, "member")),
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
            .read(move |tx| huika_store::assets::home(tx, id))
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
                huika_store::till::Place {
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
            shop.write(move |tx| decide(tx, id, &token, true, "pin"))
                .expect("paid")
                .is_some()
        );
        let shown = shop
            .read(move |tx| waiting_approval(tx, id))
            .expect("the next question");
        assert_eq!(shown.token, tokens[1]);
        let token = tokens[1].clone();
        let refused = shop.write(move |tx| decide(tx, id, &token, true, "pin"));
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
            (last.status, last.decided_by.as_str()),
            (ApprovalStatus::Refused, "till")
        );
        let request = sell_request(&scanned.token, Fen::new(330_00), "k");
        assert!(matches!(
            shop.write(move |tx| ask_approval(tx, &request)),
            Err(SellError::AskedTooOften)
        ));
    });
}

#[test]
fn a_forgotten_pin_is_set_anew_by_a_code_for_that_and_rests_a_day() {
    on_both_engines(|shop| {
        let member = shop.join("13800139013");
        let id = member.id;
        let first = new_pin("274913");
        shop.write(move |tx| set_pin(tx, id, &first, None)).expect("a good PIN");
        let phone = huika_domain::Phone::parse("13800139013").expect("a phone");
        let ask = |purpose| CodeRequest {
            phone: phone.clone(),
            purpose,
            address: [192, 0, 2, 1].into(),
        };
        shop.clock.advance_secs(60);
        let request = ask(Purpose::SignIn);
        shop.write(move |tx| request_code(tx, &request)).expect("sent");
        let to_sign_in = huika_domain::OneTimeCode::parse(&shop.last_code()).expect("six digits");
        let next = new_pin("385024");
        let used = shop.write({
            let next = next.clone();
            move |tx| reset_pin(tx, id, &to_sign_in, &next)
        });
        assert_eq!(
            used.expect("works"),
            CodeCheck::NoCode,
            "a code to sign in resets no PIN"
        );
        let request = ask(Purpose::Pin);
        assert!(
            shop.write(move |tx| request_code(tx, &request)).is_err(),
            "a minute between two codes, whatever they are for"
        );
        shop.clock.advance_secs(60);
        let request = ask(Purpose::Pin);
        shop.write(move |tx| request_code(tx, &request)).expect("sent");
        let code = huika_domain::OneTimeCode::parse(&shop.last_code()).expect("six digits");
        let set = shop.write(move |tx| reset_pin(tx, id, &code, &next));
        assert_eq!(set.expect("works"), CodeCheck::Right);
        assert_eq!(
            try_pin(shop, &member, "274913"),
            try_pin(shop, &member, "385024"),
            "neither yet"
        );
        assert!(matches!(try_pin(shop, &member, "385024"), PinCheck::Cooling { .. }));
        shop.clock.advance_secs(24 * 3600);
        assert_eq!(try_pin(shop, &member, "385024"), PinCheck::Right);
    });
}

#[test]
fn after_a_loss_report_whoever_has_the_phone_sets_no_pin() {
    on_both_engines(|shop| {
        let member = shop.join("13800139014");
        let id = member.id;
        shop.write(move |tx| change_card(tx, id, CardAction::Freeze, &By::Member))
            .expect("active before");
        shop.write(move |tx| change_card(tx, id, CardAction::Lose, &By::Member))
            .expect("what is frozen can be lost");
        let pin = new_pin("274913");
        assert!(matches!(
            shop.write(move |tx| set_pin(tx, id, &pin, None)),
            Err(PinError::Lost)
        ));
    });
}

#[test]
fn another_phone_number_is_proved_by_its_own_code_and_ends_the_other_sessions() {
    on_both_engines(|shop| {
        let member = shop.join("13800139015");
        let taken = shop.join("13800139016");
        assert_ne!(taken.id, member.id);
        let (id, device) = (member.id, member.device);
        shop.clock.advance_secs(60);
        let other = shop.join("13800139015");
        assert_eq!(other.id, id, "the same member on a second phone");
        for (number, fits) in [("13800139016", false), ("13800139017", true)] {
            shop.clock.advance_secs(60);
            let phone = huika_domain::Phone::parse(number).expect("a phone");
            let request = CodeRequest {
                phone: phone.clone(),
                purpose: Purpose::Phone,
                address: [192, 0, 2, 1].into(),
            };
            shop.write(move |tx| request_code(tx, &request)).expect("sent");
            let code = huika_domain::OneTimeCode::parse(&shop.last_code()).expect("six digits");
            let changed = shop
                .write(move |tx| change_phone(tx, id, device, &phone, &code))
                .expect("works");
            assert_eq!(changed, if fits { PhoneChange::Done } else { PhoneChange::Taken });
        }
        let open = shop.read(move |tx| devices(tx, id));
        assert_eq!(open.iter().map(|device| device.id).collect::<Vec<_>>(), [device]);
        assert!(shop.read(|tx| ended_session(tx, "no such token")).is_none());
        assert_eq!(
            shop.read(move |tx| huika_store::assets::card_face(tx, id))
                .expect("a member")
                .phone
                .national(),
            "13800139017"
        );
    });
}

#[test]
fn a_new_card_on_the_phone_keeps_its_session_with_another_key() {
    on_both_engines(|shop| {
        let member = shop.member_with("13800139018", Fen::new(100_00));
        let (id, device) = (member.id, member.device);
        let old_code = shop.code(&member);
        let request = Replace {
            by: By::Member,
            fee_from: FeeFrom::Balance,
            keep: Some(device),
            key: "new-card-2".into(),
        };
        shop.write(move |tx| replace_card(tx, id, &request))
            .expect("100.00 pays the fee");
        assert_eq!(shop.scan(&old_code), ScanOutcome::Refused(ScanRefusal::Wrong));
        assert!(matches!(shop.scan(&shop.code(&member)), ScanOutcome::Opened(_)));
        shop.books_hold();
    });
}

#[test]
fn a_new_card_can_be_paid_in_cash_when_nothing_is_left_on_the_old_one() {
    on_both_engines(|shop| {
        let member = shop.join("13800139019");
        let id = member.id;
        let by = By::Counter {
            place: place(),
            identification: "ID card".into(),
        };
        let ask = |fee_from, key: &str| Replace {
            by: by.clone(),
            fee_from,
            keep: None,
            key: key.into(),
        };
        let (balance, cash) = (ask(FeeFrom::Balance, "cash-1"), ask(FeeFrom::Cash, "cash-2"));
        assert!(matches!(
            shop.write(move |tx| replace_card(tx, id, &balance)),
            Err(CardError::FeeAboveBalance { .. })
        ));
        let replaced = shop.write(move |tx| replace_card(tx, id, &cash)).expect("paid in cash");
        assert_eq!((replaced.fee, shop.balance(&member)), (Fen::new(3_00), Fen::ZERO));
        shop.books_hold();
    });
}

#[test]
fn a_code_that_is_on_the_screen_stays_good_for_a_moment_when_the_phone_gets_a_key_of_its_own() {
    on_both_engines(|shop| {
        let member = shop.join("13800139008");
        let device = member.device;
        let drawn = shop.code(&member);
        shop.write(move |tx| give_code_key(tx, device)).expect("a key");
        assert_ne!(shop.code(&member), drawn);
        assert!(matches!(shop.scan(&drawn), ScanOutcome::Opened(_)));
        // The same step by the other key is used up as well.
        let other = shop.code(&member);
        assert!(matches!(
            shop.scan(&other),
            ScanOutcome::Refused(ScanRefusal::Used { .. })
        ));
        shop.clock.advance_secs(61);
        let stale = shop.code(&member);
        shop.write(move |tx| give_code_key(tx, device)).expect("a key");
        let id = member.id;
        let by = By::Member;
        shop.write(move |tx| change_card(tx, id, CardAction::Lose, &by))
            .expect("reported");
        assert!(matches!(shop.scan(&stale), ScanOutcome::Refused(ScanRefusal::Unknown)));
    });
}
