//! What members do about their own data, by pages: a copy, the end of the account, a profile; and documents at the card desk.

use std::io::{Cursor, Read as _};

use http::StatusCode;
use huika_domain::CardStatus;
use huika_store::{
    Tx,
    member::{close_due, due_closings},
};

use crate::client::Client;
use crate::people::{Cashier, Member};
use crate::test_app::{TestApp, on_both_engines};

const PHONE: &str = "13700137000";
const PIN: &str = "274913";
const ZIP: &str = "application/zip";

/// What is there, wherever that leads, and what kind it is.
async fn bytes(app: &TestApp, client: &Client, path: &str) -> (String, Vec<u8>) {
    let request = app
        .http
        .get(format!("{}{path}", app.base))
        .header("cookie", client.jar());
    let answer = request.send().await.expect("an answer");
    let kind = answer.headers()["content-type"].to_str().expect("a kind").to_owned();
    (kind, answer.bytes().await.expect("a body").to_vec())
}

/// As if the member had signed in long ago.
async fn not_fresh(app: &TestApp) {
    app.arrange("UPDATE device SET created_at = created_at - 86400000")
        .await;
}

/// Waits until the newest message to the member says that the account is being closed.
async fn told(app: &TestApp) {
    let newest = format!("/control/sms?phone={PHONE}&wait_ms=10000");
    app.until("the owner is told", async || {
        let message = app.gateway_get(&newest).await;
        let words = message["text"].as_str().unwrap_or_default();
        words.contains("注销。如果不是你本人")
    })
    .await;
}

/// Signs in with the code that comes after whatever else was sent; answers where that leads.
async fn sign_in_again(app: &TestApp) -> (Client, String) {
    let mut client = app.client();
    let codes: i64 = app
        .query(|tx| tx.value("SELECT COUNT(*) FROM one_time_code", &[]))
        .await;
    if codes > 0 {
        app.arrange("UPDATE one_time_code SET sent_at = 0").await;
    }
    client.post_form("/do/send_code", &[("phone", PHONE)]).await;
    let newest = format!("/control/sms?phone={PHONE}&wait_ms=10000");
    app.until("the code comes after the notice", async || {
        let message = app.gateway_get(&newest).await;
        message["code"].as_str().is_some_and(|code| code.len() == 6)
    })
    .await;
    let code = app.sms_code(PHONE).await;
    let entered = client.post_form("/do/enter_code", &[("code", &code)]).await;
    let to = entered.location().to_owned();
    (client, to)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_member_takes_a_copy_of_everything_after_the_pin_and_fetches_it_once() {
    on_both_engines(async |app| {
        let mut member = Member::join(app, PHONE).await;
        member.set_pin(PIN).await;
        member.top_up(app, "100").await;
        let name = [("name", "=1+1")];
        member.client.post_form("/do/set_name", &name).await;
        not_fresh(app).await;
        let me = &mut member.client;
        let refused = me.post_form("/do/take_data", &[("key", "k")]).await;
        assert!(refused.location().contains("error=pin-shape"), "{}", refused.location());
        let (kind, _) = bytes(app, me, "/me/data/file").await;
        assert_ne!(kind, ZIP, "nothing without a proof");
        let made = me.post_form("/do/take_data", &[("key", "k"), ("pin", PIN)]).await;
        assert_eq!(made.location(), "/me/data");
        assert!(me.get("/me/data").await.body.contains("/me/data/file"));
        let answer = me.get("/me/data").await;
        assert_eq!(answer.status, StatusCode::OK);
        let (kind, archive) = bytes(app, me, "/me/data/file").await;
        assert_eq!(kind, ZIP);
        let mut archive = zip::ZipArchive::new(Cursor::new(archive)).expect("a whole archive");
        let mut read = |name: &str| {
            let mut text = String::new();
            archive
                .by_name(name)
                .expect("the file is there")
                .read_to_string(&mut text)
                .expect("text");
            text
        };
        let profile = read("profile.csv");
        assert!(profile.contains("'=1+1"), "a spreadsheet runs nothing: {profile}");
        assert!(
            profile.contains("'+8613700137000"),
            "one's own number is whole: {profile}"
        );
        let profile: serde_json::Value = serde_json::from_str(&read("profile.json")).expect("JSON");
        assert_eq!(profile[0]["name"], "=1+1");
        let top_ups: serde_json::Value = serde_json::from_str(&read("top-ups.json")).expect("JSON");
        assert_eq!(top_ups[0]["paid_yuan"], "100.00");
        assert!(read("statement.csv").contains("top-up"));
        assert!(read("readme.txt").contains("关于你的全部数据"));
        assert_eq!(
            serde_json::from_str::<serde_json::Value>(&read("passkeys.json")).expect("JSON"),
            serde_json::json!([])
        );
        let again = me.get("/me/data/file").await;
        assert_eq!(again.location(), "/me/data", "once");
        for _ in 0..2 {
            me.post_form("/do/take_data", &[("key", "k"), ("pin", PIN)]).await;
            bytes(app, me, "/me/data/file").await;
        }
        let refused = me.post_form("/do/take_data", &[("key", "k"), ("pin", PIN)]).await;
        assert!(
            refused.location().contains("error=copies-used-up"),
            "{}",
            refused.location()
        );
        let page = me.get(refused.location()).await;
        assert!(page.alert().contains("一天最多生成 3 次"), "{}", page.alert());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn nobody_fetches_anothers_copy() {
    on_both_engines(async |app| {
        let mut owner = Member::join(app, PHONE).await;
        let mut other = Member::join(app, "13700137001").await;
        let made = owner.client.post_form("/do/take_data", &[("key", "k")]).await;
        assert_eq!(made.location(), "/me/data", "a fresh code is a proof");
        assert_eq!(other.client.get("/me/data/file").await.location(), "/me/data");
        assert_eq!(app.client().get("/me/data/file").await.location(), "/me/data");
        let (kind, _) = bytes(app, &owner.client, "/me/data/file").await;
        assert_eq!(kind, ZIP);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn an_account_is_closed_by_its_owner_kept_by_signing_in_and_gone_after_its_days() {
    on_both_engines(async |app| {
        let mut member = Member::join(app, PHONE).await;
        member.top_up(app, "100").await;
        let page = member.client.get("/me/close").await.body;
        assert!(
            page.contains("我放弃卡上剩下的") && page.contains("去申请退款"),
            "{page}"
        );
        let given_up = app.home_of(PHONE).await.balance.get().to_string();
        let refused = member.client.post_form("/do/close_account", &[("key", "k")]).await;
        assert!(
            refused.location().contains("error=close-balance"),
            "{}",
            refused.location()
        );
        let other = member
            .client
            .post_form("/do/close_account", &[("key", "k"), ("gives_up", "1")])
            .await;
        assert!(other.location().contains("error=close-changed"), "{}", other.location());
        let asked = member
            .client
            .post_form("/do/close_account", &[("key", "k"), ("gives_up", &given_up)])
            .await;
        assert_eq!(asked.location(), "/signed-out");
        assert!(member.client.get("/signed-out").await.body.contains("到期前登录一次"));

        told(app).await;

        // Whoever comes back keeps it, and reads so.
        let (mut back, entered) = sign_in_again(app).await;
        assert_eq!(entered, "/me/close?done=kept");
        assert!(back.get(&entered).await.body.contains("注销已取消"));
        assert_eq!(app.home_of(PHONE).await.card.status, CardStatus::Active);

        let asked = back
            .post_form("/do/close_account", &[("key", "k2"), ("gives_up", &given_up)])
            .await;
        assert_eq!(asked.location(), "/signed-out");
        told(app).await;
        app.arrange("UPDATE closing SET due_at = 1 WHERE state = 'waiting'")
            .await;
        let store = &app.state.store;
        let due = store
            .read(|tx: &mut Tx<'_>| due_closings(tx, 10, &[]))
            .await
            .expect("it reads");
        assert_eq!(due.len(), 1);
        let member = due[0];
        assert!(
            store
                .write(move |tx: &mut Tx<'_>| close_due(tx, member))
                .await
                .expect("it closes")
        );
        app.books_hold().await;

        let mut boss = Cashier::sign_in_as(app, "hq").await;
        let list = boss.client.get("/office/reports/top-ups").await.body;
        assert!(
            list.contains("已注销会员"),
            "staff see that it is closed, and nothing else"
        );
        assert!(!list.contains("137****7000"));
        let closings = boss.client.get("/office/reports/closings").await;
        assert_eq!(closings.status, StatusCode::OK);
        assert!(closings.body.contains("已注销"));
        let (_, entered) = sign_in_again(app).await;
        assert_eq!(entered, "/");
        assert_ne!(
            app.member_of(PHONE).await,
            member,
            "the number joins again as somebody new"
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_profile_is_what_the_shop_asks() {
    on_both_engines(async |app| {
        let mut member = Member::join(app, PHONE).await;
        let me = &mut member.client;
        let page = me.get("/me/profile").await.body;
        assert!(page.contains("profile[gender]") && !page.contains("profile[email]"));
        app.set_rule("profile", r#"{"email": "needed"}"#).await;
        let missing = me.post_form("/do/set_profile", &[("profile[gender]", "female")]).await;
        assert!(
            missing.location().contains("error=field-needed"),
            "{}",
            missing.location()
        );
        let wrong = [("profile[gender]", "female"), ("profile[email]", "lin@")];
        let refused = me.post_form("/do/set_profile", &wrong).await;
        assert!(
            refused.location().contains("error=email-invalid"),
            "{}",
            refused.location()
        );
        assert!(
            me.get(refused.location()).await.body.contains("lin@"),
            "what was typed stays"
        );
        let right = [("profile[gender]", "female"), ("profile[email]", "lin@example.com")];
        let saved = me.post_form("/do/set_profile", &right).await;
        assert_eq!(saved.location(), "/me/profile?done=saved");
        assert!(me.get("/me/profile").await.body.contains("lin@example.com"));
        let all_off = r#"{"gender": "off", "anniversary": "off", "email": "off", "birthday": "off"}"#;
        app.set_rule("profile", all_off).await;
        assert_eq!(me.get("/me/profile").await.location(), "/me");
        assert!(!me.get("/me").await.body.contains("/me/birthday"));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_documents_number_is_taken_down_at_the_counter_found_by_it_and_shown_once_for_a_reason() {
    on_both_engines(async |app| {
        app.set_rule("profile", r#"{"document": "asked"}"#).await;
        let mut cashier = Cashier::sign_in(app).await;
        let page = cashier.client.get("/counter/new-member").await.body;
        assert!(page.contains("document_number"));
        let mut fields = vec![
            ("phone", PHONE),
            ("document", "id-card"),
            ("document_number", "110105194912310021"),
        ];
        let refused = cashier.client.post_form("/do/enter_member", &fields).await;
        assert!(
            refused.location().contains("error=document-number"),
            "{}",
            refused.location()
        );
        fields[2].1 = "11010519491231002x";
        let entered = cashier.client.post_form("/do/enter_member", &fields).await;
        assert!(entered.location().contains("done=entered"), "{}", entered.location());
        let found = cashier
            .client
            .post_form("/do/find_card", &[("typed", "11010519491231002X")])
            .await;
        let page = found.location().to_owned();
        assert!(page.starts_with("/counter/cards/"), "{page}");
        let shown = cashier.client.get(&page).await.body;
        assert!(shown.contains("····002X") && !shown.contains("11010519491231002X"));
        let who = page.trim_start_matches("/counter/cards/").to_owned();
        let without = [("who", &*who), ("document", "id-card"), ("reason", "")];
        let refused = cashier.client.post_form("/do/show_document", &without).await;
        assert!(
            refused.location().contains("error=reason-length"),
            "{}",
            refused.location()
        );
        let with = [("who", &*who), ("document", "id-card"), ("reason", "挂失核对")];
        let answer = cashier.client.post_form("/do/show_document", &with).await;
        assert!(!answer.location().contains("error="), "{}", answer.location());
        assert!(cashier.client.get(&page).await.body.contains("11010519491231002X"));
        assert!(
            !cashier.client.get(&page).await.body.contains("11010519491231002X"),
            "once"
        );
        let mut boss = Cashier::sign_in_as(app, "hq").await;
        let acts = boss
            .client
            .get("/office/reports/staff-acts?act=document-shown")
            .await
            .body;
        assert!(acts.contains("挂失核对"), "{acts}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_child_joins_with_a_guardian_and_what_was_typed_stays() {
    on_both_engines(async |app| {
        let mut client = app.client();
        client.post_form("/do/send_code", &[("phone", PHONE)]).await;
        let code = app.sms_code(PHONE).await;
        let page = client.get("/join/code").await.body;
        let boxes = page.split("<input").filter(|input| input.contains("consents[]"));
        let tags: Vec<&str> = boxes.filter_map(|input| input.split('>').next()).collect();
        assert!(tags.len() >= 2, "{page}");
        assert!(
            tags.iter().all(|tag| !tag.contains("checked")),
            "no box is ticked beforehand: {tags:?}"
        );
        let mut fields = vec![
            ("code", &*code),
            ("birth[calendar]", "solar"),
            ("birth[year]", "2016"),
            ("birth[month]", "5"),
            ("birth[day]", "17"),
        ];
        let refused = client.post_form("/do/enter_code", &fields).await;
        assert_eq!(refused.location(), "/join/code?error=guardian-needed");
        assert!(client.get(refused.location()).await.body.contains("2016"));
        fields.push(("guardian", "林先生"));
        let entered = client.post_form("/do/enter_code", &fields).await;
        assert_eq!(entered.location(), "/", "the code was not used up");
        assert!(
            client.get("/top-up").await.body.contains("不能储值"),
            "the page says so before anybody types"
        );
        let order = [("choice", "amount"), ("amount", "100"), ("key", "k")];
        let refused = client.post_form("/do/top_up", &order).await;
        assert!(
            refused.location().contains("error=minor-no-top-up"),
            "{}",
            refused.location()
        );
    })
    .await;
}

/// Issue 15: a mall item of a frozen card still showed its redeem form.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn every_page_with_an_act_of_a_stopped_card_says_how_it_stands_and_what_helps_instead() {
    on_both_engines(async |app| {
        let mut member = Member::join(app, PHONE).await;
        member.set_pin(PIN).await;
        let number = member.top_up(app, "100").await;
        app.give_points(PHONE, 100_000).await;
        let refund = format!("/top-up/{number}/refund");
        let acts = [
            ("/mall/1", "/do/redeem"),
            ("/top-up", "/do/top_up"),
            ("/me/phone", "/do/send_phone_code"),
            (&*refund, "/do/ask_refund"),
        ];
        for (page, form) in acts {
            let body = member.client.get(page).await.body;
            assert!(
                body.contains(&format!("action=\"{form}\"")),
                "{page} offers it while the card is in use"
            );
        }
        for (status, what_helps) in [("frozen", "/card/unfrozen"), ("lost", "/card/found")] {
            let sql = match status {
                "frozen" => "UPDATE member SET status = 'frozen'",
                _ => "UPDATE member SET status = 'lost'",
            };
            app.arrange(sql).await;
            for (page, form) in acts {
                let body = member.client.get(page).await.body;
                assert!(
                    !body.contains(&format!("action=\"{form}\"")),
                    "{page} of a {status} card"
                );
                assert!(
                    body.contains(&format!("href=\"{what_helps}\"")),
                    "{page} of a {status} card"
                );
            }
        }
    })
    .await;
}
