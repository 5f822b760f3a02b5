//! Who a member is: the PIN, the phone number, and the tills' keys.

use huika_domain::{Pin, Proof};
use huika_store::{
    db::secret::SystemRng,
    member::{
        CodeCheck, NewPin, PhoneChange, PinCheck, PinError, Purpose, Shown, change_phone, check_pin, devices,
        ended_session, pin_account, pin_matches, reset_pin, set_first_pin,
    },
    till::{make_till_key, till_of_key},
};

use crate::shop::{Member, Shop, on_both_engines, place};

fn pin(text: &str) -> Pin {
    Pin::parse(text).expect("six digits")
}

fn new_pin(text: &str) -> NewPin {
    NewPin::hash(&SystemRng, &pin(text)).expect("not an easy one")
}

/// What a member shows who has just signed in by a code.
fn just_signed_in() -> Shown {
    Shown::for_tests(&[Proof::Session, Proof::FreshSignIn, Proof::FreshCode])
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
        shop.write(move |tx| set_first_pin(tx, id, &first, &just_signed_in()))
            .expect("a good PIN");
        assert!(matches!(
            shop.write(move |tx| set_first_pin(tx, id, &second, &just_signed_in())),
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
fn a_forgotten_pin_is_set_anew_by_a_code_for_that_and_rests_a_day() {
    on_both_engines(|shop| {
        let member = shop.join("13800139013");
        let id = member.id;
        let first = new_pin("274913");
        shop.write(move |tx| set_first_pin(tx, id, &first, &just_signed_in()))
            .expect("a good PIN");
        let phone = huika_domain::Phone::parse("13800139013").expect("a phone");
        shop.clock.advance_secs(60);
        let request = shop.code_request(&phone, Purpose::SignIn);
        shop.ask_code(&request).expect("sent");
        let to_sign_in = Shop::typed(&request, &shop.last_code());
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
        let request = shop.code_request(&phone, Purpose::Pin);
        assert!(
            shop.ask_code(&request).is_err(),
            "a minute between two codes, whatever they are for"
        );
        shop.clock.advance_secs(60);
        shop.ask_code(&request).expect("sent");
        let code = Shop::typed(&request, &shop.last_code());
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
            let request = shop.code_request(&phone, Purpose::Phone);
            shop.ask_code(&request).expect("sent");
            let code = Shop::typed(&request, &shop.last_code());
            let changed = shop
                .write(move |tx| change_phone(tx, id, device, &phone, &code))
                .expect("works");
            assert_eq!(changed, if fits { PhoneChange::Done } else { PhoneChange::Taken });
        }
        let open = shop.read(move |tx| devices(tx, id));
        assert_eq!(open.iter().map(|device| device.id).collect::<Vec<_>>(), [device]);
        assert!(shop.read(|tx| ended_session(tx, "no such token")).is_none());
        assert_eq!(
            shop.read(move |tx| huika_store::member::card_face(tx, id))
                .expect("a member")
                .phone
                .national(),
            "13800139017"
        );
    });
}
