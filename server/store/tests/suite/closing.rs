//! Closing an account: what stands in the way, what is given up, the days in which signing in keeps it, and what is left afterwards.

use huika_domain::{CardStatus, DeviceId, Fen, MemberId, OperatorId, PayWith, Phone, PointsWanted, Proof, Reason};
use huika_store::{
    StoreError,
    card::find_card_holder,
    mall::{Redeem, redeem},
    member::{
        AskClosing, ClosingError, EnterMember, Obstacle, OfficeClosing, ProfileValues, Shown, ask_closing,
        before_closing, close_due, close_in_office, closes_at, due_closings, ended_session, enter_member,
        keep_in_office,
    },
    params,
    payment::Applied,
    report,
    till::ScanOutcome,
};

use crate::shop::{Member, Shop, on_both_engines, on_both_engines_with, place};

const PHONE: &str = "13900139000";
const DAY: i64 = 24 * 3600;

fn proved() -> Shown {
    Shown::for_tests(&[Proof::Session, Proof::Pin])
}

fn ask(shop: &Shop, member: MemberId, gives_up: Option<Fen>) -> Result<i64, ClosingError> {
    let request = AskClosing {
        member,
        shown: proved(),
        gives_up,
    };
    shop.write(move |tx| ask_closing(tx, &request))
        .map(huika_domain::Millis::get)
}

fn close_all(shop: &Shop) -> usize {
    let due = shop.read(|tx| due_closings(tx, 10, &[]));
    due.into_iter()
        .filter(|member| {
            let member = *member;
            shop.write(move |tx| close_due(tx, member)).expect("the database works")
        })
        .count()
}

fn status(shop: &Shop, member: MemberId) -> CardStatus {
    shop.read(move |tx| tx.value("SELECT status FROM member WHERE id = ?1", params![member]))
}

fn why(shop: &Shop, member: MemberId) -> String {
    shop.read(move |tx| {
        tx.value(
            "SELECT why FROM closing WHERE member_id = ?1 AND state = 'waiting'",
            params![member],
        )
    })
}

/// A member with money, points and a reward that waits.
fn rich(shop: &Shop) -> Member {
    let member = shop.member_with(PHONE, Fen::new(500_00));
    shop.buy(&member, Fen::new(100_00), PointsWanted::None, PayWith::Balance, "1");
    let item = shop.read(|tx| {
        tx.one("SELECT id FROM item ORDER BY points LIMIT 1", params![], |row| {
            row.get::<huika_domain::ItemId>("id")
        })
    });
    let item = item.expect("the demo has items");
    shop.exec("UPDATE item SET points = 1");
    let request = Redeem {
        member: member.id,
        item,
        shown: proved(),
        key: "r".into(),
    };
    shop.write(move |tx| redeem(tx, &request)).expect("there are points");
    member
}

#[test]
fn an_account_is_closed_after_its_days_and_the_books_stay_right_under_a_number_that_leads_to_nobody() {
    on_both_engines(|shop| {
        let member = rich(shop);
        let before = shop.read(move |tx| before_closing(tx, member.id)).expect("a member");
        assert!(before.balance > Fen::ZERO && before.points.is_positive() && before.orders == 1);
        assert_eq!(before.obstacles, []);
        let due = ask(shop, member.id, Some(before.balance)).expect("nothing stands in the way");
        assert_eq!(due, shop.store.now().plus_days(7).get());
        assert_eq!(status(shop, member.id), CardStatus::Frozen);
        assert!(matches!(
            ask(shop, member.id, Some(before.balance)),
            Err(ClosingError::Already)
        ));
        shop.clock.advance_secs(7 * DAY - 1);
        assert_eq!(close_all(shop), 0, "not before its time");
        shop.clock.advance_secs(1);
        assert_eq!(close_all(shop), 1);
        assert_eq!(close_all(shop), 0, "once");
        assert_eq!(status(shop, member.id), CardStatus::Closed);
        assert_eq!(shop.balance_of_closed(member.id), (0, 0));
        let ready: i64 = shop.read(|tx| tx.value("SELECT COUNT(*) FROM redemption WHERE status = 'ready'", params![]));
        assert_eq!(ready, 0, "what waited at the counter is on the shelf again");
        let found = shop.read(|tx| find_card_holder(tx, PHONE));
        assert_eq!(found, None);
        shop.books_hold();
        // Every list of the office still opens, and the phone is nobody's.
        for report in report::ALL {
            shop.rows(huika_domain::OperatorId::new(3), report.name, &[]);
        }
        let again = shop.join(PHONE);
        assert_ne!(again.id, member.id, "a new member");
        assert_eq!(shop.balance(&again), Fen::ZERO);
        shop.books_hold();
    });
}

#[test]
fn signing_in_before_its_time_keeps_the_account_as_it_was() {
    on_both_engines(|shop| {
        let member = shop.join(PHONE);
        ask(shop, member.id, None).expect("there is no money on the card");
        let token: i64 = shop.read(move |tx| {
            tx.value(
                "SELECT COUNT(*) FROM device WHERE member_id = ?1 AND ended_at IS NULL",
                params![member.id],
            )
        });
        assert_eq!(token, 0, "every session has ended");
        shop.clock.advance_secs(6 * DAY);
        let again = shop.join(PHONE);
        assert_eq!(again.id, member.id);
        assert_eq!(status(shop, member.id), CardStatus::Active);
        let state: String = shop.read(|tx| tx.value("SELECT state FROM closing", params![]));
        assert_eq!(state, "kept");
        shop.clock.advance_secs(30 * DAY);
        assert_eq!(close_all(shop), 0);
        assert!(matches!(
            shop.scan(&shop.code(&shop.join(PHONE))),
            ScanOutcome::Opened(_)
        ));
    });
}

#[test]
fn a_card_that_the_member_froze_before_stays_frozen_when_the_account_is_kept() {
    on_both_engines(|shop| {
        let member = shop.join(PHONE);
        shop.exec("UPDATE member SET status = 'frozen'");
        ask(shop, member.id, None).expect("it is asked for");
        shop.clock.advance_secs(61);
        shop.join(PHONE);
        assert_eq!(status(shop, member.id), CardStatus::Frozen);
    });
}

#[test]
fn money_is_paid_back_first_or_given_up_to_the_cent_in_so_many_words() {
    on_both_engines(|shop| {
        let member = shop.member_with(PHONE, Fen::new(500_00)).id;
        assert!(matches!(ask(shop, member, None), Err(ClosingError::Balance)));
        assert!(matches!(
            ask(shop, member, Some(Fen::new(1))),
            Err(ClosingError::Changed)
        ));
        let not_shown = AskClosing {
            member,
            shown: Shown::session(),
            gives_up: None,
        };
        let refused = shop.write(move |tx| ask_closing(tx, &not_shown));
        assert!(matches!(refused, Err(ClosingError::NotProved(_))));
        shop.set_rule("privacy", r#"{"may_give_up": false}"#);
        let balance = shop
            .read(move |tx| before_closing(tx, member))
            .expect("a member")
            .balance;
        assert!(
            matches!(ask(shop, member, Some(balance)), Err(ClosingError::Balance)),
            "where the rule says so it has to be paid back"
        );
    });
}

#[test]
fn what_is_under_way_stands_in_the_way_and_is_named() {
    on_both_engines(|shop| {
        let member = shop.join(PHONE);
        let order = shop.open_top_up(&member, Fen::new(100_00), "k").expect("on offer");
        assert!(matches!(
            ask(shop, member.id, None),
            Err(ClosingError::Obstacle(Obstacle::TopUpOpen))
        ));
        assert_eq!(shop.pay(&order, Fen::new(100_00)), Applied::Credited);
        shop.exec(
            "INSERT INTO held_top_up (top_up_id, member_id, reason, at) SELECT id, member_id, 'dispute', 1 FROM top_up",
        );
        assert!(matches!(
            ask(shop, member.id, None),
            Err(ClosingError::Obstacle(Obstacle::Held))
        ));
        shop.exec("DELETE FROM held_top_up");
        let balance = shop.balance(&member);
        ask(shop, member.id, Some(balance)).expect("all is settled");
        // What comes up meanwhile makes it wait, and says why.
        shop.clock.advance_secs(8 * DAY);
        shop.exec(
            "INSERT INTO held_top_up (top_up_id, member_id, reason, at) SELECT id, member_id, 'dispute', 1 FROM top_up",
        );
        assert_eq!(close_all(shop), 0);
        assert_eq!(why(shop, member.id), "held");
        shop.exec("DELETE FROM held_top_up");
        assert_eq!(close_all(shop), 1);
        shop.books_hold();
    });
}

#[test]
fn money_that_came_to_the_card_since_is_given_up_by_nobody() {
    on_both_engines(|shop| {
        let member = shop.join(PHONE);
        ask(shop, member.id, None).expect("there is no money on the card");
        shop.exec("UPDATE member SET status = 'active'");
        let order = shop.open_top_up(&member, Fen::new(100_00), "k").expect("on offer");
        assert_eq!(shop.pay(&order, Fen::new(100_00)), Applied::Credited);
        shop.clock.advance_secs(8 * DAY);
        assert_eq!(close_all(shop), 0);
        assert_eq!(why(shop, member.id), "balance");
        assert_ne!(status(shop, member.id), CardStatus::Closed);
    });
}

#[test]
fn a_payment_that_arrives_for_a_closed_account_is_alarmed_and_credited_to_nobody() {
    on_both_engines(|shop| {
        let member = shop.join(PHONE);
        let order = shop.open_top_up(&member, Fen::new(100_00), "k").expect("on offer");
        shop.exec("UPDATE top_up SET status = 'closed'");
        ask(shop, member.id, None).expect("nothing is open");
        shop.clock.advance_secs(8 * DAY);
        assert_eq!(close_all(shop), 1);
        assert_eq!(shop.pay(&order, Fen::new(100_00)), Applied::Quarantined);
        assert_eq!(shop.alarms("open").len(), 1);
        assert_eq!(shop.balance_of_closed(member.id), (0, 0));
        shop.books_hold();
    });
}

#[test]
fn nothing_that_says_who_it_was_is_left_in_any_column_that_ends_with_the_account() {
    on_both_engines_with(
        |rules| rules.profile.document = "asked".to_owned(),
        |shop| {
            let request = EnterMember {
                phone: Phone::parse(PHONE).expect("a phone"),
                name: Some(huika_domain::PersonName::parse("林小满").expect("a name")),
                birthday: Some(huika_domain::Birthday::from_text("2014-05-17").expect("a birthday")),
                profile: ProfileValues {
                    gender: Some(huika_domain::Gender::Female),
                    ..ProfileValues::default()
                },
                document: huika_domain::DocumentNumber::parse(huika_domain::DocumentKind::IdCard, "11010519491231002X")
                    .ok(),
                guardian: Some(huika_domain::PersonName::parse("林先生").expect("a name")),
                place: place(),
            };
            let entered = shop.write(move |tx| enter_member(tx, &request)).expect("entered");
            let member = shop.join(PHONE);
            assert_eq!(member.id, entered);
            shop.exec("UPDATE operator SET member_id = (SELECT MIN(id) FROM member) WHERE id = 1");
            shop.exec("UPDATE member SET birthday_document = 'passport', referral_code = 'ABCD2345'");
            shop.exec(
                "INSERT INTO staff_act (at, operator_id, kind, member_id, identification, was, detail) \
                 SELECT 1, 2, 'sessions-ended', MIN(id), 'id-card', '林', '原因' FROM member",
            );
            shop.exec("INSERT INTO member_openid (member_id, app, openid, at) SELECT MIN(id), 'a', 'o', 1 FROM member");
            shop.exec(
                "INSERT INTO member_pin (member_id, hash, usable_from, set_at) SELECT MIN(id), 'x', 1, 1 FROM member",
            );
            ask(shop, member.id, None).expect("nothing stands in the way");
            shop.clock.advance_secs(8 * DAY);
            assert_eq!(close_all(shop), 1);
            for left in huika_store::privacy::TABLES {
                for columns in left.columns {
                    if columns.until != huika_store::privacy::Until::Account {
                        continue;
                    }
                    for column in columns.each() {
                        assert_eq!(filled(shop, left.name, column), 0, "{}.{column}", left.name);
                    }
                }
            }
            let phones: i64 = shop.read(|tx| {
                tx.value(
                    "SELECT (SELECT COUNT(*) FROM code_send WHERE phone <> '') + (SELECT COUNT(*) FROM one_time_code \
                     WHERE phone <> '')",
                    params![],
                )
            });
            assert_eq!(phones, 0);
            assert_eq!(shop.read(|tx| ended_session(tx, "none")), None);
            let kept: DeviceId = member.device;
            let agent: String =
                shop.read(move |tx| tx.value("SELECT user_agent FROM device WHERE id = ?1", params![kept]));
            assert_eq!(agent, "");
        },
    );
}

/// How many rows still hold something in a column; the pseudonym in the place of the phone is nothing.
fn filled(shop: &Shop, table: &str, column: &str) -> i64 {
    let only = match table {
        // What is about staff alone.
        "operator" | "passkey" | "staff_act" => " AND member_id IS NOT NULL",
        _ => "",
    };
    let text = format!(
        "SELECT COUNT(*) FROM {table} WHERE {column} IS NOT NULL AND CAST({column} AS TEXT) NOT IN ('', '0', '\\x') \
         AND CAST({column} AS TEXT) NOT LIKE 'closed(%'{only}"
    );
    shop.read(move |tx| tx.value::<i64>(&text, params![]))
}

#[test]
fn two_closings_at_once_begin_one() {
    on_both_engines(|shop| {
        let member = shop.join(PHONE).id;
        let request = AskClosing {
            member,
            shown: proved(),
            gives_up: None,
        };
        let results: Vec<Result<_, ClosingError>> = std::thread::scope(|scope| {
            let begun: Vec<_> = (0..4)
                .map(|_| {
                    let request = request.clone();
                    scope.spawn(move || shop.write(move |tx| ask_closing(tx, &request)))
                })
                .collect();
            begun.into_iter().map(|one| one.join().expect("it ends")).collect()
        });
        assert_eq!(results.iter().filter(|result| result.is_ok()).count(), 1);
        let rows: i64 =
            shop.read(|tx| -> Result<_, StoreError> { tx.value("SELECT COUNT(*) FROM closing", params![]) });
        assert_eq!(rows, 1);
    });
}

#[test]
fn the_office_closes_an_account_by_the_same_rule_and_can_keep_it() {
    on_both_engines(|shop| {
        let member = shop.member_with(PHONE, Fen::new(500_00)).id;
        let of = |by: i64, document: &str| OfficeClosing {
            member,
            identification: document.into(),
            reason: Reason::parse("本人到店").expect("a reason"),
            by: OperatorId::new(by),
        };
        let close = |request: OfficeClosing, gives_up: Option<Fen>| {
            shop.write(move |tx| close_in_office(tx, &request, gives_up))
        };
        let keep = |request: OfficeClosing| shop.write(move |tx| keep_in_office(tx, &request));
        let balance = shop
            .read(move |tx| before_closing(tx, member))
            .expect("a member")
            .balance;
        assert!(matches!(
            close(of(3, ""), Some(balance)),
            Err(ClosingError::NoIdentification)
        ));
        assert!(matches!(
            close(of(1, "passport"), Some(balance)),
            Err(ClosingError::NotAllowed)
        ));
        assert!(matches!(close(of(3, "passport"), None), Err(ClosingError::Balance)));
        assert!(matches!(keep(of(3, "passport")), Err(ClosingError::NotWaiting)));
        let due = close(of(3, "passport"), Some(balance)).expect("headquarters");
        assert_eq!(due, shop.store.now().plus_days(7));
        assert_eq!(shop.read(move |tx| closes_at(tx, member)), Some(due));
        assert!(matches!(
            close(of(3, "passport"), Some(balance)),
            Err(ClosingError::Already)
        ));
        keep(of(3, "passport")).expect("it was being closed");
        assert_eq!(status(shop, member), CardStatus::Active);
        close(of(3, "passport"), Some(balance)).expect("headquarters");
        shop.clock.advance_secs(7 * DAY);
        assert_eq!(close_all(shop), 1);
        assert!(matches!(close(of(3, "passport"), None), Err(ClosingError::NoMember)));
        let acts: i64 = shop.read(|tx| {
            tx.value(
                "SELECT COUNT(*) FROM staff_act WHERE kind IN ('closing-asked', 'closing-kept')",
                params![],
            )
        });
        assert_eq!(acts, 3);
        shop.books_hold();
    });
}
