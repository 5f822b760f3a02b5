//! From an empty database to the first sale, as a newcomer does it.

use crate::people::Member;
use crate::test_app::{TestApp, on_both_engines_before_opening};

const PASSWORD: &str = "a cup of jasmine tea";

fn filled<'f>(key: &'f str, changed: &[(&'f str, &'f str)]) -> Vec<(&'f str, &'f str)> {
    let usual = [
        ("key", key),
        ("shop_name", "梧桐里"),
        ("accent", "#0b5a7a"),
        ("trade", "restaurant"),
        ("store_name", "总店"),
        ("store_code", "wt"),
        ("store_address", ""),
        ("person", "苏晚"),
        ("login", "wan.su"),
        ("password", PASSWORD),
        ("again", PASSWORD),
    ];
    let value = |(name, value): (&'f str, &'f str)| {
        let other = changed.iter().find(|(changed, _)| *changed == name);
        (name, other.map_or(value, |(_, other)| *other))
    };
    usual.into_iter().map(value).collect()
}

async fn key(app: &TestApp) -> String {
    let key = app
        .state
        .store
        .write(|tx: &mut huika_store::Tx<'_>| huika_store::setup::make_setup_key(tx))
        .await;
    key.unwrap().expect("there is no shop yet").as_str().to_owned()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_stranger_opens_a_shop_and_its_first_member_joins() {
    on_both_engines_before_opening(async |app| {
        let mut visitor = app.client();
        for path in ["/join", "/counter/sign-in", "/"] {
            let mut at = path.to_owned();
            for _ in 0..3 {
                let answer = visitor.get(&at).await;
                if !answer.status.is_redirection() {
                    break;
                }
                at = answer.location().to_owned();
            }
            assert_eq!(at, "/setup", "{path}");
        }
        let closed = visitor.get("/setup").await;
        assert!(closed.body.contains("店铺尚未开业") && !closed.body.contains("/do/open_shop"));

        let key = key(app).await;
        let page = visitor.get(&format!("/setup?key={key}")).await;
        assert_eq!(page.field("key"), key);
        let refused = visitor
            .post_form("/do/open_shop", &filled(&key, &[("again", "another one")]))
            .await;
        assert_eq!(refused.location(), format!("/setup?key={key}&error=passwords-differ"));
        let page = visitor.get(refused.location()).await;
        assert!(page.alert().contains("不一致"), "{}", page.alert());
        assert_eq!(page.field("store_name"), "总店", "what was typed stays");
        assert!(!page.body.contains(PASSWORD));

        let opened = visitor.post_form("/do/open_shop", &filled(&key, &[])).await;
        assert_eq!(opened.location(), "/setup/done");
        let done = visitor.get("/setup/done").await;
        assert!(done.status.is_success() && done.body.contains("/join"));
        assert!(done.body.contains("梧桐里"), "the shop's own name is in force at once");
        let twice = visitor.post_form("/do/open_shop", &filled(&key, &[])).await;
        assert_eq!(twice.location(), "/setup/done", "a second tap");
        assert_eq!(
            visitor.get(&format!("/setup?key={key}")).await.location(),
            "/counter/sign-in"
        );

        let mut boss = app.client();
        let login = [("login", "wan.su"), ("password", PASSWORD)];
        assert_eq!(boss.post_form("/do/staff_sign_in", &login).await.location(), "/counter");
        assert!(boss.get("/office").await.status.is_success());

        let member = Member::join(app, "13800138000").await;
        drop(member);
        assert_eq!(app.home_of("13800138000").await.points.get(), 0);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn without_its_key_nobody_opens_a_shop() {
    on_both_engines_before_opening(async |app| {
        let _real = key(app).await;
        let mut stranger = app.client();
        for guess in ["", "0", "../", "😀"] {
            let answer = stranger.post_form("/do/open_shop", &filled(guess, &[])).await;
            assert!(answer.location().ends_with("error=setup-key"), "{}", answer.location());
        }
        let stores: i64 = app.query(|tx| tx.value("SELECT COUNT(*) FROM store", &[])).await;
        assert_eq!(stores, 0);
    })
    .await;
}
