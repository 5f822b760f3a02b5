//! What a member decides by themself: the PIN, large spends, and the life of the card.

use huika_domain::{Fen, Pin};
use huika_store::{
    cards::{By, CardAction, CardError, change_card, replace_card},
    identity::{PinCheck, PinError, check_pin, make_till_key, pin_account, pin_matches, set_pin, till_of_key},
    till::{
        ApprovalError, ApprovalStatus, ScanOutcome, ScanRefusal, SellError, approval, ask_approval, decide,
        waiting_approval,
    },
};

use crate::shop::{Member, Shop, on_both_engines, place, sell_request};

fn pin(text: &str) -> Pin {
    Pin::parse(text).expect("six digits")
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
        assert!(matches!(
            shop.write(move |tx| set_pin(tx, id, &pin("123456"), None)),
            Err(PinError::Weak)
        ));
        shop.write(move |tx| set_pin(tx, id, &pin("274913"), None))
            .expect("a good PIN");
        assert!(matches!(
            shop.write(move |tx| set_pin(tx, id, &pin("274914"), None)),
            Err(PinError::Exists)
        ));
        assert_eq!(try_pin(shop, &member, "274913"), PinCheck::Right);
        for left in (1..5).rev() {
            assert_eq!(try_pin(shop, &member, "000001"), PinCheck::Wrong { tries_left: left });
        }
        assert!(matches!(try_pin(shop, &member, "000001"), PinCheck::Locked { .. }));
        assert!(matches!(try_pin(shop, &member, "274913"), PinCheck::Locked { .. }));
        shop.clock.advance_secs(15 * 60 + 1);
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

        let request = sell_request(&scanned.token, bill, "s1");
        let asked = shop
            .write(move |tx| ask_approval(tx, &request))
            .expect("the question is asked");
        let request = sell_request(&scanned.token, bill, "s1");
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
        assert!(matches!(
            shop.write(move |tx| replace_card(tx, id, &nobody)),
            Err(CardError::NoIdentification)
        ));
        let counter = By::Counter {
            place: place(),
            identification: "ID card".into(),
        };
        let replaced = shop
            .write(move |tx| replace_card(tx, id, &counter))
            .expect("100.00 pays the fee");
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
