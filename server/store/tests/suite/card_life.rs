//! The life of a card: lost, frozen, found, replaced, each in force with its commit.

use huika_domain::{Fen, Pin, Proof};
use huika_store::{
    StoreError,
    card::{By, CardAction, CardError, FeeFrom, Replace, Stopped, change_card, replace_card},
    db::secret::SystemRng,
    member::{NewPin, PinError, Shown, give_code_key, set_first_pin},
    staff::Place,
    till::{ScanOutcome, ScanRefusal, scan},
};

use crate::shop::{on_both_engines, place};

fn pin(text: &str) -> Pin {
    Pin::parse(text).expect("six digits")
}

/// What a member shows who has just signed in by a code.
fn just_signed_in() -> Shown {
    Shown::for_tests(&[Proof::Session, Proof::FreshSignIn, Proof::FreshCode])
}

fn new_pin(text: &str) -> NewPin {
    NewPin::hash(&SystemRng, &pin(text)).expect("not an easy one")
}

#[test]
fn after_a_loss_report_no_code_scans_and_a_replacement_keeps_balance_less_the_fee() {
    on_both_engines(|shop| {
        let member = shop.member_with("13800139004", Fen::new(100_00));
        let id = member.id;
        let code = shop.code(&member);
        let receipt = shop
            .write(move |tx| change_card(tx, id, CardAction::Lose, &By::Member(Shown::session())))
            .expect("active before");
        assert_eq!((receipt.kind.as_str(), receipt.at), ("lost", shop.store.now()));
        assert_eq!(
            shop.scan(&code),
            ScanOutcome::Refused(ScanRefusal::Unknown),
            "the key is gone from the same moment on"
        );
        assert!(matches!(
            shop.scan(&receipt.number.as_digits()),
            ScanOutcome::Refused(ScanRefusal::NotActive { stopped: Stopped::Lost })
        ));
        let again = shop.write(move |tx| change_card(tx, id, CardAction::Lose, &By::Member(Shown::session())));
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
        shop.write(move |tx| change_card(tx, id, CardAction::Freeze, &By::Member(Shown::session())))
            .expect("active before");
        assert_eq!(
            shop.scan(&shop.code(&member)),
            ScanOutcome::Refused(ScanRefusal::NotActive {
                stopped: Stopped::Frozen
            })
        );
        shop.write(move |tx| change_card(tx, id, CardAction::Unfreeze, &By::Member(Shown::session())))
            .expect("frozen before");
        assert!(matches!(shop.scan(&shop.code(&member)), ScanOutcome::Opened(_)));
    });
}

#[test]
fn after_a_loss_report_whoever_has_the_phone_sets_no_pin() {
    on_both_engines(|shop| {
        let member = shop.join("13800139014");
        let id = member.id;
        shop.write(move |tx| change_card(tx, id, CardAction::Freeze, &By::Member(Shown::session())))
            .expect("active before");
        shop.write(move |tx| change_card(tx, id, CardAction::Lose, &By::Member(Shown::session())))
            .expect("what is frozen can be lost");
        let pin = new_pin("274913");
        assert!(matches!(
            shop.write(move |tx| set_first_pin(tx, id, &pin, &just_signed_in())),
            Err(PinError::Lost)
        ));
    });
}

#[test]
fn a_new_card_on_the_phone_keeps_its_session_with_another_key() {
    on_both_engines(|shop| {
        let member = shop.member_with("13800139018", Fen::new(100_00));
        let (id, device) = (member.id, member.device);
        let old_code = shop.code(&member);
        let request = Replace {
            by: By::Member(Shown::for_tests(&[Proof::Session, Proof::FreshSignIn])),
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
        let opened = shop.scan(&drawn);
        assert!(matches!(opened, ScanOutcome::Opened(_)));
        // The same step by the other key is used up as well. For the till that has just read this phone it is the same scan.
        let other = shop.code(&member);
        assert_eq!(shop.scan(&other), opened);
        let other_till = Place {
            till: "2".into(),
            ..place()
        };
        let at_other_till = shop.write(move |tx| scan(tx, &other, &other_till));
        assert!(matches!(
            at_other_till,
            Ok::<_, StoreError>(ScanOutcome::Refused(ScanRefusal::Used { .. }))
        ));
        shop.clock.advance_secs(61);
        let stale = shop.code(&member);
        shop.write(move |tx| give_code_key(tx, device)).expect("a key");
        let id = member.id;
        let by = By::Member(Shown::session());
        shop.write(move |tx| change_card(tx, id, CardAction::Lose, &by))
            .expect("reported");
        assert!(matches!(shop.scan(&stale), ScanOutcome::Refused(ScanRefusal::Unknown)));
    });
}

#[test]
fn a_loss_that_somebody_else_reports_keeps_both_documents() {
    let proxy = huika_domain::PersonName::parse("李四").expect("a name");
    let shown = huika_store::card::by_proxy("id-card", &proxy, "passport");
    for part in ["id-card", "李四", "passport"] {
        assert!(shown.contains(part), "{part} in {shown}");
    }
}
