//! Sessions, the phone number, and what a phone keeps.

use http::StatusCode;

use crate::client::Answer;
use crate::people::Member;
use crate::test_app::{TestApp, on_both_engines};

use super::{PHONE, PIN, a_minute_later, words_of};

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn sessions_are_listed_with_place_and_ended_one_or_all() {
    on_both_engines(async |app| {
        let mut member = Member::join(app, PHONE).await;
        a_minute_later(app).await;
        let mut second = Member::sign_in(app, PHONE).await;
        a_minute_later(app).await;
        let mut third = Member::sign_in(app, PHONE).await;
        let page = member.client.get("/me").await;
        assert!(
            page.body.contains("11.") && page.body.contains(".x"),
            "the network is named, shortened"
        );
        let device = page.field("device");
        assert_eq!(
            member
                .client
                .post_form("/do/end_device", &[("device", &device)])
                .await
                .location(),
            "/me?done=device"
        );
        let gone = [&mut second, &mut third];
        let mut ended = 0;
        for one in gone {
            if one.client.get("/").await.status.is_redirection() {
                ended += 1;
                assert_eq!(one.client.get("/").await.location(), "/signed-out");
                let page = one.client.get("/signed-out").await;
                assert!(page.body.contains("这台设备已被下线"));
                assert_eq!(page.header("clear-site-data"), "\"storage\"");
                assert_eq!(one.client.get("/").await.location(), "/join", "the cookie is gone");
            }
        }
        assert_eq!(ended, 1);
        let all = member.client.post_form("/do/end_devices", &[]).await;
        assert_eq!(all.location(), "/me?done=devices");
        let open: i64 = app
            .query(|tx| tx.value("SELECT COUNT(*) FROM device WHERE ended_at IS NULL", &[]))
            .await;
        assert_eq!(open, 1);
        let left = member.client.post_form("/do/sign_out", &[]).await;
        assert_eq!(
            (left.location(), left.header("clear-site-data")),
            ("/signed-out", "\"storage\"")
        );
        assert!(member.client.get("/signed-out").await.body.contains("已退出登录"));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn another_phone_number_takes_the_pin_and_a_code_to_the_new_number() {
    on_both_engines(async |app| {
        let mut member = Member::join(app, PHONE).await;
        let taken = "13700137002";
        Member::join(app, taken).await;
        member.set_pin(PIN).await;
        let refused = member
            .client
            .post_form("/do/send_phone_code", &[("phone", "13700137003"), ("pin", "000001")])
            .await;
        assert!(refused.location().contains("error=pin-wrong"), "{}", refused.location());
        assert_eq!(member.client.get("/me/phone/code").await.location(), "/me/phone");
        for (phone, done) in [(taken, false), ("13700137003", true)] {
            a_minute_later(app).await;
            let sent = member
                .client
                .post_form("/do/send_phone_code", &[("phone", phone), ("pin", PIN)])
                .await;
            assert_eq!(
                sent.location(),
                "/me/phone/code",
                "the same answer whether the number is known or not"
            );
            let code = app.next_sms_code(phone).await;
            let changed = member.client.post_form("/do/change_phone", &[("code", &code)]).await;
            if done {
                assert_eq!(changed.location(), "/me?done=phone");
            } else {
                assert!(words_of(&mut member.client, &changed).await.contains("另一位会员"));
            }
        }
        assert!(member.client.get("/me").await.body.contains("137****7003"));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_offline_shell_is_the_same_for_everybody() {
    let app = TestApp::new().await;
    let mut member = Member::join(&app, PHONE).await;
    member.top_up(&app, "100").await;
    let own = member.client.get("/code/offline").await;
    let anybody = app.client().get("/code/offline").await;
    assert_eq!((own.status, anybody.status), (StatusCode::OK, StatusCode::OK));
    let without_nonce = |answer: &Answer| {
        let policy = answer.header("content-security-policy").to_owned();
        let nonce = policy.split("'nonce-").nth(1).and_then(|rest| rest.split('\'').next());
        answer.body.replace(nonce.expect("a nonce"), "")
    };
    assert_eq!(
        without_nonce(&own),
        without_nonce(&anybody),
        "nothing personal is ever kept"
    );
    assert!(own.body.contains("data-payload=\"\""));
}
