//! How people become members: on somebody's word, by a counter's hand, with a birthday; and one membership for one phone.

use huika_domain::{
    Birthday, ConsentChannel, ConsentPurpose, ConsentTo, Fen, JoinSource, MemberId, PayWith, PersonName, Phone, Points,
    ReferralCode,
};
use huika_store::{
    StoreError,
    db::outbox,
    member::{
        BirthdayChange, EnterError, EnterMember, Home, Joining, PhoneChange, PhoneChangedSms, ProfileValues, Purpose,
        birthday, change_phone, correct_birthday, enter_member, home, invites, referral, set_birthday,
    },
    params,
    sale::sell,
    till::ScanOutcome,
};

use crate::shop::{Shop, on_both_engines, place, sell_request};

const FRIEND: &str = "13900139000";

/// Offers by text message.
const OFFERS: ConsentTo = ConsentTo {
    purpose: ConsentPurpose::Offers,
    channel: ConsentChannel::Sms,
};

fn born(text: &str) -> Birthday {
    Birthday::from_text(text).expect("a birthday")
}

fn enter(phone: &str) -> EnterMember {
    EnterMember {
        phone: Phone::parse(phone).expect("a phone"),
        name: Some(PersonName::parse("林小满").expect("a name")),
        birthday: Some(born("L1990-+05-01")),
        profile: ProfileValues::default(),
        document: None,
        guardian: None,
        place: place(),
    }
}

/// What the member's row says: source, referrer, terms, consent, whether it is claimed.
fn row(shop: &Shop, member: MemberId) -> (String, Option<MemberId>, String, Option<String>, bool) {
    shop.read(move |tx| {
        let found = tx.one(
            "SELECT source, referred_by, terms_version, claimed_at, (SELECT version FROM consent c WHERE c.member_id = member.id \
             AND c.withdrawn_at IS NULL) AS consent_version FROM member WHERE id = ?1",
            params![member],
            |row| {
                Ok((
                    row.get("source")?,
                    row.get("referred_by")?,
                    row.get("terms_version")?,
                    row.get("consent_version")?,
                    row.get::<Option<i64>>("claimed_at")?.is_some(),
                ))
            },
        )?;
        found.ok_or_else(|| StoreError::Decode("no member".into()))
    })
}

fn members(shop: &Shop) -> i64 {
    shop.read(|tx| tx.value("SELECT COUNT(*) FROM member", params![]))
}

fn home_of(shop: &Shop, member: MemberId) -> Home {
    shop.read(move |tx| home(tx, member)).expect("the member is there")
}

#[test]
fn who_joins_is_kept_with_the_path_the_friend_the_terms_and_the_consent() {
    on_both_engines(|shop| {
        let friend = shop.join(FRIEND).id;
        let code = shop.write(move |tx| referral(tx, friend)).expect("a code").code;
        let again = shop.write(move |tx| referral(tx, friend)).expect("a code");
        assert_eq!((&again.code, again.joined), (&code, 0), "a code is drawn once");
        let known = code.clone();
        assert!(shop.read(move |tx| invites(tx, &known)));
        let joining = Joining {
            source: JoinSource::parse("poster-7").expect("a source"),
            referral: Some(code.clone()),
            birthday: Some(born("1990-05-17")),
            consents: vec![OFFERS],
            knew: Vec::new(),
            guardian: None,
        };
        let member = shop.join_with("13900139001", joining).id;
        assert_eq!(
            row(shop, member),
            (
                "poster-7".into(),
                Some(friend),
                "2026-11".into(),
                Some("2026-11".into()),
                true
            )
        );
        assert_eq!(
            shop.read(move |tx| birthday(tx, member)).birthday,
            Some(born("1990-05-17"))
        );
        assert_eq!(shop.write(move |tx| referral(tx, friend)).expect("a code").joined, 1);
        let plain = shop.join("13900139002").id;
        assert_eq!(row(shop, plain), ("portal".into(), None, "2026-11".into(), None, true));
    });
}

#[test]
fn who_ticks_the_box_at_a_later_sign_in_agrees_and_an_empty_box_takes_nothing_back() {
    on_both_engines(|shop| {
        let member = shop.join(FRIEND).id;
        assert_eq!(row(shop, member).3, None);
        let agreeing = Joining {
            consents: vec![OFFERS],
            ..Joining::default()
        };
        for joining in [agreeing, Joining::default()] {
            shop.clock.advance_secs(61);
            shop.join_with(FRIEND, joining);
            assert_eq!(row(shop, member).3.as_deref(), Some("2026-11"));
        }
    });
}

#[test]
fn nobody_comes_on_their_own_word_on_an_unknown_one_or_twice() {
    on_both_engines(|shop| {
        let friend = shop.join(FRIEND).id;
        let code = shop.write(move |tx| referral(tx, friend)).expect("a code").code;
        let by = |code: &ReferralCode| Joining {
            referral: Some(code.clone()),
            ..Joining::default()
        };
        let unknown = ReferralCode::parse("ZZZZZZZZ").expect("a code");
        let asked = unknown.clone();
        assert!(!shop.read(move |tx| invites(tx, &asked)));
        let member = shop.join_with("13900139003", by(&unknown)).id;
        assert_eq!(
            row(shop, member).1,
            None,
            "an unknown code keeps nobody out and names nobody"
        );
        // Their own code, and a friend's once they are a member: signing in is no joining.
        shop.clock.advance_secs(61);
        shop.join_with(FRIEND, by(&code));
        shop.join_with("13900139003", by(&code));
        assert_eq!((row(shop, friend).1, row(shop, member).1), (None, None));
        // A membership that is not claimed yet and has a code all the same.
        let entered = shop
            .write(|tx| enter_member(tx, &enter("13900139004")))
            .expect("a new phone");
        let own = shop.write(move |tx| referral(tx, entered)).expect("a code").code;
        shop.join_with("13900139004", by(&own));
        assert_eq!(row(shop, entered).1, None);
        // Somebody who has left invites nobody.
        shop.exec("UPDATE member SET status = 'closed' WHERE phone = '+8613900139000'");
        assert!(!shop.read(move |tx| invites(tx, &code)));
    });
}

#[test]
fn a_member_whom_the_counter_entered_claims_the_card_by_phone_and_is_never_made_twice() {
    on_both_engines(|shop| {
        let friend = shop.join(FRIEND).id;
        let code = shop.write(move |tx| referral(tx, friend)).expect("a code").code;
        let phone = "13900139005";
        let entered = shop
            .write(move |tx| enter_member(tx, &enter(phone)))
            .expect("a new phone");
        let before = row(shop, entered);
        assert_eq!(
            before,
            ("counter".into(), None, String::new(), None, false),
            "nothing is agreed to for them"
        );
        let again = shop.write(move |tx| enter_member(tx, &enter(phone)));
        assert!(
            matches!(again, Err(EnterError::Known(known)) if known == entered),
            "{again:?}"
        );

        // They buy something before they have ever signed in: the phone identifies, and earns.
        let ScanOutcome::Opened(scanned) = shop.scan(phone) else {
            panic!("the phone is known")
        };
        assert!(!scanned.may_spend);
        let bill = sell_request(&scanned.token, Fen::new(88_00), "counter-sale").paid(PayWith::Outside, "cash");
        shop.write(move |tx| sell(tx, &bill)).expect("outside money");
        let count = members(shop);

        let joining = Joining {
            source: JoinSource::parse("poster-7").expect("a source"),
            referral: Some(code),
            birthday: Some(born("1991-01-01")),
            consents: vec![OFFERS],
            knew: Vec::new(),
            guardian: None,
        };
        let member = shop.join_with(phone, joining);
        assert_eq!((member.id, members(shop)), (entered, count), "the same membership");
        assert_eq!(
            home_of(shop, entered).points,
            Points::new(88),
            "with the points that were earned"
        );
        assert_eq!(
            row(shop, entered),
            (
                "counter".into(),
                Some(friend),
                "2026-11".into(),
                Some("2026-11".into()),
                true
            )
        );
        let kept = shop.read(move |tx| birthday(tx, entered)).birthday;
        assert_eq!(kept, Some(born("L1990-+05-01")), "what the counter wrote down stands");

        // The next sign-in agrees to nothing again.
        shop.clock.advance_secs(61);
        shop.join(phone);
        assert_eq!(row(shop, entered).3, Some("2026-11".into()));
    });
}

#[test]
fn the_number_that_a_membership_leaves_is_told_in_the_same_transaction() {
    on_both_engines(|shop| {
        let member = shop.join(FRIEND);
        let next = Phone::parse("13900139077").expect("a phone");
        let move_to = |phone: &Phone| {
            shop.clock.advance_secs(61);
            let request = shop.code_request(phone, Purpose::Phone);
            shop.ask_code(&request).expect("a code is sent");
            let code = Shop::typed(&request, &shop.last_code());
            let phone = phone.clone();
            shop.write(move |tx| change_phone(tx, member.id, member.device, &phone, &code))
        };
        assert_eq!(move_to(&next).expect("the database works"), PhoneChange::Done);
        let mut told = shop.write(|tx| outbox::take(tx, 10, 60)).expect("the outbox works");
        let message = told.pop().expect("a notice waits");
        assert!(told.is_empty() && message.kind == PhoneChangedSms::KIND);
        let notice: PhoneChangedSms = serde_json::from_str(&message.payload).expect("a notice");
        assert_eq!(
            (notice.phone.as_str(), notice.tail.as_str()),
            ("+8613900139000", "9077")
        );
        shop.write(move |tx| outbox::settle(tx, message.id, "sent"))
            .expect("settled");
        // To the number that it has already: nobody has anything to hear.
        assert_eq!(move_to(&next).expect("the database works"), PhoneChange::Done);
        assert!(
            shop.write(|tx| outbox::take(tx, 10, 60))
                .expect("the outbox works")
                .is_empty()
        );
    });
}

#[test]
fn a_birthday_is_said_once_corrected_once_and_then_by_the_counter() {
    on_both_engines(|shop| {
        let member = shop.join(FRIEND).id;
        let set = |text: &str| {
            let new = born(text);
            shop.write(move |tx| set_birthday(tx, member, new, None))
                .expect("the database works")
        };
        assert_eq!(set("L1988-08-15"), BirthdayChange::Done);
        assert_eq!(shop.read(move |tx| birthday(tx, member)).corrections_left, 1);
        assert_eq!(
            set("L1988-08-15"),
            BirthdayChange::Done,
            "the same once more is no correction"
        );
        assert_eq!(set("1988-09-25"), BirthdayChange::Done);
        assert_eq!(set("1988-09-26"), BirthdayChange::NoMoreCorrections);
        let known = shop.read(move |tx| birthday(tx, member));
        assert_eq!((known.birthday, known.corrections_left), (Some(born("1988-09-25")), 0));
        let from_document = born("1988-09-26");
        shop.write(move |tx| correct_birthday(tx, member, from_document, &place(), "passport"))
            .expect("the counter may");
        assert_eq!(shop.read(move |tx| birthday(tx, member)).birthday, Some(from_document));
    });
}
