//! What a gateway takes back without a refund of ours, and what a card has no room for: held until a person decides, and in the books at
//! every step.

use huika_domain::{Fen, OperatorId, PayWith, PointsWanted, Reason};
use huika_store::{
    StoreError, params,
    payment::{
        AlarmReason, Applied, PaymentNews, PaymentState, ReversalKind, ReversalNews, ReversalState, Reversed,
        apply_payment_result, apply_reversal,
    },
    refund::{
        AskedBy, NoticedState, OpenRefund, RefundHeard, RefundNotice, RefundStatus, apply_refund_notice, open_refund,
        refunds_of,
    },
    sale::returns::{ReturnGoods, Returning, return_goods},
    top_up::{
        Decide, DecideError, Decision, HeldReason, HeldTopUp, Opened, decide_held, give_order_up, held_top_up,
        order_by_number,
    },
};

use crate::shop::{Member, Shop, on_both_engines, place};

/// A member whose payment of 100.00 brought 112.00.
fn paid(shop: &Shop, phone: &str) -> (Member, Opened) {
    let member = shop.join(phone);
    let order = shop.open_top_up(&member, Fen::new(100_00), "k").expect("on offer");
    assert_eq!(shop.pay(&order, Fen::new(100_00)), Applied::Credited);
    (member, order)
}

fn transaction(order: &Opened) -> String {
    format!("tx-{}", order.number)
}

fn news(order: &Opened, state: PaymentState) -> PaymentNews {
    PaymentNews {
        channel: "wechat".into(),
        number: order.number.clone(),
        merchant: "m1".into(),
        app: "a1".into(),
        currency: "CNY".into(),
        amount: order.principal,
        transaction: transaction(order),
        state,
    }
}

fn tell(shop: &Shop, news: PaymentNews) -> Applied {
    shop.write(move |tx| apply_payment_result(tx, &news))
        .expect("the database works")
}

/// The payment's bank disputes all of it.
fn dispute(order: &Opened, state: ReversalState) -> ReversalNews {
    ReversalNews {
        channel: "wechat".into(),
        merchant: "m1".into(),
        number: String::new(),
        transaction: transaction(order),
        reference: "du_1".into(),
        kind: ReversalKind::Dispute,
        amount: order.principal,
        currency: "CNY".into(),
        state,
    }
}

/// A refund that somebody made in the gateway's console.
fn console(order: &Opened, fen: i64) -> RefundNotice {
    RefundNotice {
        channel: "wechat".into(),
        merchant: "m1".into(),
        top_up: order.number.clone(),
        transaction: transaction(order),
        number: "20261122-77".into(),
        amount: Fen::new(fen),
        currency: "CNY".into(),
        gateway_number: "50001".into(),
        state: NoticedState::Paid,
    }
}

fn reverse(shop: &Shop, news: ReversalNews) -> Reversed {
    shop.write(move |tx| apply_reversal(tx, &news))
        .expect("the database works")
}

fn hear(shop: &Shop, notice: &RefundNotice) -> RefundHeard {
    let notice = notice.clone();
    shop.write(move |tx| apply_refund_notice(tx, &notice))
        .expect("the database works")
}

fn waiting(shop: &Shop) -> Vec<HeldTopUp> {
    let ids = shop.listed(OperatorId::new(3), "held-top-ups", &[]);
    let held = |id: &String| {
        let id = id.parse().expect("a number");
        shop.read(|tx| held_top_up(tx, id)).expect("it is there")
    };
    ids.iter().map(held).collect()
}

fn reasons(shop: &Shop) -> Vec<AlarmReason> {
    shop.alarms("open").into_iter().map(|alarm| alarm.reason).collect()
}

fn decide(shop: &Shop, held: i64, decision: Decision) -> Result<(), DecideError> {
    let request = Decide {
        held,
        decision,
        operator: OperatorId::new(3),
        reason: Reason::parse("银行已判定").expect("a reason"),
    };
    shop.write(move |tx| decide_held(tx, &request))
}

/// What the books say of a channel's account and of what was lost.
fn account(shop: &Shop, number: i64, party: &'static str) -> Fen {
    shop.read(move |tx| {
        tx.value(
            "SELECT CAST(COALESCE(SUM(amount), 0) AS BIGINT) FROM posting WHERE account = ?1 AND party = ?2",
            params![number, party],
        )
    })
}

const CLEARING: i64 = 12;
const BONUS_COST: i64 = 13;
const ADJUSTMENT: i64 = 17;

#[test]
fn a_dispute_holds_what_is_left_until_a_person_takes_it_and_each_step_is_an_entry() {
    on_both_engines(|shop| {
        let (member, order) = paid(shop, "13800138900");
        assert_eq!(reverse(shop, dispute(&order, ReversalState::Open)), Reversed::Held);
        assert_eq!(reasons(shop), [AlarmReason::Dispute]);
        assert_eq!(shop.balance(&member), Fen::ZERO, "nothing of it can be spent");
        let held = waiting(shop).remove(0);
        assert_eq!((held.principal, held.bonus), (Fen::new(100_00), Fen::new(12_00)));
        assert_eq!((held.reason, held.gone), (HeldReason::Dispute, Fen::new(100_00)));
        shop.books_hold();

        // Told again, and decided for the payer: the same dispute, and a person takes it.
        for state in [ReversalState::Open, ReversalState::Done, ReversalState::Open] {
            assert_eq!(reverse(shop, dispute(&order, state)), Reversed::Known);
        }
        assert_eq!(waiting(shop)[0].state, Some(ReversalState::Done));
        let gone = Fen::new(100_00);
        decide(shop, held.id, Decision::Take { gone }).expect("it waits");
        assert_eq!(shop.balance(&member), Fen::ZERO);
        assert_eq!(account(shop, CLEARING, "wechat"), Fen::ZERO, "what came has gone");
        assert_eq!(account(shop, BONUS_COST, "wechat"), Fen::ZERO);
        assert!(reasons(shop).is_empty(), "the decision settles the alarm");
        let kinds: Vec<String> =
            shop.read(|tx| tx.all("SELECT kind FROM entry ORDER BY id", params![], |row| row.get("kind")));
        assert_eq!(kinds, ["top-up", "hold", "refund"]);
        let by: i64 = shop.read(|tx| tx.value("SELECT operator_id FROM entry WHERE kind = 'refund'", params![]));
        let kept = shop.read(move |tx| held_top_up(tx, held.id)).expect("it is kept");
        assert_eq!(
            (by, kept.decision.as_str(), kept.note.as_str()),
            (3, "taken", "银行已判定")
        );
        shop.books_hold();
    });
}

#[test]
fn a_dispute_that_the_shop_wins_is_released_and_can_be_spent_again() {
    on_both_engines(|shop| {
        let (member, order) = paid(shop, "13800138901");
        reverse(shop, dispute(&order, ReversalState::Open));
        assert_eq!(
            reverse(shop, dispute(&order, ReversalState::Withdrawn)),
            Reversed::Known
        );
        assert_eq!(shop.balance(&member), Fen::ZERO, "a person decides");
        let held = waiting(shop).remove(0);
        assert_eq!((held.gone, held.state), (Fen::ZERO, Some(ReversalState::Withdrawn)));
        decide(shop, held.id, Decision::Release).expect("it waits");
        assert_eq!(shop.balance(&member), Fen::new(112_00));
        shop.buy(&member, Fen::new(112_00), PointsWanted::None, PayWith::Balance, "all");
        shop.books_hold();
    });
}

#[test]
fn what_was_spent_before_a_dispute_is_the_shops_loss_and_is_booked_as_that() {
    on_both_engines(|shop| {
        let (member, order) = paid(shop, "13800138902");
        shop.buy(&member, Fen::new(56_00), PointsWanted::None, PayWith::Balance, "half");
        reverse(shop, dispute(&order, ReversalState::Done));
        let held = waiting(shop).remove(0);
        assert_eq!((held.principal, held.bonus), (Fen::new(50_00), Fen::new(6_00)));
        let gone = Fen::new(100_00);
        decide(shop, held.id, Decision::Take { gone }).expect("it waits");
        assert_eq!(account(shop, CLEARING, "wechat"), Fen::ZERO);
        assert_eq!(account(shop, ADJUSTMENT, "reversal"), Fen::new(-50_00));
        shop.books_hold();

        // Nothing left at all: it still waits for a person, and all of it is lost.
        let (other, spent) = paid(shop, "13800138903");
        shop.buy(&other, Fen::new(112_00), PointsWanted::None, PayWith::Balance, "all");
        let mut news = dispute(&spent, ReversalState::Done);
        news.reference = "du_2".into();
        assert_eq!(reverse(shop, news), Reversed::Held);
        let held = waiting(shop).remove(0);
        decide(shop, held.id, Decision::Take { gone }).expect("it waits");
        assert_eq!(account(shop, ADJUSTMENT, "reversal"), Fen::new(-150_00));
        shop.books_hold();
    });
}

#[test]
fn a_part_refunded_in_the_console_is_taken_with_its_share_of_the_bonus_and_the_rest_released() {
    on_both_engines(|shop| {
        let (member, order) = paid(shop, "13800138904");
        let notice = console(&order, 30_00);
        assert_eq!(hear(shop, &notice), RefundHeard::NotOurs(Reversed::Held));
        assert_eq!(hear(shop, &notice), RefundHeard::NotOurs(Reversed::Known));
        assert_eq!(reasons(shop), [AlarmReason::ConsoleRefund]);
        assert_eq!(shop.balance(&member), Fen::ZERO);
        let held = waiting(shop).remove(0);
        assert_eq!(held.gone, Fen::new(30_00));
        for gone in [Fen::ZERO, Fen::new(-1), Fen::new(100_01)] {
            let refused = decide(shop, held.id, Decision::Take { gone }).expect_err("not within what was paid");
            assert_eq!(refused.code(), "held-amount");
        }
        let refused = decide(shop, held.id, Decision::Refund).expect_err("the gateway did that already");
        assert_eq!(refused.code(), "held-reversed");
        let gone = Fen::new(30_00);
        decide(shop, held.id, Decision::Take { gone }).expect("it waits");
        // 70.00, and 12.00 less 30 % of it.
        assert_eq!(shop.balance(&member), Fen::new(78_40));
        assert_eq!(account(shop, CLEARING, "wechat"), Fen::new(-70_00));
        assert_eq!(
            decide(shop, held.id, Decision::Release).expect_err("decided").code(),
            "no-alarm"
        );
        shop.books_hold();
    });
}

#[test]
fn only_headquarters_decide() {
    on_both_engines(|shop| {
        let (_, order) = paid(shop, "13800138905");
        reverse(shop, dispute(&order, ReversalState::Open));
        let held = waiting(shop).remove(0).id;
        for role in ["cashier", "manager", "region", "auditor"] {
            let set: Result<u64, StoreError> =
                shop.write(move |tx| tx.exec("UPDATE operator SET role = ?1 WHERE id = 3", params![role]));
            set.expect("the database works");
            let refused = decide(shop, held, Decision::Release).expect_err("not theirs");
            assert_eq!(refused.code(), "not-allowed", "{role}");
        }
        assert_eq!(waiting(shop).len(), 1);
    });
}

#[test]
fn goods_that_come_back_to_a_held_top_up_are_held_with_it() {
    on_both_engines(|shop| {
        let (member, order) = paid(shop, "13800138906");
        let receipt = shop.buy(&member, Fen::new(56_00), PointsWanted::None, PayWith::Balance, "half");
        reverse(shop, dispute(&order, ReversalState::Open));
        let request = ReturnGoods {
            receipt_number: receipt.receipt_number.clone(),
            what: Returning::Amount { gross: Fen::new(56_00) },
            line: String::new(),
            place: place(),
            key: "back".into(),
        };
        let returned = shop
            .write(move |tx| return_goods(tx, &request))
            .expect("goods come back");
        assert_eq!((returned.balance, shop.balance(&member)), (Fen::ZERO, Fen::ZERO));
        let held = waiting(shop).remove(0);
        assert_eq!((held.principal, held.bonus), (Fen::new(100_00), Fen::new(12_00)));
        shop.books_hold();
        decide(shop, held.id, Decision::Release).expect("it waits");
        assert_eq!(shop.balance(&member), Fen::new(112_00));
        shop.books_hold();
    });
}

#[test]
fn a_refund_that_fails_comes_back_to_a_held_top_up_as_held() {
    on_both_engines(|shop| {
        let (member, order) = paid(shop, "13800138907");
        let request = OpenRefund {
            top_up: order.number.clone(),
            by: AskedBy::Member(member.id),
            key: "r".into(),
        };
        let refund = shop
            .write(move |tx| open_refund(tx, &request))
            .expect("it can be paid back");
        reverse(shop, dispute(&order, ReversalState::Open));
        let failed = RefundNotice {
            number: refund.number,
            state: NoticedState::Failed,
            ..console(&order, 100_00)
        };
        assert_eq!(hear(shop, &failed), RefundHeard::Settled);
        assert_eq!(
            shop.balance(&member),
            Fen::ZERO,
            "a person decides about the dispute first"
        );
        shop.books_hold();
    });
}

#[test]
fn every_state_that_a_gateway_can_name_books_what_the_table_says() {
    let at = huika_domain::Millis::new(1);
    let refunded = |gone| PaymentState::Reversed {
        at,
        kind: ReversalKind::Refund,
        gone,
    };
    let disputed = PaymentState::Reversed {
        at,
        kind: ReversalKind::Dispute,
        gone: None,
    };
    let (part, all) = (Some(Fen::new(30_00)), Some(Fen::new(100_00)));
    // State; what comes of it for an open order and for one that was paid; on the card after either.
    let table = [
        (PaymentState::NotPaid, Applied::Waiting, 0, Applied::Already, 112_00),
        (PaymentState::Closed, Applied::Closed, 0, Applied::Already, 112_00),
        (
            PaymentState::Paid { at },
            Applied::Credited,
            112_00,
            Applied::Already,
            112_00,
        ),
        (refunded(part), Applied::Held, 0, Applied::Held, 0),
        (refunded(all), Applied::Held, 0, Applied::Held, 0),
        (refunded(None), Applied::Held, 0, Applied::Held, 0),
        (disputed, Applied::Held, 0, Applied::Held, 0),
    ];
    on_both_engines(|shop| {
        for (place, (state, for_open, open_balance, for_paid, paid_balance)) in table.into_iter().enumerate() {
            let member = shop.join(&format!("138001389{place}1"));
            let order = shop.open_top_up(&member, Fen::new(100_00), "k").expect("on offer");
            assert_eq!(tell(shop, news(&order, state)), for_open, "{state:?}, open");
            assert_eq!(shop.balance(&member), Fen::new(open_balance), "{state:?}, open");
            let (member, order) = paid(shop, &format!("138001389{place}2"));
            assert_eq!(tell(shop, news(&order, state)), for_paid, "{state:?}, paid");
            assert_eq!(tell(shop, news(&order, state)), Applied::Already, "{state:?}, again");
            assert_eq!(shop.balance(&member), Fen::new(paid_balance), "{state:?}, paid");
            shop.books_hold();
        }
    });
}

#[test]
fn a_top_up_that_went_back_before_it_was_credited_is_held_whoever_told_first() {
    on_both_engines(|shop| {
        let member = shop.join("13800138920");
        let order = shop.open_top_up(&member, Fen::new(100_00), "k").expect("on offer");
        assert_eq!(
            hear(shop, &console(&order, 100_00)),
            RefundHeard::NotOurs(Reversed::Held)
        );
        assert!(waiting(shop).is_empty(), "there is nothing of it yet");
        assert_eq!(shop.pay(&order, Fen::new(100_00)), Applied::Held);
        assert_eq!(shop.balance(&member), Fen::ZERO);
        let held = waiting(shop).remove(0);
        assert_eq!((held.principal, held.bonus), (Fen::new(100_00), Fen::new(12_00)));
        let number = order.number.clone();
        assert!(
            shop.read(move |tx| order_by_number(tx, &number))
                .expect("the order")
                .held
        );
        shop.books_hold();
    });
}

#[test]
fn a_sum_and_then_the_refund_that_it_is_made_of_are_counted_once() {
    on_both_engines(|shop| {
        let (_, order) = paid(shop, "13800138921");
        let sum = |fen| PaymentState::Reversed {
            at: huika_domain::Millis::new(1),
            kind: ReversalKind::Refund,
            gone: Some(Fen::new(fen)),
        };
        assert_eq!(tell(shop, news(&order, sum(30_00))), Applied::Held);
        assert_eq!(
            hear(shop, &console(&order, 30_00)),
            RefundHeard::NotOurs(Reversed::Known)
        );
        assert_eq!(tell(shop, news(&order, sum(30_00))), Applied::Already);
        assert_eq!(waiting(shop)[0].gone, Fen::new(30_00));
        // Another ten in the console, first by its number and then by the sum.
        let other = RefundNotice {
            number: "20261122-78".into(),
            ..console(&order, 10_00)
        };
        assert_eq!(hear(shop, &other), RefundHeard::NotOurs(Reversed::Held));
        assert_eq!(tell(shop, news(&order, sum(40_00))), Applied::Already);
        assert_eq!(waiting(shop)[0].gone, Fen::new(40_00));
        assert_eq!(waiting(shop).len(), 1);
        shop.books_hold();
    });
}

#[test]
fn a_refund_of_ours_is_no_console_refund_whatever_sum_is_told() {
    on_both_engines(|shop| {
        let (member, order) = paid(shop, "13800138922");
        let request = OpenRefund {
            top_up: order.number.clone(),
            by: AskedBy::Member(member.id),
            key: "r".into(),
        };
        let refund = shop
            .write(move |tx| open_refund(tx, &request))
            .expect("it can be paid back");
        for gone in [Some(Fen::new(100_00)), None] {
            let state = PaymentState::Reversed {
                at: huika_domain::Millis::new(1),
                kind: ReversalKind::Refund,
                gone,
            };
            assert_eq!(tell(shop, news(&order, state)), Applied::Already);
        }
        let done = RefundNotice {
            number: refund.number,
            ..console(&order, 100_00)
        };
        assert_eq!(hear(shop, &done), RefundHeard::Settled);
        assert!(waiting(shop).is_empty() && reasons(shop).is_empty());
        shop.books_hold();
    });
}

#[test]
fn a_second_payment_that_is_refunded_in_the_console_holds_nothing_of_the_first() {
    on_both_engines(|shop| {
        let (member, order) = paid(shop, "13800138923");
        let second = RefundNotice {
            transaction: "another".into(),
            ..console(&order, 100_00)
        };
        assert_eq!(hear(shop, &second), RefundHeard::NotOurs(Reversed::OtherPayment));
        let nobodys = RefundNotice {
            top_up: "T2026112200009999".into(),
            transaction: "another".into(),
            ..console(&order, 100_00)
        };
        assert_eq!(hear(shop, &nobodys), RefundHeard::NotOurs(Reversed::Unknown));
        assert_eq!(shop.balance(&member), Fen::new(112_00));
        assert!(waiting(shop).is_empty() && reasons(shop).is_empty());
    });
}

#[test]
fn news_of_a_refund_settle_it_only_when_they_are_about_that_refund_in_every_respect() {
    on_both_engines(|shop| {
        let (member, order) = paid(shop, "13800138924");
        let request = OpenRefund {
            top_up: order.number.clone(),
            by: AskedBy::Member(member.id),
            key: "r".into(),
        };
        let refund = shop
            .write(move |tx| open_refund(tx, &request))
            .expect("it can be paid back");
        let right = RefundNotice {
            number: refund.number,
            ..console(&order, 100_00)
        };
        let status = || {
            let number = order.number.clone();
            shop.read(move |tx| refunds_of(tx, &number)).remove(0).status
        };
        let text = |value: &str| value.to_owned();
        for (what, wrong) in [
            (
                "channel",
                RefundNotice {
                    channel: text("stripe"),
                    ..right.clone()
                },
            ),
            (
                "merchant",
                RefundNotice {
                    merchant: text("m2"),
                    ..right.clone()
                },
            ),
            (
                "order",
                RefundNotice {
                    top_up: text("T2026112200009999"),
                    ..right.clone()
                },
            ),
            (
                "transaction",
                RefundNotice {
                    transaction: text("another"),
                    ..right.clone()
                },
            ),
            (
                "amount",
                RefundNotice {
                    amount: Fen::new(1),
                    ..right.clone()
                },
            ),
            (
                "currency",
                RefundNotice {
                    currency: text("USD"),
                    ..right.clone()
                },
            ),
            (
                "order",
                RefundNotice {
                    top_up: text(""),
                    transaction: text(""),
                    ..right.clone()
                },
            ),
        ] {
            for state in [NoticedState::Paid, NoticedState::Failed, NoticedState::Abnormal] {
                let wrong = RefundNotice { state, ..wrong.clone() };
                assert_eq!(hear(shop, &wrong), RefundHeard::Mismatch, "{what} {state:?}");
            }
            assert_eq!(status(), RefundStatus::Open, "{what}");
            let alarm = shop.alarms("open").remove(0);
            assert_eq!(
                (alarm.reason, &alarm.number),
                (AlarmReason::RefundMismatch, &order.number)
            );
            assert!(
                alarm.misfits.iter().any(|misfit| misfit.what == what),
                "{what}: {:?}",
                alarm.misfits
            );
        }
        assert_eq!(hear(shop, &right), RefundHeard::Settled);
        assert_eq!(status(), RefundStatus::Paid);
        // Said to have failed, or to have come back, after it was paid: people look, and it stays paid.
        for state in [NoticedState::Failed, NoticedState::Abnormal] {
            let ended = RefundNotice { state, ..right.clone() };
            assert_eq!(hear(shop, &ended), RefundHeard::Mismatch, "{state:?}");
            assert_eq!(status(), RefundStatus::Paid, "{state:?}");
        }
        shop.books_hold();
    });
}

#[test]
fn what_has_no_room_on_the_card_is_paid_back_through_the_gateway_or_released() {
    on_both_engines(|shop| {
        let member = shop.join("13800138925");
        shop.set_rule("stored-value", r#"{"cap_fen": 15000}"#);
        let order = shop.open_top_up(&member, Fen::new(100_00), "k").expect("on offer");
        // Given up, so that another one fits; and paid all the same.
        let number = order.number.clone();
        shop.write(move |tx| give_order_up(tx, &number))
            .expect("the database works");
        let other = shop.open_top_up(&member, Fen::new(100_00), "k2").expect("on offer");
        assert_eq!(shop.pay(&other, Fen::new(100_00)), Applied::Credited);
        let before = shop.balance(&member);
        assert_eq!(shop.pay(&order, Fen::new(100_00)), Applied::Held);
        let held = waiting(shop).remove(0);
        assert_eq!((held.reason, held.state), (HeldReason::AboveCap, None));
        assert_eq!(shop.balance(&member), before);
        decide(shop, held.id, Decision::Refund).expect("it waits");
        let number = order.number.clone();
        let refund = shop.read(move |tx| refunds_of(tx, &number)).remove(0);
        assert_eq!((refund.amount, refund.status), (Fen::new(100_00), RefundStatus::Open));
        assert_eq!(shop.balance(&member), before);
        assert!(waiting(shop).is_empty() && reasons(shop).is_empty());
        shop.books_hold();
    });
}

#[test]
fn points_that_a_payment_brought_are_held_and_go_with_it() {
    on_both_engines(|shop| {
        let member = shop.join("13800138926");
        let order = shop.open_top_up(&member, Fen::new(100_00), "k").expect("on offer");
        shop.exec("UPDATE top_up SET points = 500");
        assert_eq!(shop.pay(&order, Fen::new(100_00)), Applied::Credited);
        let points = || -> (i64, i64) {
            shop.read(|tx| {
                let found = tx.one("SELECT points, shortfall FROM wallet", params![], |row| {
                    Ok((row.get("points")?, row.get("shortfall")?))
                })?;
                found.ok_or_else(|| StoreError::Decode("a wallet".into()))
            })
        };
        reverse(shop, dispute(&order, ReversalState::Open));
        assert_eq!(points(), (0, 0));
        let held = waiting(shop).remove(0);
        let gone = Fen::new(40_00);
        decide(shop, held.id, Decision::Take { gone }).expect("it waits");
        assert_eq!(points(), (300, 0), "forty of a hundred, and so two fifths of them");
        shop.books_hold();
    });
}

#[test]
fn the_proof_names_what_is_held_and_does_not_fit() {
    for (change, what) in [
        (
            "UPDATE hold SET status = 'released' WHERE status = 'open'",
            "held-not-holds",
        ),
        (
            "UPDATE held_top_up SET decided_at = 1, decision = 'released'",
            "hold-not-decided-so",
        ),
        (
            "UPDATE money_lot SET principal_left = 1, emptied = 0",
            "held-lot-spendable",
        ),
    ] {
        on_both_engines(|shop| {
            let (_, order) = paid(shop, "13800138927");
            reverse(shop, dispute(&order, ReversalState::Open));
            shop.books_hold();
            shop.exec(change);
            let named: Vec<_> = shop.proof().findings.into_iter().map(|finding| finding.what).collect();
            assert!(named.contains(&what), "{change}: {named:?}");
        });
    }
}
