//! Rights as people have them: a role is changed on a page and counts at the next tap, a till is paired and ended, a second person says yes.

use http::StatusCode;

use crate::people::{Cashier, Member};
use crate::test_app::{TestApp, on_both_engines};

async fn boss(app: &TestApp) -> Cashier {
    Cashier::sign_in_as(app, "hq").await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_right_that_is_taken_away_on_the_page_counts_at_the_next_request() {
    on_both_engines(async |app| {
        let (mut boss, mut cashier) = (boss(app).await, Cashier::sign_in(app).await);
        let member = Member::join(app, "13400135000").await;
        let open = cashier.scan(&member.code(app).await).await;
        assert!(open.starts_with("/counter/sale/"), "{open}");
        let page = boss.client.get("/office/roles/cashier?form=change").await;
        assert!(page.body.contains("right[sell]"), "{}", page.body);
        let key = page.field("key");
        let fields = [
            ("role", "cashier"),
            ("key", &*key),
            ("name", ""),
            ("right[serve-cards]", "own"),
            ("right[sell]", "no"),
            ("reason", "只办卡"),
            ("password", "huika-demo"),
        ];
        let changed = boss.client.post_form("/do/change_rights", &fields).await;
        assert_eq!(changed.location(), "/office/roles/cashier?done=changed");
        assert_eq!(cashier.client.get("/counter").await.location(), "/counter/cards");
        // The page of the sale is still open in the browser: sending it is refused as well.
        let sold = cashier.take_payment(&open, "1").await;
        assert!(sold.contains("error=") || sold == "/counter/cards", "{sold}");
        assert_eq!(app.entries().await, 0);
        let page = boss.client.get("/office/roles/cashier").await;
        assert!(page.body.contains("只办卡"), "the history says why: {}", page.body);
        let acts = boss.client.get("/office/reports/staff-acts?act=rights-changed").await;
        assert_eq!(acts.status, StatusCode::OK);
        assert!(acts.body.contains("cashier"), "{}", acts.body);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_role_is_made_given_and_ended_on_pages() {
    on_both_engines(async |app| {
        let mut boss = boss(app).await;
        let key = boss.client.get("/office/roles/new?post=own").await.field("key");
        let fields = [
            ("post", "own"),
            ("key", &*key),
            ("name", "值班经理"),
            ("right[see-office]", "own"),
            ("right[refund]", "own"),
            ("right[refund.act]", "50"),
            ("right[refund.day]", "200.50"),
            ("reason", "晚班"),
            ("password", "huika-demo"),
        ];
        let made = boss
            .client
            .post_form("/do/make_role", &fields)
            .await
            .location()
            .to_owned();
        let code = made
            .strip_prefix("/office/roles/")
            .and_then(|rest| rest.strip_suffix("?done=made"))
            .unwrap_or_else(|| panic!("{made}"))
            .to_owned();
        let page = boss.client.get(&format!("/office/roles/{code}")).await;
        assert!(
            page.body.contains("¥50.00") && page.body.contains("¥200.50"),
            "{}",
            page.body
        );
        let give = [
            ("operator", "1"),
            ("role", &*code),
            ("stores[]", "1"),
            ("password", "huika-demo"),
        ];
        let given = boss.client.post_form("/do/change_role", &give).await;
        assert_eq!(given.location(), "/office/staff/1?done=role");
        let mut lead = app.client();
        let fields = [("login", "xuhui"), ("password", "huika-demo")];
        lead.post_form("/do/staff_sign_in", &fields).await;
        let office = lead.get("/office").await;
        assert!(office.body.contains("值班经理"), "{}", office.body);
        assert_eq!(lead.get("/office/roles/new").await.location(), "/office");
        let end = [("role", &*code), ("reason", "不需要"), ("password", "huika-demo")];
        let used = boss.client.post_form("/do/end_role", &end).await;
        assert!(used.location().contains("error=role-in-use"), "{}", used.location());
        let wrong = [("role", "marketing"), ("reason", "不需要"), ("password", "guessed")];
        let refused = boss.client.post_form("/do/end_role", &wrong).await;
        assert!(refused.location().contains("error="), "{}", refused.location());
        let end = [("role", "marketing"), ("reason", "不需要"), ("password", "huika-demo")];
        let ended = boss.client.post_form("/do/end_role", &end).await;
        assert_eq!(ended.location(), "/office/roles?done=ended");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_browser_becomes_a_till_by_a_code_once_and_is_none_from_the_moment_it_is_ended() {
    on_both_engines(async |app| {
        let (mut boss, mut cashier) = (boss(app).await, Cashier::sign_in(app).await);
        let key = boss.client.get("/office/tills").await.field("key");
        let fields = [("store", "1"), ("name", "一号台"), ("key", &*key)];
        let made = boss.client.post_form("/do/make_till", &fields).await;
        assert_eq!(made.location(), "/office/tills");
        let page = boss.client.get("/office/tills").await;
        let code = page
            .body
            .split("id=\"made-code\"")
            .nth(1)
            .and_then(|rest| rest.split("value=\"").nth(1))
            .and_then(|rest| rest.split('"').next())
            .unwrap_or_else(|| panic!("{}", page.body))
            .to_owned();
        assert!(
            !boss.client.get("/office/tills").await.body.contains(&code),
            "shown once"
        );

        app.set_rule("till", r#"{"unpaired": false}"#).await;
        assert_eq!(cashier.client.get("/counter").await.location(), "/counter/pair");
        let sent = cashier.client.post_form("/do/scan", &[("scanned", "1")]).await;
        assert!(sent.location().starts_with("/counter/pair"), "{}", sent.location());
        let wrong = cashier
            .client
            .post_form("/do/pair_till", &[("code", "AAAA-AAAA")])
            .await;
        assert!(wrong.location().contains("error=pair-code"), "{}", wrong.location());
        let typed = code.to_lowercase().replace('-', " ");
        let paired = cashier.client.post_form("/do/pair_till", &[("code", &typed)]).await;
        assert_eq!(paired.location(), "/counter/pair?done=paired");
        let counter = cashier.client.get("/counter").await;
        assert_eq!(counter.status, StatusCode::OK);
        assert!(counter.body.contains("一号台"), "{}", counter.body);
        let again = app.client().post_form("/do/pair_till", &[("code", &code)]).await;
        assert!(
            again.location().contains("error=pair-code"),
            "once: {}",
            again.location()
        );

        let id: i64 = app.query(|tx| tx.value("SELECT id FROM till_device", &[])).await;
        let (id, of_other) = (
            id.to_string(),
            "UPDATE operator SET role = 'manager' WHERE login = 'jingan'",
        );
        app.arrange(of_other).await;
        let mut other = Cashier::sign_in_as(app, "jingan").await;
        let ended = other.client.post_form("/do/end_till", &[("till_id", &id)]).await;
        assert!(
            ended.location().contains("error=no-till"),
            "another store's: {}",
            ended.location()
        );
        let ended = boss.client.post_form("/do/end_till", &[("till_id", &id)]).await;
        assert_eq!(ended.location(), "/office/tills?done=ended");
        assert_eq!(cashier.client.get("/counter").await.location(), "/counter/pair");
        app.set_rule("till", r#"{"unpaired": true}"#).await;
        assert_eq!(cashier.client.get("/counter").await.status, StatusCode::OK);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn what_one_alone_may_not_do_is_approved_by_the_person_who_was_asked_on_their_own_device() {
    on_both_engines(async |app| {
        let member = Member::join(app, "13400135001").await;
        let id = app.member_of(&member.phone).await;
        app.arrange("UPDATE member SET home_store_id = 1").await;
        let wish = huika_store::adjustment::correction::Adjust {
            member: id,
            change: huika_store::adjustment::correction::Change::Points(huika_domain::Points::new(5_000)),
            reason: huika_domain::Reason::parse("昨天漏记").expect("a reason"),
            operator: huika_domain::OperatorId::new(1),
            key: "wish".to_owned(),
        };
        let asked = app
            .state
            .store
            .write(move |tx| huika_store::adjustment::correction::adjust(tx, &wish));
        asked.await.expect("asked for");
        let (mut boss, mut cashier) = (boss(app).await, Cashier::sign_in(app).await);
        let page = cashier.client.get("/counter/approvals").await;
        assert!(
            page.body.contains("/do/ask_second") && !page.body.contains("/do/sign_off\""),
            "{}",
            page.body
        );
        let fields = [("sign_off", "1"), ("second_person", "3"), ("answer", "ask")];
        let chosen = cashier.client.post_form("/do/ask_second", &fields).await;
        assert_eq!(chosen.location(), "/counter/approvals?done=chosen");
        let own = [("sign_off", "1"), ("answer", "yes"), ("reason", "自己批准")];
        let refused = cashier.client.post_form("/do/sign_off", &own).await;
        assert!(refused.location().contains("error="), "{}", refused.location());
        // Without a PIN of hers nobody says yes here in her name.
        let by_pin = [
            ("sign_off", "1"),
            ("second_person", "3"),
            ("pin", "274913"),
            ("answer", "yes"),
            ("reason", "在场"),
        ];
        let refused = cashier.client.post_form("/do/ask_second", &by_pin).await;
        assert!(
            refused.location().contains("error=not-allowed"),
            "{}",
            refused.location()
        );
        let page = boss.client.get("/counter/approvals").await;
        assert!(page.body.contains("昨天漏记"), "{}", page.body);
        let key = page.field("key");
        let yes = [
            ("sign_off", "1"),
            ("key", &*key),
            ("answer", "yes"),
            ("reason", "已核实"),
        ];
        let approved = boss.client.post_form("/do/sign_off", &yes).await;
        assert_eq!(approved.location(), "/counter/approvals?done=approved");
        assert_eq!(
            app.home_of(&member.phone).await.points,
            huika_domain::Points::new(5_000)
        );
        app.books_hold().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_top_up_on_the_phone_stands_in_the_figures_of_the_members_home_store() {
    on_both_engines(async |app| {
        let mut member = Member::join(app, "13400135002").await;
        app.arrange("UPDATE member SET home_store_id = 1").await;
        member.top_up(app, "100").await;
        for login in ["xuhui", "jingan"] {
            crate::matrix::becomes(app, login, "manager").await;
        }
        let mut here = Cashier::sign_in_as(app, "xuhui").await;
        let mut there = Cashier::sign_in_as(app, "jingan").await;
        assert!(
            here.client.get("/office").await.body.contains("¥100.00"),
            "the manager's own members"
        );
        assert!(
            !there.client.get("/office").await.body.contains("¥100.00"),
            "another store's"
        );
        let overview = boss(app).await.client.get("/office").await;
        assert!(
            overview.body.contains("¥100.00") && overview.body.contains("今日 · 按门店"),
            "{}",
            overview.body
        );
        app.set_rule("top-up", r#"{"phone_store": "no-store"}"#).await;
        member.top_up(app, "50").await;
        assert!(
            !here.client.get("/office").await.body.contains("¥150.00"),
            "what comes now is headquarters'"
        );
        assert!(
            here.client.get("/office").await.body.contains("¥100.00"),
            "what was posted stays"
        );
        app.books_hold().await;
    })
    .await;
}
