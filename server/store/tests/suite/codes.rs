//! One-time codes: bound to the request that they were sent for, sent as often as the limits allow, and used once.

use std::net::IpAddr;

use huika_domain::{Phone, settings::Rules};
use huika_store::{
    db::secret::SystemRng,
    member::{
        CodeCheck, CodeRequest, CodeRequestError, CodeTicket, Joining, NewPin, PhoneChange, Purpose, Question,
        QuestionPurpose, SignInOutcome, TypedCode, ask_passkey, change_phone, reset_pin,
    },
};

use crate::shop::{Shop, on_both_engines, on_both_engines_with};

const PHONE: &str = "13800139300";
/// Requests that come at once.
const AT_ONCE: usize = 40;

fn phone() -> Phone {
    Phone::parse(PHONE).expect("a phone")
}

fn enter(shop: &Shop, typed: TypedCode) -> SignInOutcome {
    shop.sign_in(&phone(), typed, Joining::default())
}

/// Another code of six digits.
fn wrong(right: &str) -> &'static str {
    if right == "000000" { "000001" } else { "000000" }
}

#[test]
fn a_code_that_one_browser_asked_for_works_in_no_other_for_no_purpose() {
    on_both_engines(|shop| {
        let member = shop.join(PHONE);
        let pin =
            NewPin::hash(&SystemRng, &huika_domain::Pin::parse("274913").expect("six digits")).expect("a good PIN");
        for purpose in [Purpose::SignIn, Purpose::Pin, Purpose::Phone] {
            shop.clock.advance_secs(60);
            let (here, elsewhere) = (
                shop.code_request(&phone(), purpose),
                shop.code_request(&phone(), purpose),
            );
            shop.ask_code(&here).expect("a code is sent");
            let code = shop.last_code();
            let of = |ticket: Option<CodeTicket>| TypedCode {
                ticket,
                ..Shop::typed(&here, &code)
            };
            let use_it = |typed: TypedCode| match purpose {
                Purpose::SignIn => match enter(shop, typed) {
                    SignInOutcome::Done(_) => CodeCheck::Right,
                    SignInOutcome::NoCode => CodeCheck::NoCode,
                    other => panic!("{other:?}"),
                },
                Purpose::Pin => {
                    let pin = pin.clone();
                    shop.write(move |tx| reset_pin(tx, member.id, &typed, &pin))
                        .expect("works")
                }
                Purpose::Phone => {
                    let changed = shop.write(move |tx| change_phone(tx, member.id, member.device, &phone(), &typed));
                    match changed.expect("works") {
                        PhoneChange::Done => CodeCheck::Right,
                        PhoneChange::Refused(check) => check,
                        PhoneChange::Taken => panic!("it is the member's own"),
                    }
                }
            };
            assert_eq!(
                use_it(of(None)),
                CodeCheck::NoCode,
                "{purpose:?}: a browser that asked for nothing"
            );
            assert_eq!(
                use_it(of(Some(elsewhere.ticket))),
                CodeCheck::NoCode,
                "{purpose:?}: another request"
            );
            assert_eq!(
                use_it(of(Some(here.ticket.clone()))),
                CodeCheck::Right,
                "{purpose:?}: its own"
            );
        }
    });
}

#[test]
fn a_strangers_wrong_tries_burn_their_own_code_and_never_the_owners() {
    on_both_engines(|shop| {
        let own = shop.code_request(&phone(), Purpose::SignIn);
        shop.ask_code(&own).expect("a code is sent");
        let right = shop.last_code();
        shop.clock.advance_secs(60);
        let strangers = CodeRequest {
            address: [198, 51, 100, 7].into(),
            ..shop.code_request(&phone(), Purpose::SignIn)
        };
        shop.ask_code(&strangers).expect("a code is sent");
        let theirs = shop.last_code();
        for left in (1..5).rev() {
            let tried = enter(shop, Shop::typed(&strangers, wrong(&theirs)));
            assert_eq!(tried, SignInOutcome::Wrong { tries_left: left });
        }
        for _ in 0..3 {
            assert_eq!(
                enter(shop, Shop::typed(&strangers, wrong(&theirs))),
                SignInOutcome::NoCode
            );
        }
        assert_eq!(
            enter(shop, Shop::typed(&strangers, &theirs)),
            SignInOutcome::NoCode,
            "it is burnt"
        );
        assert!(
            matches!(enter(shop, Shop::typed(&own, &right)), SignInOutcome::Done(_)),
            "the owner's works, although another was sent after it"
        );
    });
}

#[test]
fn a_new_code_ends_the_one_that_the_same_browser_was_sent_before() {
    on_both_engines(|shop| {
        let first = shop.code_request(&phone(), Purpose::SignIn);
        shop.ask_code(&first).expect("a code is sent");
        let code = shop.last_code();
        shop.clock.advance_secs(60);
        let second = CodeRequest {
            before: Some(first.ticket.clone()),
            ..shop.code_request(&phone(), Purpose::SignIn)
        };
        shop.ask_code(&second).expect("a code is sent");
        assert_eq!(enter(shop, Shop::typed(&first, &code)), SignInOutcome::NoCode);
        let code = shop.last_code();
        assert!(matches!(
            enter(shop, Shop::typed(&second, &code)),
            SignInOutcome::Done(_)
        ));
    });
}

#[test]
fn wrong_codes_of_one_address_make_it_wait_and_end_nobodys_code() {
    let few = |rules: &mut Rules| rules.sign_in.code_tries_per_address = 3;
    on_both_engines_with(few, |shop| {
        let own = shop.code_request(&phone(), Purpose::SignIn);
        shop.ask_code(&own).expect("a code is sent");
        let right = shop.last_code();
        for _ in 0..4 {
            enter(shop, Shop::typed(&own, wrong(&right)));
        }
        let waits = enter(shop, Shop::typed(&own, &right));
        assert!(matches!(waits, SignInOutcome::Wait { .. }), "{waits:?}");
        let elsewhere: IpAddr = [198, 51, 100, 7].into();
        let there = TypedCode {
            address: elsewhere,
            ..Shop::typed(&own, &right)
        };
        shop.clock.advance_secs(61);
        assert!(
            matches!(enter(shop, there), SignInOutcome::Done(_)),
            "nothing was looked at meanwhile"
        );
    });
}

#[test]
fn the_same_code_sent_twice_is_one_sign_in() {
    on_both_engines(|shop| {
        let request = shop.code_request(&phone(), Purpose::SignIn);
        shop.ask_code(&request).expect("a code is sent");
        let right = shop.last_code();
        let answers: Vec<SignInOutcome> = at_once(4, |_| enter(shop, Shop::typed(&request, &right)));
        assert!(matches!(answers[0], SignInOutcome::Done(_)), "{answers:?}");
        assert!(answers.iter().all(|answer| *answer == answers[0]), "{answers:?}");
        let sessions: i64 = shop.read(|tx| tx.value("SELECT COUNT(*) FROM device", &[]));
        assert_eq!(sessions, 1);
        shop.clock.advance_secs(31);
        assert_eq!(
            enter(shop, Shop::typed(&request, &right)),
            SignInOutcome::NoCode,
            "half a minute later it is a used code"
        );
    });
}

#[test]
fn the_same_form_asks_for_one_message() {
    on_both_engines(|shop| {
        let of_form = |key: &str| CodeRequest {
            ticket: CodeTicket::of_form(shop.store.context(), key, &phone(), Purpose::SignIn),
            ..shop.code_request(&phone(), Purpose::SignIn)
        };
        let sent = at_once(4, |_| shop.ask_code(&of_form("a key")).is_ok());
        assert_eq!(sent, [true; 4], "a second tap is told the same");
        assert_eq!(sends(shop), 1);
        assert!(
            matches!(
                shop.ask_code(&of_form("another key")),
                Err(CodeRequestError::TooSoon { .. })
            ),
            "another form is another request"
        );
    });
}

fn sends(shop: &Shop) -> i64 {
    shop.read(|tx| tx.value("SELECT COUNT(*) FROM code_send", &[]))
}

/// Does something so many times at once, each in a thread of its own.
fn at_once<T: Send>(times: usize, act: impl Fn(usize) -> T + Sync) -> Vec<T> {
    let start = std::sync::Barrier::new(times);
    std::thread::scope(|scope| {
        let threads: Vec<_> = (0..times)
            .map(|number| {
                let (start, act) = (&start, &act);
                scope.spawn(move || {
                    start.wait();
                    act(number)
                })
            })
            .collect();
        threads
            .into_iter()
            .map(|thread| thread.join().expect("no panic"))
            .collect()
    })
}

/// A phone whose neighbours differ in more than their last four digits, or in these only.
fn number(near: bool, number: usize) -> Phone {
    let text = if near {
        format!("1380013{number:04}")
    } else {
        format!("138{number:04}0000")
    };
    Phone::parse(&text).expect("a phone")
}

/// Asks at once for many phones from many addresses, differing in what `of` says, and answers how many messages were sent.
fn sent_of(shop: &Shop, of: impl Fn(usize) -> (Phone, IpAddr) + Sync) -> i64 {
    at_once(AT_ONCE, |number| {
        let (phone, address) = of(number);
        let request = CodeRequest {
            address,
            ..shop.code_request(&phone, Purpose::SignIn)
        };
        match shop.ask_code(&request) {
            Ok(_)
            | Err(CodeRequestError::TooMany | CodeRequestError::TooSoon { .. } | CodeRequestError::SwitchedOff) => {}
            Err(error) => panic!("{error}"),
        }
    });
    sends(shop)
}

/// Addresses in networks of their own.
fn far(number: usize) -> IpAddr {
    [10, u8::try_from(number).expect("few"), 0, 1].into()
}

#[test]
fn forty_requests_at_once_send_exactly_what_each_limit_allows() {
    let one: IpAddr = [192, 0, 2, 1].into();
    let limits = |rules: &mut Rules| {
        rules.messages.per_address_hour = 7;
        rules.messages.per_network_hour = 8;
        rules.messages.per_prefix_hour = 9;
        rules.messages.gap_secs = 0;
        rules.messages.per_phone_hour = 5;
    };
    on_both_engines_with(limits, |shop| {
        assert_eq!(sent_of(shop, |n| (number(false, n), one)), 7, "one address");
    });
    on_both_engines_with(limits, |shop| {
        let neighbour = |n: usize| [192, 0, 2, u8::try_from(n).expect("few")].into();
        assert_eq!(sent_of(shop, |n| (number(false, n), neighbour(n))), 8, "one network");
    });
    on_both_engines_with(limits, |shop| {
        assert_eq!(sent_of(shop, |n| (number(true, n), far(n))), 9, "one prefix");
    });
    on_both_engines_with(limits, |shop| {
        assert_eq!(sent_of(shop, |n| (number(false, 1), far(n))), 5, "one phone");
    });
    let budget = |rules: &mut Rules| rules.messages.daily_budget = 11;
    on_both_engines_with(budget, |shop| {
        assert_eq!(sent_of(shop, |n| (number(false, n), far(n))), 11, "one day");
    });
}

#[test]
fn eighty_questions_to_passkeys_at_once_are_as_many_as_one_address_may_have_open() {
    on_both_engines(|shop| {
        let asked = at_once(2 * AT_ONCE, |_| {
            let question = Question {
                purpose: QuestionPurpose::SignIn,
                subject: String::new(),
                state: "{}".into(),
                address: [192, 0, 2, 1].into(),
            };
            shop.write(move |tx| ask_passkey(tx, &question))
                .expect("works")
                .is_some()
        });
        assert_eq!(asked.iter().filter(|asked| **asked).count(), 60);
    });
}
