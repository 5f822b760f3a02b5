//! What members say about themselves, numbers of documents, and members who are not of age.

use huika_domain::{
    Birthday, BusinessDay, DocumentKind, DocumentNumber, Email, Fen, Gender, MemberId, OperatorId, PersonName, Phone,
    Reason,
};
use huika_store::{
    StoreError,
    card::find_card_holder,
    db::secret::Secret,
    member::{
        BirthdayChange, EnterError, EnterMember, Joining, ProfileValues, Purpose, ShowDocument, SignInOutcome,
        documents, enter_member, guardian, members_with_document, said_profile, save_profile, set_birthday,
        show_document, show_document_in_office,
    },
    params,
    staff::Place,
    top_up::OpenTopUpError,
};

use crate::shop::{Shop, on_both_engines, place};

const PHONE: &str = "13900139000";
const NUMBER: &str = "11010519491231002X";

fn number(text: &str) -> DocumentNumber {
    DocumentNumber::parse(DocumentKind::IdCard, text).expect("a number")
}

fn name(text: &str) -> PersonName {
    PersonName::parse(text).expect("a name")
}

fn enter(phone: &str) -> EnterMember {
    EnterMember {
        phone: Phone::parse(phone).expect("a phone"),
        name: None,
        birthday: None,
        profile: ProfileValues::default(),
        document: None,
        guardian: None,
        place: place(),
    }
}

fn entered(shop: &Shop, request: EnterMember) -> Result<MemberId, EnterError> {
    shop.write(move |tx| enter_member(tx, &request))
}

#[test]
fn what_is_asked_is_kept_and_what_is_not_asked_is_not_taken_and_not_lost() {
    on_both_engines(|shop| {
        let member = shop.join(PHONE).id;
        let said = ProfileValues {
            gender: Some(Gender::Female),
            anniversary: Some(BusinessDay::parse("2015-05-20").expect("a day")),
            email: Some(Email::parse("lin@example.com").expect("an address")),
            address: None,
        };
        let save = |said: ProfileValues| {
            shop.write(move |tx| save_profile(tx, member, &said))
                .expect("it is kept");
        };
        save(said.clone());
        let kept = shop.read(move |tx| said_profile(tx, member));
        assert_eq!((kept.gender, kept.anniversary), (said.gender, said.anniversary));
        assert_eq!(kept.email, None, "e-mail is not asked");
        shop.set_rule("profile", r#"{"email": "asked", "gender": "off"}"#);
        save(ProfileValues {
            gender: None,
            ..said.clone()
        });
        let kept = shop.read(move |tx| said_profile(tx, member));
        assert_eq!((kept.gender, kept.email), (said.gender, said.email));
        save(ProfileValues::default());
        let kept = shop.read(move |tx| said_profile(tx, member));
        assert_eq!(
            (kept.anniversary, kept.email, kept.gender),
            (None, None, Some(Gender::Female))
        );
    });
}

#[test]
fn a_documents_number_is_sealed_found_by_itself_and_shown_only_by_an_act_that_is_written_down() {
    on_both_engines(|shop| {
        let request = EnterMember {
            document: Some(number(NUMBER)),
            ..enter(PHONE)
        };
        let member = entered(shop, request).expect("entered");
        let sealed: Vec<u8> = shop.read(|tx| tx.value("SELECT sealed FROM member_document", params![]));
        assert!(
            !String::from_utf8_lossy(&sealed).contains("1101"),
            "the number does not stand there"
        );
        let kept = shop.read(move |tx| documents(tx, member));
        assert_eq!((kept.len(), kept[0].tail.as_str()), (1, "002X"));
        assert_eq!(shop.read(|tx| members_with_document(tx, &number(NUMBER))), [member]);
        let found = shop.read(|tx| find_card_holder(tx, "1101 0519 4912 3100 2x"));
        assert_eq!(found, Some(member), "a counter finds who showed it");
        assert_eq!(shop.read(|tx| find_card_holder(tx, "110105194912310021")), None);
        let show = |operator: Option<OperatorId>| {
            let request = ShowDocument {
                member,
                kind: DocumentKind::IdCard,
                place: Place { operator, ..place() },
                reason: Reason::parse("挂失核对").expect("a reason"),
            };
            shop.write(move |tx| show_document(tx, &request))
                .expect("the database works")
        };
        assert_eq!(show(None), None, "a till's key sees no document");
        assert_eq!(
            shop.rows(OperatorId::new(3), "staff-acts", &[("act", "document-shown")]),
            0
        );
        assert_eq!(show(Some(OperatorId::new(1))), Some(number(NUMBER)));
        assert_eq!(
            shop.rows(OperatorId::new(3), "staff-acts", &[("act", "document-shown")]),
            1
        );
        let in_office = |by| {
            let reason = Reason::parse("挂失核对").expect("a reason");
            let shown = shop.write(move |tx| show_document_in_office(tx, by, member, DocumentKind::IdCard, &reason));
            shown.expect("the database works")
        };
        assert_eq!(
            in_office(OperatorId::new(1)),
            None,
            "a cashier looks after nobody in the office"
        );
        assert_eq!(in_office(OperatorId::new(3)), Some(number(NUMBER)));
        assert_eq!(
            shop.rows(OperatorId::new(3), "staff-acts", &[("act", "document-shown")]),
            2
        );
    });
}

#[test]
fn a_document_that_was_kept_under_another_secret_is_found_and_opened_while_that_one_is_accepted() {
    on_both_engines(|shop| {
        let request = EnterMember {
            document: Some(number(NUMBER)),
            ..enter(PHONE)
        };
        let member = entered(shop, request).expect("entered");
        let mut context = huika_store::testing::context(shop.clock.clone(), 77);
        context.secret = Secret::new(&[9; 32]).accepting(&[[7; 32]]);
        let server = huika_store::Store::open(huika_store::StoreConfig::new(&shop.url, context)).expect("it opens");
        let found = server.scan(|tx| members_with_document(tx, &number(NUMBER)));
        assert_eq!(found.expect("it reads"), [member]);
    });
}

#[test]
fn a_child_needs_a_guardian_by_name_at_the_counter_on_the_phone_and_when_a_birthday_is_said_later() {
    on_both_engines(|shop| {
        let child = Birthday::from_text("2014-05-17").expect("a birthday");
        let request = EnterMember {
            birthday: Some(child),
            ..enter(PHONE)
        };
        assert!(matches!(
            entered(shop, request.clone()),
            Err(EnterError::GuardianNeeded)
        ));
        let agreed = EnterMember {
            guardian: Some(name("林先生")),
            ..request
        };
        let member = entered(shop, agreed).expect("a guardian agrees");
        let known = shop.read(move |tx| guardian(tx, member));
        assert_eq!(known, Some(name("林先生")));

        let phone = Phone::parse("13900139001").expect("a phone");
        let request = shop.code_request(&phone, Purpose::SignIn);
        shop.ask_code(&request).expect("a code is sent");
        let code = shop.last_code();
        let joining = Joining {
            birthday: Some(child),
            ..Joining::default()
        };
        let alone = shop.sign_in(&phone, Shop::typed(&request, &code), joining.clone());
        assert_eq!(alone, SignInOutcome::GuardianNeeded);
        let agreed = Joining {
            guardian: Some(name("林先生")),
            ..joining
        };
        let joined = shop.sign_in(&phone, Shop::typed(&request, &code), agreed);
        assert!(
            matches!(joined, SignInOutcome::Done(_)),
            "the code was not used up: {joined:?}"
        );

        let third = shop.join("13900139002").id;
        let change = |name: Option<PersonName>| {
            shop.write(move |tx| set_birthday(tx, third, child, name.as_ref()))
                .expect("the database works")
        };
        assert_eq!(change(None), BirthdayChange::GuardianNeeded);
        assert_eq!(change(Some(name("林先生"))), BirthdayChange::Done);
    });
}

#[test]
fn a_card_holds_no_money_for_a_child_and_less_for_the_young() {
    on_both_engines(|shop| {
        let member = shop.join(PHONE);
        let born = |text: &'static str| {
            shop.write(move |tx| -> Result<u64, StoreError> {
                tx.exec("UPDATE member SET birthday = ?1", params![text])
            })
            .expect("it is written");
        };
        born("2014-05-17");
        assert!(matches!(
            shop.open_top_up(&member, Fen::new(100_00), "1"),
            Err(OpenTopUpError::Minor)
        ));
        born("2010-05-17");
        assert!(
            shop.open_top_up(&member, Fen::new(2_000_00), "2").is_err(),
            "above what the young may hold"
        );
        shop.open_top_up(&member, Fen::new(500_00), "3").expect("within it");
        born("2000-05-17");
        shop.open_top_up(&member, Fen::new(2_000_00), "4").expect("grown up");
    });
}
