//! A till's drawer, a store's day and an order of the mall, through the pages of counter, office and phone.

use crate::{
    client::{Answer, Client},
    people::{Cashier, Member},
    test_app::{TestApp, on_both_engines},
};

const PHONE: &str = "13400134000";
const CLOSE: &str = "/counter/shift/close";

/// Sends a form of a page with its key.
async fn send(client: &mut Client, page: &str, form: &str, fields: &[(&str, &str)]) -> Answer {
    let key = client.get(page).await.field("key");
    let fields = [fields, &[("key", &*key)]].concat();
    client.post_form(form, &fields).await
}

/// The page that a form leads to.
async fn led_to(client: &mut Client, answer: &Answer) -> String {
    let address = answer.location().to_owned();
    client.get(&address).await.body
}

async fn order(app: &TestApp, member: &mut Member) -> String {
    app.give_points(PHONE, 500).await;
    let item: i64 = app
        .query(|tx| tx.value("SELECT id FROM item WHERE code = 'espresso'", &[]))
        .await;
    let page = format!("/mall/{item}");
    let redeemed = send(&mut member.client, &page, "/do/redeem", &[("item", &item.to_string())]).await;
    redeemed.location().to_owned()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_shift_is_opened_moved_and_counted_blind_and_what_was_typed_stays_until_it_is_right() {
    on_both_engines(async |app| {
        let mut cashier = Cashier::sign_in(app).await;
        let here = &mut cashier.client;
        let wrong = [("pieces[10000]", "2"), ("pieces[100]", "a few")];
        let refused = send(here, "/counter/shift", "/do/open_shift", &wrong).await;
        let page = led_to(here, &refused).await;
        assert!(page.contains("value=\"a few\"") && page.contains("0 到 9999"), "{page}");
        let opened = send(here, "/counter/shift", "/do/open_shift", &[("pieces[10000]", "2")]).await;
        assert_eq!(opened.location(), "/counter/shift?done=opened");
        let out = [("drawer_move", "out"), ("amount", "30"), ("reason", "买冰块")];
        let moved = send(here, "/counter/shift", "/do/move_cash", &out).await;
        assert_eq!(moved.location(), "/counter/shift?done=moved");
        // 170.00 should be there, and nobody who is going to count it reads that anywhere.
        for page in ["/counter/shift", CLOSE, "/counter/shift/x"] {
            let body = here.get(page).await.body;
            assert!(!body.contains("170.00") && !body.contains("−30.00"), "{page}: {body}");
        }
        let shift = here.get(CLOSE).await.field("shift");
        let short = [("shift", &*shift), ("pieces[10000]", "1"), ("pieces[5000]", "1")];
        let asked = send(here, CLOSE, "/do/close_shift", &short).await;
        let page = led_to(here, &asked).await;
        assert!(
            page.contains("−20.00") && page.contains("name=\"pieces[5000]\""),
            "{page}"
        );
        assert!(page.contains("value=\"1\""), "what was counted stays: {page}");
        let why = [&short[..], &[("reason", "少了两张十元")]].concat();
        let closed = send(here, CLOSE, "/do/close_shift", &why).await;
        assert_eq!(closed.location(), format!("/counter/shift/z/{shift}?done=closed"));
        let slip = led_to(here, &closed).await;
        for said in ["Z 1", "170.00", "150.00", "−20.00", "少了两张十元"] {
            assert!(slip.contains(said), "{said}: {slip}");
        }
        let mut elsewhere = Cashier::sign_in_as(app, "jingan").await;
        let others = elsewhere.client.get(&format!("/counter/shift/z/{shift}")).await;
        assert_eq!(others.status, http::StatusCode::NOT_FOUND);
        app.books_hold().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_counter_asks_for_a_shift_before_money_moves_where_the_rule_says_so() {
    let app = TestApp::new().await;
    let mut member = Member::join(&app, PHONE).await;
    member.top_up(&app, "100").await;
    app.set_rule("shifts", r#"{"asked":true}"#).await;
    let mut cashier = Cashier::sign_in(&app).await;
    let refused = cashier.sell(&member.code(&app).await, "10").await;
    assert!(refused.contains("error=no-shift"), "{refused}");
    let page = cashier.client.get(&refused).await.body;
    assert!(page.contains("还没有开班"), "{page}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn an_order_is_scanned_handed_out_once_and_the_phone_that_shows_its_code_hears_of_it() {
    on_both_engines(async |app| {
        let mut member = Member::join(app, PHONE).await;
        let page = order(app, &mut member).await;
        let shown = member.client.get(&page).await.body;
        let follow = shown
            .split("data-follow=\"")
            .nth(1)
            .and_then(|rest| rest.split('"').next());
        let follow = follow.expect("it listens").to_owned();
        let code: String = app.query(|tx| tx.value("SELECT MAX(code) FROM redemption", &[])).await;
        assert!(shown.contains(&format!("{} {}", &code[..4], &code[4..])), "{shown}");
        let mut events = member.client.listen(&follow).await;
        let mut cashier = Cashier::sign_in(app).await;
        // A reader types the symbol with its mark into whatever page stands open; a person reads the digits out.
        for typed in [format!("PU{code}\r\n"), code.clone()] {
            let found = cashier.client.post_form("/do/scan", &[("scanned", &typed)]).await;
            assert_eq!(found.location(), format!("/counter/pick-up?code={code}"));
        }
        let desk = format!("/counter/pick-up?code={code}");
        let body = cashier.client.get(&desk).await.body;
        assert!(body.contains("意式浓缩券") && !body.contains(PHONE), "{body}");
        let number = page.trim_start_matches("/orders/").to_owned();
        let fields = [("order", &*number), ("pick_up", &*code)];
        let handed = send(&mut cashier.client, &desk, "/do/hand_out", &fields).await;
        assert_eq!(handed.location(), format!("{desk}&done=handed"));
        assert!(events.next_event().await.contains("changed"));
        let after = member.client.get(&page).await.body;
        assert!(
            after.contains("已领取") && after.contains("徐汇店") && !after.contains("data-follow"),
            "{after}"
        );
        let again = cashier.client.post_form("/do/hand_out", &fields).await;
        assert!(
            again.location().contains("error=order-not-ready"),
            "{}",
            again.location()
        );
        // Another member's order is none of theirs, and a stranger hears nothing.
        let mut stranger = Member::join(app, "13700137001").await;
        assert_eq!(stranger.client.get(&follow).await.status, http::StatusCode::NOT_FOUND);
        app.books_hold().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_day_is_closed_audited_and_signed_in_the_office() {
    on_both_engines(async |app| {
        let mut member = Member::join(app, PHONE).await;
        member.top_up(app, "100").await;
        let mut cashier = Cashier::sign_in(app).await;
        send(
            &mut cashier.client,
            "/counter/shift",
            "/do/open_shift",
            &[("pieces[10000]", "1")],
        )
        .await;
        cashier.sell(&member.code(app).await, "10").await;
        let mut office = Cashier::sign_in_as(app, "hq").await.client;
        let list = office.get("/office/days").await.body;
        let page = list.split("href=\"").find(|rest| rest.starts_with("/office/days/1/"));
        let page = page.and_then(|rest| rest.split('"').next()).expect("a link").to_owned();
        let day = page.rsplit('/').next().expect("a day").to_owned();
        let close = [("store", "1"), ("day", &*day)];
        let blocked = office.post_form("/do/close_day", &close).await;
        assert!(led_to(&mut office, &blocked).await.contains("还有 1 个班没有交"));
        let forced = office
            .post_form("/do/close_day", &[&close[..], &[("note", "没人点钱")]].concat())
            .await;
        assert_eq!(forced.location(), format!("{page}?done=closed"));
        let body = led_to(&mut office, &forced).await;
        assert!(body.contains("没人点钱") && body.contains("强制交班，未点"), "{body}");
        // Who is told later is told that the store is closed for the day.
        let twice = office.post_form("/do/close_day", &close).await;
        assert!(twice.location().contains("error=day-closed"));
        let lines: Vec<String> = body
            .split("name=\"what\" value=\"")
            .skip(1)
            .filter_map(|rest| rest.split('"').next().map(str::to_owned))
            .collect();
        assert_eq!(lines.len(), 25);
        let early = office.post_form("/do/sign_audit", &close).await;
        assert!(
            early.location().contains("error=audit-not-read"),
            "{}",
            early.location()
        );
        for line in &lines {
            let tick = [&close[..], &[("what", line.as_str()), ("comment", "看过")]].concat();
            assert_eq!(
                office.post_form("/do/tick_audit", &tick).await.location(),
                format!("{page}?done=ticked")
            );
        }
        let own = office.post_form("/do/sign_audit", &close).await;
        assert!(own.location().contains("error=audit-same-person"), "{}", own.location());
        let reports = [
            "/office/reports/slips?from=2000-01-01",
            "/office/reports/audit-ticks?from=2000-01-01",
        ];
        for report in reports {
            let body = office.get(report).await.body;
            assert!(body.contains("徐汇店"), "{report}: {body}");
        }
        app.books_hold().await;
    })
    .await;
}
