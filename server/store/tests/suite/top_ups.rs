//! Top-ups at their edges: payments that do not fit, campaigns, the first top-up, and a card that fills up meanwhile.

use huika_domain::{Fen, OperatorId, Reason};
use huika_store::{
    StoreError, params,
    payment::{
        AlarmReason, AlarmSettled, Applied, PaymentAlarm, PaymentNews, PaymentState, apply_payment_result, open_alarms,
        settle_alarm,
    },
    top_up::{
        ClosedWhy, Opened, TopUpStatus, close_order, due_orders, give_order_up, order_by_number, poll_later,
        top_up_page,
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
                shop.write(move |tx| poll_later(tx, &due)).expect("the database works");
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
        // The form sent twice is one order, and an order that is given up takes no room any more.
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

/// Gives the card type a campaign from a day ago until in a day, and 5.00 for the first top-up.
fn with_campaign(shop: &Shop) {
    shop.write(|tx| {
        let day = 24 * 3600;
        let (from, until) = (tx.now().plus_secs(-day).get(), tx.now().plus_secs(day).get());
        let rule = format!(
            r#"{{"packages":[{{"id":1,"principal":10000,"bonus":1200,"points":0}}],"table":[{{"from":10000,"bonus":{{"fixed":1200}}}}],
            "least":100,"most":500000,"first":{{"fixed":500}},
            "campaigns":[{{"name":"开业周年","from":{from},"until":{until},"table":[{{"from":10000,"bonus":{{"per-mille":200}}}}]}}]}}"#
        );
        tx.exec("UPDATE card_type SET top_up_rule = ?1", params![rule])
    })
    .expect("the rule is kept");
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
        shop.clock.advance_secs(24 * 3600 - 60);
        let order = open(shop, &member, 100_00, "k");
        shop.clock.advance_secs(120);
        assert_eq!(tell(shop, &news(shop, &order)), Applied::Credited);
        assert_eq!(shop.balance(&member), Fen::new(125_00));
    });
}
