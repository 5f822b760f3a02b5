//! A gateway's bill of a day, held against ours: every kind of difference is found, and what only the bill knows is credited.

use huika_domain::{BusinessDay, Fen, ShopZone};
use huika_pay::ChannelId;
use huika_store::reconciliation::{MismatchKind, Report};
use serde_json::json;

use crate::{
    people::{Cashier, Member},
    test_app::{TestApp, on_both_engines},
};

const PHONE: &str = "13500135001";

fn today(app: &TestApp) -> BusinessDay {
    ShopZone::parse("Asia/Shanghai")
        .unwrap()
        .business_day(app.state.store.now())
}

/// The bill of today, which the gateway has made by then.
async fn reconciled(app: &TestApp, channel: ChannelId) -> Report {
    app.state.gateways.reconcile(channel, today(app)).await.unwrap()
}

async fn three_days_later(app: &TestApp) {
    app.gateway_post("/control/clock", json!({ "advance_secs": 3 * 24 * 3600 }))
        .await;
}

fn found(report: &Report) -> Vec<(MismatchKind, &str)> {
    let mut all: Vec<_> = report
        .mismatches
        .iter()
        .map(|one| (one.kind, one.number.as_str()))
        .collect();
    all.sort_by_key(|(kind, number)| (kind.as_str(), number.to_owned()));
    all
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_day_that_agrees_is_matched_line_by_line_on_all_channels() {
    on_both_engines(async |app| {
        let mut member = Member::join(app, PHONE).await;
        let number = member.top_up(app, "100.00").await;
        member.top_up(app, "50.00").await;
        member.ask_refund(&number).await;
        app.until("the refund is paid", async || {
            app.query(|tx| tx.value::<i64>("SELECT COUNT(*) FROM refund WHERE status = 'paid'", &[]))
                .await
                == 1
        })
        .await;
        three_days_later(app).await;
        let report = reconciled(app, ChannelId::WeChat).await;
        assert_eq!((report.lines, report.matched, found(&report)), (3, 3, vec![]));
        assert_eq!(
            (report.paid, report.refunded, report.digest.len()),
            (Fen::new(150_00), Fen::new(100_00), 40)
        );
        for channel in [ChannelId::Alipay, ChannelId::Stripe] {
            let report = reconciled(app, channel).await;
            assert_eq!((report.lines, found(&report)), (0, vec![]), "{channel}");
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_payment_that_only_the_bill_knows_is_credited_and_named() {
    on_both_engines(async |app| {
        let mut member = Member::join(app, PHONE).await;
        let number = member.order_top_up("100.00").await;
        member.go_to_cashier(&number).await;
        app.gateway_post("/control/policy", json!({ "drop_next": 1000 })).await;
        // Nobody asks any more, and no notification comes.
        app.arrange("UPDATE top_up SET poll_at = NULL, status = 'closed'").await;
        app.gateway_post(&format!("/control/wechat/trades/{number}/pay"), json!({}))
            .await;
        three_days_later(app).await;
        let report = reconciled(app, ChannelId::WeChat).await;
        assert_eq!(found(&report), [(MismatchKind::StateDiffers, &*number)]);
        assert!(app.top_up_status(&number).await.is_paid());
        assert_eq!(member.balance(app).await, Fen::new(112_00));
        let again = reconciled(app, ChannelId::WeChat).await;
        assert_eq!((again.matched, found(&again)), (1, vec![]), "it is in the books now");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn every_kind_of_difference_is_found_and_shown_in_the_office() {
    on_both_engines(async |app| {
        let mut member = Member::join(app, PHONE).await;
        let (fine, dearer, gone, renamed) = (
            member.top_up(app, "10.00").await,
            member.top_up(app, "20.00").await,
            member.top_up(app, "30.00").await,
            member.top_up(app, "40.00").await,
        );
        let planted = |sql: &str, number: &str| sql.replace('?', &format!("'{number}'"));
        for sql in [
            planted("UPDATE top_up SET principal_fen = 2001 WHERE number = ?", &dearer),
            // On our side under a number that the bill does not have, and on theirs under one that we do not have.
            planted("UPDATE top_up SET number = 'T20200101gone' WHERE number = ?", &gone),
            planted(
                "UPDATE top_up SET transaction_id = 'another' WHERE number = ?",
                &renamed,
            ),
        ] {
            app.arrange(Box::leak(sql.into_boxed_str())).await;
        }
        three_days_later(app).await;
        let report = reconciled(app, ChannelId::WeChat).await;
        assert_eq!(report.matched, 1, "{fine}");
        let mut expected = vec![
            (MismatchKind::AmountDiffers, &*dearer),
            (MismatchKind::OursOnly, "T20200101gone"),
            (MismatchKind::StateDiffers, &*renamed),
            (MismatchKind::TheirsOnly, &*gone),
        ];
        expected.sort_by_key(|(kind, number)| (kind.as_str(), number.to_owned()));
        assert_eq!(found(&report), expected);

        let mut boss = Cashier::sign_in_as(app, "hq").await;
        let day = today(app);
        let list = boss.client.get("/office/reconciliation").await;
        assert!(list.body.contains(&day.to_string()), "{}", list.body);
        let page = boss
            .client
            .get(&format!("/office/reconciliation?channel=wechat&day={day}"))
            .await;
        assert!(
            page.body.contains(&dearer) && page.body.contains("¥20.01"),
            "{}",
            page.body
        );
        let only = boss
            .client
            .get(&format!(
                "/office/reconciliation?channel=wechat&day={day}&kind=ours-only"
            ))
            .await;
        assert!(
            only.body.contains("T20200101gone") && !only.body.contains(&dearer),
            "{}",
            only.body
        );
        let file = boss
            .client
            .get(&format!("/office/reports/findings.csv?channel=wechat&day={day}"))
            .await;
        assert_eq!(file.header("content-type"), "text/csv; charset=utf-8");
        assert!(
            file.body.contains(&format!("amount-differs,{dearer},")),
            "{}",
            file.body
        );
        let stranger = member
            .client
            .get(&format!("/office/reports/findings.csv?channel=wechat&day={day}"))
            .await;
        assert_eq!(stranger.location(), "/counter/sign-in");
        // As it was, so that the books can be proved.
        app.arrange("UPDATE top_up SET principal_fen = 2000 WHERE principal_fen = 2001")
            .await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn what_was_paid_around_midnight_is_looked_for_on_the_neighbouring_bill() {
    on_both_engines(async |app| {
        let mut member = Member::join(app, PHONE).await;
        member.top_up(app, "10.00").await;
        // By our clock it was paid the day before, by the gateway's today.
        app.arrange("UPDATE top_up SET paid_at = paid_at - 86400000").await;
        three_days_later(app).await;
        let report = reconciled(app, ChannelId::WeChat).await;
        assert_eq!((report.matched, found(&report)), (1, vec![]));
        let before = app
            .state
            .gateways
            .reconcile(ChannelId::WeChat, today(app).pred())
            .await
            .unwrap();
        assert_eq!(found(&before), [], "it stands on the next day's bill");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_bills_are_kept_as_they_came_and_a_day_can_be_reconciled_again_without_the_gateway() {
    on_both_engines(async |app| {
        let mut member = Member::join(app, PHONE).await;
        let number = member.top_up(app, "100.00").await;
        member.top_up(app, "50.00").await;
        let day = today(app);
        three_days_later(app).await;
        assert_eq!(found(&reconciled(app, ChannelId::WeChat).await), []);
        // Fetched once more: the same files are not kept twice.
        reconciled(app, ChannelId::WeChat).await;

        let mut boss = Cashier::sign_in_as(app, "hq").await;
        let page = boss
            .client
            .get(&format!("/office/reconciliation?channel=wechat&day={day}"))
            .await
            .body;
        assert!(page.contains("交易账单") && page.contains("资金账单"), "{page}");
        assert_eq!(page.matches("/office/export/bill/").count(), 2, "{page}");
        let address = page
            .split("/office/export/bill/")
            .nth(1)
            .unwrap()
            .split('"')
            .next()
            .unwrap();
        let address = format!("/office/export/bill/{address}");
        let file = boss.client.get(&address).await;
        assert!(
            file.header("content-disposition").contains(&format!("-{day}.gz")),
            "{:?}",
            file.headers
        );
        assert_eq!(member.client.get(&address).await.location(), "/counter/sign-in");
        assert_eq!(boss.client.get("/office/export/bill/999999").await.status, 404);

        app.stop_gateway();
        let kept = |app: &TestApp| {
            app.huika(&[
                "reconcile",
                "--channel",
                "wechat",
                "--kept",
                "--json",
                "--day",
                &day.to_string(),
            ])
        };
        let again = kept(app).output().unwrap();
        let told = |output: &[u8]| serde_json::from_slice::<serde_json::Value>(output).unwrap();
        assert!(again.status.success(), "{}", String::from_utf8_lossy(&again.stderr));
        assert_eq!(
            (&told(&again.stdout)["matched"], &told(&again.stdout)["paid_fen"]),
            (&json!(2), &json!(150_00))
        );

        // What was changed in our books since is found from the kept bill too.
        let changed = format!("UPDATE top_up SET transaction_id = 'another' WHERE number = '{number}'");
        app.arrange(Box::leak(changed.into_boxed_str())).await;
        let differs = kept(app).output().unwrap();
        assert_eq!(differs.status.code(), Some(1));
        assert_eq!(told(&differs.stdout)["findings"][0]["kind"], "state-differs");
        // And so is a bill that was changed: its digest does not fit.
        app.arrange("UPDATE bill_file SET digest = '00' WHERE kind = 'trade'")
            .await;
        let broken = kept(app).output().unwrap();
        assert!(!broken.status.success());
        assert!(String::from_utf8_lossy(&broken.stderr).contains("the digest does not fit"));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn money_that_the_gateways_account_did_not_book_is_found_by_the_fund_flow() {
    on_both_engines(async |app| {
        let mut member = Member::join(app, PHONE).await;
        let number = member.top_up(app, "100.00").await;
        member.top_up(app, "50.00").await;
        // Near midnight a booking may stand on the next day's flow; this payment was at noon.
        let noon = ShopZone::parse("Asia/Shanghai").unwrap().start_of(today(app)).plus_secs(12 * 3600);
        let trades = json!([{ "number": number, "total": 100_00, "paid_at": noon.get(), "transaction": "4200000000000000000000000001" }]);
        app.gateway_post("/control/wechat/paid", trades).await;
        let moved = format!("UPDATE top_up SET transaction_id = '4200000000000000000000000001', paid_at = {} WHERE number = '{number}'", noon.get());
        app.arrange(Box::leak(moved.into_boxed_str())).await;
        app.gateway_post("/control/policy", json!({ "not_booked": [number] })).await;
        three_days_later(app).await;
        let report = reconciled(app, ChannelId::WeChat).await;
        assert_eq!(report.matched, 2, "the trade bill agrees");
        assert_eq!(found(&report), [(MismatchKind::FundsDiffer, &*number)]);
        assert_eq!((report.mismatches[0].ours_fen, report.mismatches[0].theirs_fen), (Some(Fen::new(100_00)), None));
        let mut boss = Cashier::sign_in_as(app, "hq").await;
        let day = today(app);
        let page = boss
            .client
            .get(&format!("/office/reconciliation?channel=wechat&day={day}&kind=funds-differ"))
            .await;
        assert!(page.body.contains("资金流水不符") && page.body.contains(&number), "{}", page.body);
    })
    .await;
}
