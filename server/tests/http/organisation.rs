//! A chain is opened from pages: stores, regions, people who come in by a link, and people who leave.

use crate::client::Client;
use crate::people::Cashier;
use crate::test_app::{TestApp, on_both_engines};

const PASSWORD: &str = "huika-demo";
const TEA: &str = "a cup of jasmine tea";

/// Where a form leads.
async fn send(client: &mut Client, form: &str, fields: &[(&str, &str)]) -> String {
    client.post_form(form, fields).await.location().to_owned()
}

/// The link that a page shows once.
fn link_in(page: &str) -> String {
    let after = page
        .split("/counter/invitation/")
        .nth(1)
        .expect("the page shows a link");
    let token: String = after
        .chars()
        .take_while(|sign| sign.is_ascii_alphanumeric() || "-_".contains(*sign))
        .collect();
    assert_eq!(token.len(), 43, "{token}");
    token
}

/// Adds somebody by the page's form; answers their page and the token of their link.
async fn add(boss: &mut Client, login: &str, role: &str, stores: &[&str]) -> (String, String) {
    let key = boss.get(&format!("/office/staff/new?role={role}")).await.field("key");
    let mut fields = vec![
        ("role", role),
        ("login", login),
        ("name", "新同事"),
        ("password", PASSWORD),
        ("key", &key),
    ];
    fields.extend(stores.iter().map(|store| ("stores[]", *store)));
    let to = send(boss, "/do/make_operator", &fields).await;
    assert!(
        to.starts_with("/office/staff/") && to.ends_with("?form=link&done=made"),
        "{to}"
    );
    let page = boss.get(&to).await.body;
    let token = link_in(&page);
    // Once: whoever opens the page again sees no link.
    assert!(!boss.get(&to).await.body.contains("/counter/invitation/"));
    (to.split('?').next().unwrap_or_default().to_owned(), token)
}

/// Sets a password by a link; answers where that leads.
async fn accept(client: &mut Client, token: &str, password: &str) -> String {
    let page = client.get(&format!("/counter/invitation/{token}")).await;
    let key = if page.body.contains("accept_invitation") {
        page.field("key")
    } else {
        String::new()
    };
    let fields = [("token", token), ("new", password), ("again", password), ("key", &key)];
    send(client, "/do/accept_invitation", &fields).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_second_store_gets_its_people_who_set_their_own_passwords_and_sell() {
    on_both_engines(async |app| {
        let mut boss = Cashier::sign_in_as(app, "hq").await.client;
        let key = boss.get("/office/stores/new").await.field("key");
        let fields = [
            ("short", "cl"),
            ("name", "长乐店"),
            ("address", "长乐路 1 号"),
            ("phone", "021-6433 1234"),
            ("hours", "每天 9:00-22:00"),
            ("map", "https://maps.example/1"),
            ("key", &key),
        ];
        let to = send(&mut boss, "/do/make_store", &fields).await;
        assert_eq!(to, "/office/stores/3?done=made");
        assert_eq!(
            send(&mut boss, "/do/make_store", &fields).await,
            to,
            "a second tap opens no second store"
        );
        let page = boss.get(&to).await.body;
        for words in ["长乐店", "CL", "021-6433 1234", "https://maps.example/1", "还没有员工"] {
            assert!(page.contains(words), "{words} in {page}");
        }

        let (_, token) = add(&mut boss, "chang.le", "cashier", &["3"]).await;
        let mut clerk = app.client();
        let shown = clerk.get(&format!("/counter/invitation/{token}")).await.body;
        assert!(shown.contains("chang.le") && shown.contains("新同事"), "{shown}");
        for (new, again, code) in [
            ("short", "short", "password-short"),
            (TEA, "another cup", "passwords-differ"),
        ] {
            let fields = [("token", &*token), ("new", new), ("again", again), ("key", "")];
            let to = send(&mut clerk, "/do/accept_invitation", &fields).await;
            assert_eq!(to, format!("/counter/invitation/{token}?error={code}"));
        }
        assert_eq!(accept(&mut clerk, &token, TEA).await, "/counter/security?done=password");
        assert!(clerk.get("/counter").await.body.contains("长乐店"));
        assert!(boss.get("/office/stores/3").await.body.contains("chang.le"));

        // A link works once, and says so.
        let mut other = app.client();
        let to = accept(&mut other, &token, "another cup of tea").await;
        assert!(to.ends_with("error=invitation-over"), "{to}");
        assert!(
            other
                .get(&format!("/counter/invitation/{token}"))
                .await
                .body
                .contains("链接已失效")
        );
        let fields = [("login", "chang.le"), ("password", TEA)];
        assert_eq!(send(&mut other, "/do/staff_sign_in", &fields).await, "/counter");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_cashier_who_is_dismissed_is_out_at_the_next_request_and_their_link_ends() {
    on_both_engines(async |app| {
        let mut boss = Cashier::sign_in_as(app, "hq").await.client;
        let mut clerk = Cashier::sign_in(app).await.client;
        let made = [("operator", "1"), ("password", PASSWORD), ("key", "k")];
        let to = send(&mut boss, "/do/invite_again", &made).await;
        assert_eq!(to, "/office/staff/1?form=link");
        let token = link_in(&boss.get(&to).await.body);
        assert!(clerk.get("/counter").await.status.is_success());
        for (reason, to) in [
            ("x", "/office/staff/1?form=end&error=reason-length"),
            ("搬家", "/office/staff/1?done=ended"),
        ] {
            assert_eq!(
                send(&mut boss, "/do/end_operator", &[("operator", "1"), ("reason", reason)]).await,
                to
            );
        }
        assert_eq!(clerk.get("/counter").await.location(), "/counter/sign-in");
        assert!(
            accept(&mut app.client(), &token, TEA)
                .await
                .ends_with("error=invitation-over")
        );
        let fields = [("login", "xuhui"), ("password", PASSWORD)];
        let to = send(&mut app.client(), "/do/staff_sign_in", &fields).await;
        assert!(to.ends_with("error=wrong-password"), "{to}");
        let page = boss.get("/office/staff/1?done=ended").await.body;
        assert!(
            page.contains("已离职") && page.contains("需要交接") && !page.contains("form=end"),
            "{page}"
        );
        assert!(boss.get("/office/staff?show=left").await.body.contains("xuhui"));
        assert!(!boss.get("/office/staff").await.body.contains(">xuhui<"));
        let to = send(&mut boss, "/do/end_operator", &[("operator", "3"), ("reason", "搬家")]).await;
        assert!(to.ends_with("error=not-allowed"), "oneself: {to}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_manager_sees_and_appoints_in_their_own_store_only_and_a_lost_right_counts_at_once() {
    on_both_engines(async |app| {
        app.arrange("UPDATE operator SET role = 'manager' WHERE login = 'xuhui'")
            .await;
        let mut manager = Cashier::sign_in(app).await.client;
        let list = manager.get("/office/staff").await.body;
        assert!(
            list.contains("xuhui") && !list.contains("jingan") && !list.contains(">hq<"),
            "{list}"
        );
        let stores = manager.get("/office/stores").await.body;
        assert!(stores.contains("徐汇店") && !stores.contains("静安店"), "{stores}");
        for path in [
            "/office/staff/2",
            "/office/staff/3",
            "/office/staff/99",
            "/office/stores/2",
            "/office/stores/99",
        ] {
            assert_eq!(manager.get(path).await.status, 404, "{path}");
        }
        let new = manager.get("/office/staff/new").await.body;
        assert!(
            new.contains("徐汇店") && !new.contains("静安店") && !new.contains("role=headquarters"),
            "{new}"
        );
        let (page, _) = add(&mut manager, "new.clerk", "cashier", &["1"]).await;
        assert!(manager.get(&page).await.status.is_success());
        for (role, store) in [("cashier", "2"), ("manager", "1"), ("headquarters", "1")] {
            let fields = [
                ("role", role),
                ("login", "another"),
                ("name", "同事"),
                ("stores[]", store),
                ("password", PASSWORD),
            ];
            let to = send(&mut manager, "/do/make_operator", &fields).await;
            assert!(to.ends_with("error=not-allowed"), "{role} in {store}: {to}");
        }
        let end = [("operator", "2"), ("reason", "搬家")];
        assert_eq!(
            send(&mut manager, "/do/end_operator", &end).await,
            "/office/staff?error=no-operator"
        );

        app.arrange("UPDATE operator SET role = 'cashier' WHERE login = 'xuhui'")
            .await;
        let id = page.trim_start_matches("/office/staff/").to_owned();
        let to = send(
            &mut manager,
            "/do/end_operator",
            &[("operator", &id), ("reason", "搬家")],
        )
        .await;
        assert_eq!(to, "/counter?error=not-allowed");
        let here: i64 = app
            .query(|tx| tx.value("SELECT COUNT(*) FROM operator WHERE ended_at IS NOT NULL", &[]))
            .await;
        assert_eq!(here, 0);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn regions_hold_stores_by_date_and_a_closed_store_signs_its_people_out() {
    on_both_engines(async |app| {
        let mut boss = Cashier::sign_in_as(app, "hq").await.client;
        let mut clerk = Cashier::sign_in(app).await.client;
        assert_eq!(
            send(&mut boss, "/do/make_region", &[("name", "华东")]).await,
            "/office/regions?done=made"
        );
        for (region, from, to) in [
            ("1", "2025-01-01", "/office/stores/1?done=moved"),
            ("1", "2025-01-01", "/office/stores/1?form=region&error=nothing-changed"),
            ("7", "2025-01-01", "/office/stores/1?form=region&error=no-region"),
            ("", "2026-01-01", "/office/stores/1?done=moved"),
            ("", "no day", "/office/stores/1?form=region&error=day-invalid"),
        ] {
            let fields = [("store", "1"), ("region", region), ("from", from)];
            assert_eq!(send(&mut boss, "/do/move_store", &fields).await, to);
        }
        let then = boss.get("/office/stores?on=2025-06-01&region=1").await.body;
        assert!(then.contains("徐汇店") && !then.contains("静安店"), "{then}");
        let now = boss.get("/office/stores?region=1").await.body;
        assert!(!now.contains("徐汇店"), "{now}");
        assert_eq!(
            send(&mut boss, "/do/end_region", &[("region", "1")]).await,
            "/office/regions?done=ended"
        );

        let close = [("store", "1"), ("reason", "装修")];
        assert_eq!(
            send(&mut boss, "/do/close_store", &close).await,
            "/office/stores/1?done=closed"
        );
        assert_eq!(clerk.get("/counter").await.location(), "/counter/sign-in");
        let fields = [("login", "xuhui"), ("password", PASSWORD)];
        let to = send(&mut clerk, "/do/staff_sign_in", &fields).await;
        assert!(to.ends_with("error=store-closed"), "{to}");
        assert_eq!(
            send(&mut boss, "/do/reopen_store", &[("store", "1")]).await,
            "/office/stores/1?done=reopened"
        );
        assert_eq!(send(&mut clerk, "/do/staff_sign_in", &fields).await, "/counter");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_tills_key_is_shown_once_works_and_ends() {
    on_both_engines(async |app| {
        let mut boss = Cashier::sign_in_as(app, "hq").await.client;
        let key = boss.get("/office/keys").await.field("key");
        let fields = [("store", "1"), ("till", "7"), ("name", "银豹"), ("key", &*key)];
        assert_eq!(send(&mut boss, "/do/make_key", &fields).await, "/office/keys");
        let page = boss.get("/office/keys").await.body;
        let made = page
            .split("value=\"hk_")
            .nth(1)
            .and_then(|rest| rest.split('"').next())
            .expect("the key");
        let made = format!("hk_{made}");
        assert!(!boss.get("/office/keys").await.body.contains(&made), "once");
        let found = app
            .query({
                let made = made.clone();
                move |tx| huika_store::till::till_of_key(tx, &made)
            })
            .await;
        assert_eq!(found.expect("it works").till, "7");
        let id: i64 = app.query(|tx| tx.value("SELECT MAX(id) FROM till_key", &[])).await;
        let id = id.to_string();
        let named = [("key_id", &*id), ("name", "银豹二号")];
        assert_eq!(send(&mut boss, "/do/name_key", &named).await, "/office/keys?done=named");
        assert_eq!(
            send(&mut boss, "/do/end_key", &[("key_id", &id)]).await,
            "/office/keys?done=ended"
        );
        let page = boss.get("/office/keys").await.body;
        assert!(page.contains("银豹二号") && page.contains("停用"), "{page}");
        let found = app.query(move |tx| huika_store::till::till_of_key(tx, &made)).await;
        assert!(found.is_none());
    })
    .await;
}

/// A second tap sends the same form: it gets the same answer, and the link is used once.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_link_that_is_sent_twice_signs_in_twice_and_another_form_finds_it_used() {
    let app = TestApp::new().await;
    let mut boss = Cashier::sign_in_as(&app, "hq").await.client;
    let (_, token) = add(&mut boss, "twice", "auditor", &[]).await;
    let mut one = app.client();
    let key = one.get(&format!("/counter/invitation/{token}")).await.field("key");
    let fields = [("token", &*token), ("new", TEA), ("again", TEA), ("key", &*key)];
    for _ in 0..2 {
        assert_eq!(
            send(&mut one, "/do/accept_invitation", &fields).await,
            "/counter/security?done=password"
        );
    }
    let fields = [
        ("token", &*token),
        ("new", "a cup of oolong"),
        ("again", "a cup of oolong"),
        ("key", &*key),
    ];
    let to = send(&mut one, "/do/accept_invitation", &fields).await;
    assert!(to.ends_with("error=invitation-over"), "{to}");
    assert!(one.get("/office").await.status.is_success(), "an auditor is in");
}
