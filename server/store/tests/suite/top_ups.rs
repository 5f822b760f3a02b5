//! Top-ups at their edges: payments that do not fit, campaigns, the first top-up, and a card that fills up meanwhile.

use huika_domain::{Fen, OperatorId, Reason};
use huika_store::{
    StoreError, params,
    payment::{
        AlarmReason, AlarmSettled, Applied, PaymentAlarm, PaymentNews, PaymentState, apply_payment_result, open_alarms,
        settle_alarm,
    },
    top_up::{
        ClosedWhy, OpenTopUpError, Opened, TopUpStatus, close_order, due_orders, give_order_up, order_by_number,
        poll_later, top_up_page,
    },
};

use crate::shop::{Member, Shop, on_both_engines};

fn news(shop: &Shop, order: &Opened) -> PaymentNews {
    PaymentNews {
        channel: "wechat".into(),
        number: order.number.clone(),
        merchant: "m1".into(),
        app: "a1".into(),
        currency: "CNY".into(),
        amount: order.principal,
        transaction: format!("tx-{}", order.number),
        state: PaymentState::Paid { at: shop.store.now() },
    }
}

fn tell(shop: &Shop, news: &PaymentNews) -> Applied {
    let news = news.clone();
    shop.write(move |tx| apply_payment_result(tx, &news))
        .expect("the database works")
}

fn status(shop: &Shop, order: &Opened) -> TopUpStatus {
    let number = order.number.clone();
    shop.read(move |tx| order_by_number(tx, &number))
        .expect("the order is there")
        .status
}

fn alarms(shop: &Shop) -> Vec<PaymentAlarm> {
    shop.alarms("open")
}

fn open(shop: &Shop, member: &Member, fen: i64, key: &str) -> Opened {
    shop.open_top_up(member, Fen::new(fen), key).expect("on offer")
}

#[test]
fn whatever_does_not_fit_quarantines_the_order_and_is_named_once_however_often_it_is_said() {
    on_both_engines(|shop| {
        let member = shop.join("13800138101");
        for (what, theirs) in [
            ("channel", "alipay"),
            ("merchant", "m2"),
            ("app", "a2"),
            ("currency", "USD"),
            ("amount", "9999"),
        ] {
            let order = open(shop, &member, 100_00, what);
            let mut wrong = news(shop, &order);
            match what {
                "channel" => wrong.channel = theirs.into(),
                "merchant" => wrong.merchant = theirs.into(),
                "app" => wrong.app = theirs.into(),
                "currency" => wrong.currency = theirs.into(),
                _ => wrong.amount = Fen::new(99_99),
            }
            for _ in 0..3 {
                assert_eq!(tell(shop, &wrong), Applied::Quarantined, "{what}");
            }
            assert_eq!(status(shop, &order), TopUpStatus::Quarantined, "{what}");
            let alarm = alarms(shop).into_iter().next().expect("an alarm");
            assert_eq!((alarm.reason, alarm.times), (AlarmReason::Mismatch, 3), "{what}");
            assert_eq!((&alarm.number, alarm.ordered), (&order.number, Some(order.principal)));
            let misfit = &alarm.misfits[0];
            assert_eq!((misfit.what.as_str(), misfit.theirs.as_str()), (what, theirs));
            assert_eq!(alarm.misfits.len(), 1, "{what}");
        }
        assert_eq!(alarms(shop).len(), 5);
        assert_eq!(shop.balance(&member), Fen::ZERO);
        shop.books_hold();
    });
}

#[test]
fn money_that_fits_is_credited_from_quarantine_and_the_alarm_stays_until_somebody_looked() {
    on_both_engines(|shop| {
        let member = shop.join("13800138102");
        let order = open(shop, &member, 100_00, "k");
        let right = news(shop, &order);
        let wrong = PaymentNews {
            amount: Fen::new(1),
            ..right.clone()
        };
        assert_eq!(tell(shop, &wrong), Applied::Quarantined);
        assert_eq!(tell(shop, &right), Applied::Credited);
        assert_eq!(status(shop, &order), TopUpStatus::Paid);
        assert_eq!(shop.balance(&member), Fen::new(112_00));
        // Once more the wrong one: the money stays, and it is said again.
        assert_eq!(tell(shop, &wrong), Applied::Quarantined);
        assert_eq!(status(shop, &order), TopUpStatus::Paid);

        let open = alarms(shop);
        assert_eq!(
            (open.len(), open[0].times, open[0].status),
            (1, 2, Some(TopUpStatus::Paid))
        );
        let (id, note) = (open[0].id, Reason::parse("已在商户平台退回").expect("a reason"));
        let settle = |operator: i64| {
            let note = note.clone();
            let settled: Result<_, StoreError> =
                shop.write(move |tx| settle_alarm(tx, id, OperatorId::new(operator), &note));
            settled.expect("the database works")
        };
        for role in ["cashier", "manager", "region", "auditor"] {
            let set: Result<u64, StoreError> =
                shop.write(move |tx| tx.exec("UPDATE operator SET role = ?1 WHERE id = 1", params![role]));
            set.expect("the database works");
            assert_eq!(settle(1), AlarmSettled::NotAllowed, "{role}");
        }
        assert_eq!(settle(3), AlarmSettled::Done);
        assert_eq!(settle(3), AlarmSettled::NotOpen, "it was settled before");
        assert_eq!(shop.read(open_alarms), 0);
        assert_eq!(shop.alarms("settled")[0].note, "已在商户平台退回");
        shop.books_hold();
    });
}

#[test]
fn the_gateway_is_asked_on_about_a_quarantined_order_until_its_grace_is_over() {
    on_both_engines(|shop| {
        let member = shop.join("13800138103");
        let order = open(shop, &member, 100_00, "k");
        let wrong = PaymentNews {
            app: "a2".into(),
            ..news(shop, &order)
        };
        tell(shop, &wrong);
        let mut asked = 0;
        for _ in 0..200 {
            shop.clock.advance_secs(60);
            for due in shop.write(|tx| due_orders(tx, 10, 60)).expect("the database works") {
                asked += 1;
                shop.write(move |tx| poll_later(tx, &due, true))
                    .expect("the database works");
            }
        }
        // Fifteen minutes of life and an hour of grace, less and less often.
        assert!((8..40).contains(&asked), "asked {asked} times");
        assert_eq!(status(shop, &order), TopUpStatus::Quarantined);
    });
}

#[test]
fn one_payment_pays_one_order_and_a_second_payment_of_an_order_is_alarmed() {
    on_both_engines(|shop| {
        let member = shop.join("13800138104");
        let (first, second) = (open(shop, &member, 100_00, "k1"), open(shop, &member, 100_00, "k2"));
        let paid = news(shop, &first);
        assert_eq!(tell(shop, &paid), Applied::Credited);
        let stolen = PaymentNews {
            transaction: paid.transaction.clone(),
            ..news(shop, &second)
        };
        assert_eq!(tell(shop, &stolen), Applied::Quarantined);
        assert_eq!(alarms(shop)[0].misfits[0].what, "transaction");
        let again = PaymentNews {
            transaction: "another".into(),
            ..paid
        };
        assert_eq!(tell(shop, &again), Applied::Already);
        let alarm = &alarms(shop)[0];
        assert_eq!(
            (alarm.reason, alarm.misfits[0].theirs.as_str()),
            (AlarmReason::PaidAgain, "another")
        );
        assert_eq!(shop.balance(&member), Fen::new(112_00));
        shop.books_hold();
    });
}

#[test]
fn what_is_open_counts_towards_the_cap_when_another_order_is_opened() {
    on_both_engines(|shop| {
        let member = shop.join("13800138108");
        // 5,000.00 fit, and each brings 200.00 of bonus.
        let one = open(shop, &member, 3_000_00, "k1");
        let refused = shop
            .open_top_up(&member, Fen::new(4_000_00), "k2")
            .expect_err("both together");
        assert_eq!(refused.code(), "above-cap");
        let page = shop.read(move |tx| top_up_page(tx, member.id)).expect("a page");
        assert_eq!((page.room, page.open), (Fen::new(1_800_00), Fen::new(3_200_00)));
        // The form sent twice is one order, and an order that is cancelled takes no room any more.
        assert_eq!(open(shop, &member, 3_000_00, "k1").number, one.number);
        let number = one.number.clone();
        shop.write(move |tx| close_order(tx, &number, ClosedWhy::Cancelled))
            .expect("the database works");
        let two = open(shop, &member, 4_000_00, "k3");
        assert_eq!(tell(shop, &news(shop, &two)), Applied::Credited);
        assert!(alarms(shop).is_empty());
        shop.books_hold();
    });
}

#[test]
fn a_card_that_filled_up_meanwhile_is_credited_and_held() {
    on_both_engines(|shop| {
        let member = shop.join("13800138105");
        let one = open(shop, &member, 3_000_00, "k1");
        // Given up here, and paid all the same.
        let number = one.number.clone();
        shop.write(move |tx| give_order_up(tx, &number))
            .expect("the database works");
        let two = open(shop, &member, 3_000_00, "k2");
        assert_eq!(tell(shop, &news(shop, &one)), Applied::Credited);
        assert!(alarms(shop).is_empty());
        assert_eq!(tell(shop, &news(shop, &two)), Applied::Held);
        let alarm = &alarms(shop)[0];
        assert_eq!(alarm.reason, AlarmReason::AboveCap);
        assert_eq!(
            (alarm.misfits[0].ours.as_str(), alarm.misfits[0].theirs.as_str()),
            ("500000", "640000")
        );
        assert_eq!(
            shop.balance(&member),
            Fen::new(3_200_00),
            "what does not fit is not spent"
        );
        assert_eq!(
            shop.open_top_up(&member, Fen::new(1_00), "k3")
                .expect_err("full")
                .code(),
            "above-cap"
        );
        shop.books_hold();
    });
}

/// Gives all kinds of card a campaign of yesterday and today, and 5.00 for the first top-up.
fn with_campaign(shop: &Shop) {
    let campaign = r#"{"first_fen": 500, "campaigns": [{"name": "开业周年", "from_day": "2026-11-21", "until_day": "2026-11-22",
        "from_fen": 10000, "bonus_fen": 0, "percent": 20, "points": 0}]}"#;
    shop.set_rule("packages", campaign);
}

#[test]
fn a_campaign_and_the_first_top_up_give_more_once_and_the_lot_remembers_why() {
    on_both_engines(|shop| {
        with_campaign(shop);
        let member = shop.join("13800138106");
        let page = |shop: &Shop| shop.read(move |tx| top_up_page(tx, member.id)).expect("a page");
        assert!(page(shop).occasion.first);
        let (one, two) = (open(shop, &member, 100_00, "k1"), open(shop, &member, 100_00, "k2"));
        assert_eq!((one.bonus, two.bonus), (Fen::new(25_00), Fen::new(25_00)));
        // The second is paid first; the other one is then no first top-up any more.
        assert_eq!(tell(shop, &news(shop, &two)), Applied::Credited);
        assert_eq!(shop.balance(&member), Fen::new(125_00));
        assert_eq!(tell(shop, &news(shop, &one)), Applied::Credited);
        assert_eq!(shop.balance(&member), Fen::new(245_00));
        assert!(!page(shop).occasion.first);
        let kept: Fen = shop.read({
            let number = one.number.clone();
            move |tx| tx.value("SELECT bonus_fen FROM top_up WHERE number = ?1", params![number])
        });
        assert_eq!(kept, Fen::new(20_00), "the order says what was given");
        let rule: String = shop.read(|tx| tx.value("SELECT rule FROM money_lot ORDER BY id LIMIT 1", params![]));
        assert_eq!(rule, "table from 100.00, 开业周年, first top-up 5.00: 100.00 + 25.00");

        shop.clock.advance_secs(25 * 3600);
        assert_eq!(
            open(shop, &member, 100_00, "k3").bonus,
            Fen::new(12_00),
            "the campaign is over"
        );
        shop.books_hold();
    });
}

#[test]
fn what_was_promised_in_a_campaign_is_given_when_it_is_paid_after_the_campaign() {
    on_both_engines(|shop| {
        with_campaign(shop);
        let member = shop.join("13800138107");
        // A minute before midnight.
        shop.clock.advance_secs(12 * 3600 - 60);
        let order = open(shop, &member, 100_00, "k");
        shop.clock.advance_secs(120);
        assert_eq!(tell(shop, &news(shop, &order)), Applied::Credited);
        assert_eq!(shop.balance(&member), Fen::new(125_00));
    });
}

#[test]
fn an_order_is_not_called_over_while_its_gateway_could_not_be_asked() {
    on_both_engines(|shop| {
        let member = shop.join("13800138120");
        let order = open(shop, &member, 100_00, "k");
        let poll = |answered: bool| {
            for due in shop.write(|tx| due_orders(tx, 10, 60)).expect("the database works") {
                shop.write(move |tx| poll_later(tx, &due, answered))
                    .expect("the database works");
            }
        };
        for _ in 0..30 {
            shop.clock.advance_secs(4 * 3600);
            poll(false);
        }
        assert_eq!(
            status(shop, &order),
            TopUpStatus::Open,
            "five days of silence say nothing"
        );
        assert_eq!(tell(shop, &news(shop, &order)), Applied::Credited, "and it was paid");
        let other = open(shop, &member, 100_00, "k2");
        shop.clock.advance_secs(4 * 3600);
        poll(true);
        assert_eq!(
            status(shop, &other),
            TopUpStatus::Closed,
            "the gateway says that nobody paid"
        );
        let third = open(shop, &member, 100_00, "k3");
        for _ in 0..35 {
            shop.clock.advance_secs(86_400);
            poll(false);
        }
        assert_eq!(
            status(shop, &third),
            TopUpStatus::Closed,
            "after a month nobody asks any more"
        );
    });
}

#[test]
fn a_member_has_so_many_orders_open_and_opens_so_many_an_hour() {
    on_both_engines(|shop| {
        let (member, other) = (shop.join("13800138121"), shop.join("13800138122"));
        let refused = |opened: Result<Opened, OpenTopUpError>| matches!(opened, Err(OpenTopUpError::TooMany));
        let orders: Vec<_> = (0..10).map(|n| open(shop, &member, 10_00, &format!("a{n}"))).collect();
        assert!(refused(shop.open_top_up(&member, Fen::new(10_00), "more")));
        assert_eq!(
            open(shop, &member, 10_00, "a3").number,
            orders[3].number,
            "the same form again is no new order"
        );
        open(shop, &other, 10_00, "b");
        let mut opened = orders.len();
        let close = |order: &Opened| {
            let number = order.number.clone();
            shop.write(move |tx| close_order(tx, &number, ClosedWhy::Cancelled))
                .expect("the database works");
        };
        orders.iter().for_each(close);
        while let Ok(order) = shop.open_top_up(&member, Fen::new(10_00), &format!("c{opened}")) {
            opened += 1;
            close(&order);
        }
        assert_eq!(opened, 30);
        shop.clock.advance_secs(3601);
        open(shop, &member, 10_00, "later");
    });
}

#[test]
fn an_order_that_would_be_asked_about_in_a_future_that_some_clock_was_in_is_asked_about_now() {
    on_both_engines(|shop| {
        let member = shop.join("13800138123");
        open(shop, &member, 100_00, "k");
        shop.exec("UPDATE top_up SET poll_at = poll_at + 86400000");
        assert!(shop.read(huika_store::top_up::orders_are_due));
        assert_eq!(
            shop.write(|tx| due_orders(tx, 10, 60))
                .expect("the database works")
                .len(),
            1
        );
        assert!(!shop.read(huika_store::top_up::orders_are_due));
    });
}
