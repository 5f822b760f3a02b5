//! Terms, privacy, language, and being told: what a shop owes those who join.

use crate::people::Member;
use crate::test_app::TestApp;

const PHONE: &str = "13400134030";

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn terms_and_privacy_are_open_to_everybody_in_both_languages_and_say_what_the_rules_say() {
    let app = TestApp::with(&[
        ("HUIKA_RULES_TERMS_VERSION", "2031-05"),
        ("HUIKA_RULES_REPLACEMENT_FEE_FEN", "777"),
        ("HUIKA_SHOP_CONTACT", "021-5555 0100"),
    ])
    .await;
    app.set_rule("stored-value", r#"{"cap_fen": 432100}"#).await;
    let mut client = app.client();
    for (tag, terms_say, privacy_says) in [
        ("zh-CN", "永久有效", "不出售"),
        ("en", "never expires", "Nothing is sold"),
    ] {
        client.put_cookie("lang", tag);
        let join = client.get("/join").await.body;
        let terms = client.get("/terms").await.body;
        let privacy = client.get("/privacy").await.body;
        for figure in ["¥7.77", "¥4,321.00", "365", "2031-05", "021-5555 0100", terms_say] {
            assert!(terms.contains(figure), "{tag}: the terms do not say {figure}");
        }
        for words in ["2031-05", "021-5555 0100", "30", privacy_says] {
            assert!(
                privacy.contains(words),
                "{tag}: the privacy notice does not say {words}"
            );
        }
        for page in [&join, &terms, &privacy] {
            assert!(page.contains("/privacy") || page.contains("/terms"), "{tag}");
        }
        assert!(join.contains("href=\"/terms\"") && join.contains("href=\"/privacy\""));
    }
    let mut member = Member::join(&app, PHONE).await;
    let me = member.client.get("/me").await.body;
    assert!(me.contains("href=\"/terms\"") && me.contains("href=\"/privacy\""));
    let member = app.member_of(PHONE).await;
    let agreed: String = app
        .query(move |tx| {
            tx.value(
                "SELECT terms_version FROM member WHERE id = ?1",
                huika_store::params![member],
            )
        })
        .await;
    assert_eq!(agreed, "2031-05", "what is shown is what is agreed to");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_language_is_chosen_before_anybody_signs_in_and_leads_nowhere_else() {
    let app = TestApp::new().await;
    let mut client = app.client();
    let poster = "/join?from=poster-7&by=7K3M9Q2T";
    for (page, words) in [
        (poster, "Send me a code"),
        ("/counter/sign-in", "User name"),
        ("/terms", "Membership terms"),
    ] {
        client.put_cookie("lang", "zh-CN");
        let shown = client.get(page).await;
        assert!(!shown.body.contains(words), "{page}");
        assert_eq!(shown.field("page"), page);
        let chosen = client
            .post_form("/do/set_language", &[("language", "en"), ("page", page)])
            .await;
        assert_eq!(chosen.location(), page);
        assert!(client.get(page).await.body.contains(words), "{page}");
    }
    for elsewhere in ["//evil.example", "https://evil.example", "/\\evil.example", ""] {
        let chosen = client
            .post_form("/do/set_language", &[("language", "en"), ("page", elsewhere)])
            .await;
        assert_eq!(chosen.location(), "/", "{elsewhere}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn when_the_next_code_can_be_asked_for_is_said_before_somebody_is_refused() {
    let app = TestApp::new().await;
    let mut client = app.client();
    client.post_form("/do/send_code", &[("phone", PHONE)]).await;
    let page = client.get("/join/code").await.body;
    assert!(
        page.contains("之后可以重新获取验证码") && page.contains("data-waits"),
        "{page}"
    );
    app.arrange("UPDATE code_send SET sent_at = sent_at - 60000").await;
    app.arrange("UPDATE one_time_code SET sent_at = sent_at - 60000").await;
    let page = client.get("/join/code").await.body;
    assert!(!page.contains("data-waits"), "{page}");
    let again = client.post_form("/do/send_code_again", &[]).await.location().to_owned();
    let page = client.get(&again).await.body;
    assert!(page.contains("验证码已发出") && page.contains("data-waits"), "{again}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn what_was_saved_says_so() {
    let app = TestApp::new().await;
    let mut member = Member::join(&app, PHONE).await;
    for (form, fields, words) in [
        ("/do/set_name", vec![("name", "林女士")], "称呼已保存"),
        (
            "/do/set_birthday",
            vec![("birth[year]", "1990"), ("birth[month]", "5"), ("birth[day]", "17")],
            "生日已保存",
        ),
        (
            "/do/set_pin",
            vec![("pin", "274913"), ("again", "274913")],
            "支付密码已设置",
        ),
        (
            "/do/set_limit",
            vec![("amount", "100"), ("pin", "274913")],
            "额度已保存",
        ),
        (
            "/do/set_language",
            vec![("language", "zh-CN"), ("page", "/me?done=language")],
            "语言已切换",
        ),
        (
            "/do/set_language",
            vec![("language", "en"), ("page", "/me?done=language")],
            "The language is changed",
        ),
    ] {
        let saved = member.client.post_form(form, &fields).await.location().to_owned();
        assert!(saved.contains("done="), "{form} leads to {saved}");
        let page = member.client.get(&saved).await.body;
        let said = page.split("role=\"status\"").any(|part| part.contains(words));
        assert!(said, "{form} does not say {words}");
    }
}
