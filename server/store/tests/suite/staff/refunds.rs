//! Who pays top-ups back, and whose refunds they see and end.

use huika_domain::{Fen, OperatorId, Reason};
use huika_store::{
    StoreError,
    db::outbox,
    params,
    refund::{
        AskedBy, ByHand, GATEWAY_REFUND, OpenRefund, RefundOpenedSms, RefundStatus, RefundTopUpError, RefundWhy,
        approve_refund, give_refund_up, open_refund, pay_refund_by_bank, refund_by_number, refund_told,
    },
};

use super::{CASHIER, HEADQUARTERS, OTHER_CASHIER, assign, becomes};
use crate::shop::{Shop, on_both_engines};

/// What one person pays back alone, and what needs two.
const SMALL: Fen = Fen::new(100_00);
const LARGE: Fen = Fen::new(200_00);

#[test]
fn cashiers_and_auditors_pay_no_top_up_back() {
    on_both_engines(|shop| {
        let member = shop.member_with("13800139102", Fen::new(100_00));
        let id = member.id;
        let number: String =
            shop.read(move |tx| tx.value("SELECT number FROM top_up WHERE member_id = ?1", params![id]));
        becomes(shop, OTHER_CASHIER, "auditor");
        for operator in [CASHIER, OTHER_CASHIER] {
            let request = OpenRefund {
                top_up: number.clone(),
                by: AskedBy::Operator(operator),
                key: format!("k{operator}"),
            };
            let refused = shop.write(move |tx| open_refund(tx, &request));
            assert!(matches!(refused, Err(RefundTopUpError::NotAllowed)));
        }
    });
}

/// Asks for a refund of the top-up of a new member who is at home there; answers its number.
fn refund_number(
    shop: &Shop,
    phone: &str,
    home: Option<i64>,
    amount: Fen,
    operator: OperatorId,
) -> Result<String, RefundTopUpError> {
    let member = shop.member_with(phone, amount).id;
    let settled: Result<u64, StoreError> = shop.write(move |tx| {
        tx.exec(
            "UPDATE member SET home_store_id = ?2 WHERE id = ?1",
            params![member, home],
        )
    });
    assert_eq!(settled.expect("the database works"), 1);
    let top_up: String =
        shop.read(move |tx| tx.value("SELECT number FROM top_up WHERE member_id = ?1", params![member]));
    let request = OpenRefund {
        top_up,
        by: AskedBy::Operator(operator),
        key: format!("{phone}-{operator}"),
    };
    shop.write(move |tx| open_refund(tx, &request))
        .map(|opened| opened.number)
}

#[test]
fn refunds_are_seen_and_ended_by_those_whose_stores_they_belong_to() {
    on_both_engines(|shop| {
        becomes(shop, CASHIER, "manager");
        becomes(shop, OTHER_CASHIER, "manager");
        let here = refund_number(shop, "13800139110", Some(1), SMALL, CASHIER).expect("a manager of store 1");
        let there = refund_number(shop, "13800139111", Some(2), SMALL, OTHER_CASHIER).expect("a manager of store 2");
        let shops = refund_number(shop, "13800139112", None, SMALL, HEADQUARTERS).expect("headquarters");
        shop.exec("UPDATE refund SET status = 'counter', why = 'too-late'");
        let seen = |operator: OperatorId| shop.listed(operator, "refunds", &[]);
        let one = |operator: OperatorId, number: &str| {
            let number = number.to_owned();
            shop.read(move |tx| refund_by_number(tx, operator, &number)).is_some()
        };
        assert_eq!(seen(CASHIER), [here.as_str()]);
        assert_eq!(seen(OTHER_CASHIER), [there.as_str()]);
        assert_eq!(seen(HEADQUARTERS), [shops.as_str(), there.as_str(), here.as_str()]);
        assert!(one(CASHIER, &here) && !one(CASHIER, &there) && !one(CASHIER, &shops));

        let end = |operator: OperatorId, number: &str| {
            let done = ByHand {
                number: number.to_owned(),
                operator,
                reason: Reason::parse("paid by bank").expect("a reason"),
            };
            shop.write(move |tx| give_refund_up(tx, &done))
        };
        for (operator, number) in [(CASHIER, &there), (CASHIER, &shops), (OTHER_CASHIER, &here)] {
            assert!(matches!(end(operator, number), Err(RefundTopUpError::NotAllowed)));
        }
        // A region sees and ends what belongs to its stores, from the moment on in which they are assigned.
        becomes(shop, CASHIER, "region");
        assign(shop, HEADQUARTERS, CASHIER, &[2]).expect("headquarters assign");
        assert_eq!(seen(CASHIER), [there.as_str()]);
        assert!(matches!(end(CASHIER, &here), Err(RefundTopUpError::NotAllowed)));
        end(CASHIER, &there).expect("its own store's");
        let none = refund_number(shop, "13800139113", None, SMALL, CASHIER);
        assert!(
            matches!(none, Err(RefundTopUpError::NotAllowed)),
            "a member of no store is the shop's"
        );
        becomes(shop, CASHIER, "auditor");
        assert_eq!(seen(CASHIER).len(), 3, "an auditor sees the whole shop");
        assert!(matches!(end(CASHIER, &shops), Err(RefundTopUpError::NotAllowed)));
        end(HEADQUARTERS, &shops).expect("headquarters");
        shop.books_hold();
    });
}

fn by(operator: OperatorId, number: &str) -> ByHand {
    ByHand {
        number: number.to_owned(),
        operator,
        reason: Reason::parse("the member asked at the counter").expect("a reason"),
    }
}

/// The kinds of the messages that wait, which are taken.
fn messages(shop: &Shop) -> Vec<String> {
    let taken = shop.write(|tx| outbox::take(tx, 20, 600)).expect("the outbox works");
    let mut kinds: Vec<String> = taken.into_iter().map(|message| message.kind).collect();
    kinds.sort();
    kinds
}

#[test]
fn a_refund_is_the_matter_of_the_members_home_store_whoever_finds_the_top_up() {
    on_both_engines(|shop| {
        becomes(shop, CASHIER, "manager");
        becomes(shop, OTHER_CASHIER, "manager");
        for (phone, home) in [("13800139120", Some(2)), ("13800139121", None)] {
            let refused = refund_number(shop, phone, home, SMALL, CASHIER);
            assert!(matches!(refused, Err(RefundTopUpError::NotAllowed)), "{home:?}");
        }
        refund_number(shop, "13800139122", Some(2), SMALL, OTHER_CASHIER).expect("the home store's manager");
        refund_number(shop, "13800139123", Some(2), SMALL, HEADQUARTERS).expect("headquarters");
        shop.books_hold();
    });
}

#[test]
fn above_the_review_limit_nothing_goes_to_the_gateway_before_a_second_person_said_yes() {
    on_both_engines(|shop| {
        becomes(shop, CASHIER, "manager");
        let number = refund_number(shop, "13800139130", Some(1), LARGE, CASHIER).expect("may ask");
        assert_eq!(messages(shop), [RefundOpenedSms::KIND]);
        let view = || {
            let number = number.clone();
            shop.read(move |tx| refund_by_number(tx, HEADQUARTERS, &number))
                .expect("is there")
        };
        assert_eq!(
            (view().status, view().why),
            (RefundStatus::Counter, Some(RefundWhy::Review))
        );
        let approves = |operator: OperatorId| {
            let done = by(operator, &number);
            shop.write(move |tx| approve_refund(tx, &done))
        };
        let pays = |operator: OperatorId| {
            let done = by(operator, &number);
            shop.write(move |tx| pay_refund_by_bank(tx, &done))
        };
        for operator in [CASHIER, HEADQUARTERS] {
            assert!(
                matches!(pays(operator), Err(RefundTopUpError::NeedsSecond)),
                "nobody has approved it"
            );
        }
        assert!(matches!(approves(CASHIER), Err(RefundTopUpError::SamePerson)));
        becomes(shop, OTHER_CASHIER, "manager");
        assert!(
            matches!(approves(OTHER_CASHIER), Err(RefundTopUpError::NotAllowed)),
            "another store's"
        );
        becomes(shop, CASHIER, "cashier");
        assert!(
            matches!(approves(HEADQUARTERS), Err(RefundTopUpError::NotAllowed)),
            "whoever asked may no longer"
        );
        becomes(shop, CASHIER, "manager");
        for _ in 0..2 {
            approves(HEADQUARTERS).expect("a second person");
        }
        assert_eq!(
            (view().status, view().approved_by),
            (RefundStatus::Open, Some(HEADQUARTERS))
        );
        assert_eq!(messages(shop), [GATEWAY_REFUND], "once");
        shop.books_hold();
    });
}

#[test]
fn nobody_pays_a_large_refund_by_bank_alone_not_even_one_that_the_member_asked_for() {
    on_both_engines(|shop| {
        becomes(shop, CASHIER, "manager");
        let member = shop.member_with("13800139140", LARGE).id;
        shop.exec("UPDATE member SET home_store_id = 1");
        shop.exec("UPDATE top_up SET paid_at = paid_at - 34560000000");
        let top_up: String =
            shop.read(move |tx| tx.value("SELECT number FROM top_up WHERE member_id = ?1", params![member]));
        let request = OpenRefund {
            top_up,
            by: AskedBy::Member(member),
            key: "own".into(),
        };
        let number = shop
            .write(move |tx| open_refund(tx, &request))
            .expect("their own")
            .number;
        assert_eq!(messages(shop), [] as [String; 0], "they know of it");
        let done = by(CASHIER, &number);
        let alone = shop.write({
            let done = done.clone();
            move |tx| pay_refund_by_bank(tx, &done)
        });
        assert!(matches!(alone, Err(RefundTopUpError::NeedsSecond)));
        shop.write({
            let done = done.clone();
            move |tx| approve_refund(tx, &done)
        })
        .expect("the first person");
        let alone = shop.write(move |tx| pay_refund_by_bank(tx, &done));
        assert!(
            matches!(alone, Err(RefundTopUpError::NeedsSecond)),
            "the same person again"
        );
        let done = by(HEADQUARTERS, &number);
        shop.write(move |tx| pay_refund_by_bank(tx, &done))
            .expect("another person");
        shop.books_hold();
    });
}

#[test]
fn the_member_is_told_of_every_refund_that_staff_began() {
    on_both_engines(|shop| {
        becomes(shop, CASHIER, "manager");
        for (phone, amount, sent) in [
            ("13800139150", SMALL, vec![GATEWAY_REFUND, RefundOpenedSms::KIND]),
            ("13800139151", LARGE, vec![RefundOpenedSms::KIND]),
        ] {
            let number = refund_number(shop, phone, Some(1), amount, CASHIER).expect("may ask");
            assert_eq!(messages(shop), sent);
            let member = shop
                .read(move |tx| refund_by_number(tx, HEADQUARTERS, &number))
                .expect("is there")
                .member;
            let told = shop.read(move |tx| refund_told(tx, member)).expect("the phone says it");
            assert_eq!(told.amount, amount);
        }
        shop.clock.advance_secs(8 * 24 * 3600);
        let members: i64 = shop.read(|tx| tx.value("SELECT MAX(id) FROM member", params![]));
        let told = shop.read(move |tx| refund_told(tx, huika_domain::MemberId::new(members)));
        assert_eq!(told, None, "no news any more");
    });
}
