//! The rules on their pages: a sentence with its values, changed with a reason, in force for the next member, and kept in the history.

use huika_domain::settings::Scope;
use huika_store::{StoreError, Tx, settings::newest};

use crate::people::{Cashier, Member};
use crate::test_app::{TestApp, on_both_engines};

/// What the form on the page of an area sends, with some of it changed.
fn sent<'f>(page: &'f str, changed: &[(&'f str, &'f str)]) -> Vec<(String, String)> {
    let form = page
        .split("action=\"/do/set_rule\"")
        .nth(1)
        .and_then(|rest| rest.split("</form>").next())
        .expect("a form that changes the rule");
    let mut fields: Vec<(String, String)> = Vec::new();
    for tag in form.split("<input").skip(1) {
        let tag = tag.split('>').next().unwrap_or_default();
        let of = |name: &str| {
            let after = tag.split(&format!(" {name}=\"")).nth(1)?;
            after.split('"').next().map(str::to_owned)
        };
        if let Some(name) = of("name") {
            fields.push((name, of("value").unwrap_or_default()));
        }
    }
    for select in form.split("<select").skip(1) {
        let (tag, options) = select.split_once('>').unwrap_or_default();
        let options = options.split("</select>").next().unwrap_or_default();
        let of = |tag: &str, name: &str| {
            let after = tag.split(&format!(" {name}=\"")).nth(1)?.to_owned();
            after.split('"').next().map(str::to_owned)
        };
        let tags: Vec<&str> = options
            .split("<option")
            .skip(1)
            .filter_map(|option| option.split('>').next())
            .collect();
        // As a browser does: the one that is chosen, or else the first.
        let chosen = tags.iter().find(|tag| tag.contains(" selected")).or(tags.first());
        if let (Some(name), Some(value)) = (of(tag, "name"), chosen.and_then(|tag| of(tag, "value"))) {
            fields.push((name, value));
        }
    }
    for (name, value) in changed {
        match fields.iter_mut().find(|(known, _)| known == name) {
            Some(field) => (*value).clone_into(&mut field.1),
            None => fields.push(((*name).to_owned(), (*value).to_owned())),
        }
    }
    fields
}

async fn send(boss: &mut Cashier, page: &str, changed: &[(&str, &str)]) -> String {
    let shown = boss.client.get(page).await;
    let fields = sent(&shown.body, changed);
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (&**name, &**value)).collect();
    boss.client
        .post_form("/do/set_rule", &fields)
        .await
        .location()
        .to_owned()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn headquarters_changes_a_rule_which_holds_at_once_and_the_history_says_what_was_different() {
    on_both_engines(async |app| {
        let mut boss = Cashier::sign_in_as(app, "hq").await;
        let list = boss.client.get("/office/rules").await;
        assert!(list.body.contains("每实付 ¥1.00 得 1 积分。"), "{}", list.body);
        let page = "/office/rules/points";
        let to = send(&mut boss, page, &[("rule[points]", "3"), ("reason", "周年庆")]).await;
        assert_eq!(to, format!("{page}?done=rule"));
        let after = boss.client.get(page).await;
        for words in ["周年庆", "<del>1</del>", "<ins>3</ins>", "全部门店", "首次启动"] {
            assert!(after.body.contains(words), "{words}: {}", after.body);
        }
        assert_eq!(app.state.store.rules().points.points.get(), 3);
        let mut stranger = app.client();
        let terms = stranger.get("/terms").await;
        assert!(
            terms.body.contains("3 积分") || terms.body.contains("3 分"),
            "{}",
            terms.body
        );

        let same = send(&mut boss, page, &[("reason", "再来一次")]).await;
        assert!(same.contains("error=rule-same"), "{same}");
        let past = send(
            &mut boss,
            page,
            &[("rule[points]", "4"), ("from", "2020-01-01T00:00"), ("reason", "从前")],
        )
        .await;
        assert!(past.contains("error=rule-time"), "{past}");
        let later = send(
            &mut boss,
            page,
            &[("rule[points]", "4"), ("from", "2029-01-01T00:00"), ("reason", "以后")],
        )
        .await;
        assert!(later.ends_with("done=rule"), "{later}");
        let planned = boss.client.get(page).await;
        assert!(
            planned.body.contains("待生效") && planned.body.contains("2029年1月1日"),
            "{}",
            planned.body
        );
        assert_eq!(app.state.store.rules().points.points.get(), 3, "not before its time");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_store_gets_a_rule_of_its_own_and_loses_it_again() {
    on_both_engines(async |app| {
        let mut boss = Cashier::sign_in_as(app, "hq").await;
        let page = "/office/rules/till?scope=store:1";
        let before = boss.client.get(page).await;
        assert!(before.body.contains("这里没有另行规定"), "{}", before.body);
        let to = send(&mut boss, page, &[("rule[questions]", "9"), ("reason", "徐汇店试行")]).await;
        assert_eq!(to, format!("{page}&done=rule"));
        let questions = |store: i64| {
            app.state
                .store
                .rules_of(huika_domain::StoreId::new(store))
                .till
                .questions
        };
        assert_eq!((questions(1), questions(2)), (9, 3));
        let list = boss.client.get("/office/rules").await;
        assert!(list.body.contains("1 处另有规定"), "{}", list.body);
        let to = send(&mut boss, page, &[("how", "end"), ("reason", "试行结束")]).await;
        assert_eq!(to, format!("{page}&done=rule"));
        assert_eq!(questions(1), 3);
        let after = boss.client.get(page).await;
        assert!(after.body.contains("取消了这里的单独规定"), "{}", after.body);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_value_that_is_wrong_leads_back_to_its_sentence_with_what_it_may_be() {
    let app = TestApp::new().await;
    let mut boss = Cashier::sign_in_as(&app, "hq").await;
    let changed = [("rule[pending_days]", "400"), ("rule[per]", "2.50"), ("reason", "试行")];
    let to = send(&mut boss, "/office/rules/points", &changed).await;
    assert!(
        to.contains("field=pending_days") && to.contains("error=rule-number"),
        "{to}"
    );
    let page = boss.client.get(&to).await;
    assert!(page.body.contains("这里要填 0 到 366 之间的数"), "{}", page.body);
    assert!(page.body.contains("aria-invalid=\"true\""), "the input is marked");
    for kept in ["value=\"400\"", "value=\"2.50\"", "value=\"试行\""] {
        assert!(page.body.contains(kept), "{kept}: {}", page.body);
    }
    let tiers = send(
        &mut boss,
        "/office/rules/tiers",
        &[("rule[tiers.1.threshold_fen]", "0"), ("reason", "试行")],
    )
    .await;
    assert!(tiers.contains("error=tier-threshold"), "{tiers}");
    assert_eq!(app.state.store.rules().tiers.tiers.len(), 4);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn who_does_not_lead_the_shop_reads_the_rules_and_is_offered_no_form() {
    let app = TestApp::new().await;
    let mut cashier = Cashier::sign_in(&app).await;
    assert_eq!(cashier.client.get("/office/rules/points").await.location(), "/counter");
    app.arrange("UPDATE operator SET role = 'manager' WHERE login = 'xuhui'")
        .await;
    let page = cashier.client.get("/office/rules/points").await;
    assert!(page.body.contains("<strong>¥1.00</strong>"), "{}", page.body);
    assert!(!page.body.contains("/do/set_rule"), "{}", page.body);
    // Another store's rules are not a manager's to see.
    assert_eq!(cashier.client.get("/office/rules/till?scope=store:1").await.status, 200);
    for nobodys in [
        "/office/rules/till?scope=store:2",
        "/office/rules/till?scope=store:99",
        "/office/rules/nothing",
        "/office/rules/till?scope=x",
    ] {
        assert_eq!(cashier.client.get(nobodys).await.status, 404, "{nobodys}");
    }
    let sent = [
        ("area", "points"),
        ("scope", "chain"),
        ("rule[points]", "9"),
        ("reason", "自己改"),
    ];
    let refused = cashier.client.post_form("/do/set_rule", &sent).await;
    assert!(
        refused.location().contains("error=not-allowed"),
        "{}",
        refused.location()
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn what_the_environment_says_is_taken_over_by_the_first_start() {
    let app = TestApp::with(&[
        ("HUIKA_RULES_SIGN_IN_SESSION_DAYS", "3"),
        ("HUIKA_RULES_PIN_TRIES", "4"),
    ])
    .await;
    let area = huika_domain::settings::Area::find("sign-in").expect("an area");
    let row = app
        .query(move |tx: &mut Tx<'_>| -> Result<_, StoreError> { newest(tx, area, Scope::Chain) })
        .await
        .expect("the first start has written it");
    assert_eq!(
        (row.source.as_str(), row.reason.as_str()),
        ("start", "taken over from the configuration")
    );
    let rules = app.state.store.rules();
    assert_eq!((rules.sign_in.session_days, rules.sign_in.pin_tries), (3, 4));
    // The cookie lives as long as the session.
    let mut client = app.client();
    client.post_form("/do/send_code", &[("phone", "13600136099")]).await;
    let code = app.sms_code("13600136099").await;
    let entered = client.post_form("/do/enter_code", &[("code", &code)]).await;
    let cookies = entered.headers.get_all("set-cookie").iter();
    let cookies: Vec<_> = cookies.filter_map(|cookie| cookie.to_str().ok()).collect();
    let lives = |cookie: &&str| cookie.starts_with("huika=") && cookie.contains("Max-Age=259200");
    assert!(cookies.iter().any(lives), "{cookies:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_preview_says_what_a_rule_would_have_done_and_keeps_what_was_typed() {
    on_both_engines(async |app| {
        let mut boss = Cashier::sign_in_as(app, "hq").await;
        let page = "/office/rules/points";
        let changed = [("how", "preview"), ("rule[points]", "3"), ("reason", "")];
        let to = send(&mut boss, page, &changed).await;
        assert_eq!(to, format!("{page}?preview=1"));
        let shown = boss.client.get(&to).await;
        for words in ["如果当时就是这样", "最近 30 天这里没有消费", "value=\"3\""] {
            assert!(shown.body.contains(words), "{words}: {}", shown.body);
        }
        assert_eq!(app.state.store.rules().points.points.get(), 1, "nothing is changed");

        let mut member = Member::join(app, "13800139411").await;
        member.top_up(app, "500.00").await;
        let mut cashier = Cashier::sign_in(app).await;
        let code = member.code(app).await;
        let sold = cashier.sell(&code, "100.00").await;
        assert!(sold.starts_with("/counter/receipt/"), "{sold}");
        send(&mut boss, page, &changed).await;
        let shown = boss.client.get(&to).await;
        assert!(shown.body.contains("1 笔消费中，1 笔会不同"), "{}", shown.body);

        let wrong = send(&mut boss, page, &[("how", "preview"), ("rule[pending_days]", "400")]).await;
        assert!(wrong.contains("error=rule-number"), "{wrong}");
        let none = send(&mut boss, "/office/rules/retention", &[("how", "preview")]).await;
        let none = boss.client.get(&none).await;
        assert!(none.body.contains("没有可以重算的"), "{}", none.body);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_region_has_a_rule_of_its_own_which_its_stores_inherit() {
    on_both_engines(async |app| {
        let mut boss = Cashier::sign_in_as(app, "hq").await;
        let made = boss
            .client
            .post_form("/do/make_region", &[("name", "华东")])
            .await
            .location()
            .to_owned();
        assert!(made.ends_with("done=made"), "{made}");
        let list = boss.client.get("/office/rules/till").await;
        assert!(list.body.contains("区域：华东"), "{}", list.body);
        let page = "/office/rules/till?scope=region:1";
        let to = send(&mut boss, page, &[("rule[questions]", "6"), ("reason", "华东试行")]).await;
        assert_eq!(to, format!("{page}&done=rule"));
        let questions = || {
            let store = huika_domain::StoreId::new(1);
            app.state.store.rules_of(store).till.questions
        };
        assert_eq!(questions(), 3, "no store is in it");
        let moved = app
            .state
            .store
            .write(|tx: &mut Tx<'_>| {
                let (boss, store) = (huika_domain::OperatorId::new(3), huika_domain::StoreId::new(1));
                let region = huika_domain::RegionId::new(1);
                huika_store::organisation::move_store(tx, boss, store, Some(region), tx.today())
            })
            .await;
        moved.expect("headquarters");
        assert_eq!(questions(), 6);
        let of_store = boss.client.get("/office/rules/till?scope=store:1").await;
        assert!(of_store.body.contains("value=\"6\""), "{}", of_store.body);
    })
    .await;
}
