//! One-time codes as people meet them: in the browser that asked, pasted as they came, entered twice; and operators whom no stranger locks
//! out.

use http::StatusCode;

use super::{PHONE, PIN, a_minute_later, words_of};
use crate::client::Client;
use crate::people::Member;
use crate::test_app::{TestApp, on_both_engines};

async fn asks(client: &mut Client, phone: &str) {
    let key = client.get("/join").await.field("key");
    let sent = client
        .post_form("/do/send_code", &[("phone", phone), ("key", &key)])
        .await;
    assert_eq!(sent.location(), "/join/code");
}

fn wrong(right: &str) -> &'static str {
    if right == "000000" { "000001" } else { "000000" }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_code_that_one_browser_asked_for_signs_no_other_in() {
    on_both_engines(async |app| {
        let (mut own, mut stranger) = (app.client(), app.client());
        asks(&mut own, PHONE).await;
        let code = app.sms_code(PHONE).await;
        // Whoever types the number elsewhere gets to the same page, and what came to the owner is worth nothing there.
        let told = stranger.post_form("/do/send_code", &[("phone", PHONE)]).await;
        assert_eq!(told.location(), "/join/code?error=too-soon");
        for _ in 0..7 {
            let tried = stranger.post_form("/do/enter_code", &[("code", &code)]).await;
            assert_eq!(tried.location(), "/join/code?error=no-code");
        }
        // Nor do the stranger's wrong tries at a code of their own burn the owner's.
        a_minute_later(app).await;
        asks(&mut stranger, PHONE).await;
        let theirs = app.next_sms_code(PHONE).await;
        for _ in 0..6 {
            let tried = stranger.post_form("/do/enter_code", &[("code", wrong(&theirs))]).await;
            assert!(tried.location().contains("error="), "{}", tried.location());
        }
        let entered = own.post_form("/do/enter_code", &[("code", &code)]).await;
        assert_eq!(entered.location(), "/");
        assert_eq!(own.get("/me").await.status, StatusCode::OK);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_code_for_the_pin_works_only_where_it_was_asked_for() {
    on_both_engines(async |app| {
        let mut member = Member::join(app, PHONE).await;
        a_minute_later(app).await;
        let mut second = Member::sign_in(app, PHONE).await;
        a_minute_later(app).await;
        let sent = member.client.post_form("/do/send_pin_code", &[]).await;
        assert_eq!(sent.location(), "/me/pin/forgotten?done=sent");
        let code = app.next_sms_code(PHONE).await;
        let fields = [("code", &*code), ("pin", PIN), ("again", PIN)];
        let elsewhere = second.client.post_form("/do/reset_pin", &fields).await;
        assert_eq!(elsewhere.location(), "/me/pin/forgotten?error=no-code");
        let here = member.client.post_form("/do/reset_pin", &fields).await;
        assert_eq!(here.location(), "/me/pin?done=reset");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn who_comes_back_from_the_messages_goes_on_where_they_were() {
    on_both_engines(async |app| {
        let mut client = app.client();
        asks(&mut client, PHONE).await;
        let code = app.sms_code(PHONE).await;
        // The app was switched; the browser asks for the page again, or for the first one.
        for path in ["/join/code", "/join", "/join/code"] {
            assert_eq!(client.get(path).await.status, StatusCode::OK, "{path}");
        }
        // And the number is typed once more, too soon for another message.
        let again = client.post_form("/do/send_code", &[("phone", PHONE)]).await;
        assert_eq!(again.location(), "/join/code?error=too-soon");
        let entered = client.post_form("/do/enter_code", &[("code", &code)]).await;
        assert_eq!(entered.location(), "/");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn enter_pressed_twice_is_one_sign_in_and_one_message() {
    on_both_engines(async |app| {
        let client = app.client();
        let mut first = client.clone();
        let key = first.get("/join").await.field("key");
        let fields = [("phone", PHONE), ("key", &*key)];
        let (mut a, mut b) = (first.clone(), first.clone());
        let (one, two) = tokio::join!(
            a.post_form("/do/send_code", &fields),
            b.post_form("/do/send_code", &fields)
        );
        assert_eq!((one.location(), two.location()), ("/join/code", "/join/code"));
        let sends: i64 = app.query(|tx| tx.value("SELECT COUNT(*) FROM code_send", &[])).await;
        assert_eq!(sends, 1);

        let code = app.sms_code(PHONE).await;
        // The browser drops the first answer: only what the second says is seen.
        let (mut c, mut d) = (b.clone(), b);
        let typed = [("code", &*code)];
        let (one, two) = tokio::join!(
            c.post_form("/do/enter_code", &typed),
            d.post_form("/do/enter_code", &typed)
        );
        assert_eq!((one.location(), two.location()), ("/", "/"));
        assert_eq!(c.cookie("huika"), d.cookie("huika"), "it is one session");
        assert_eq!(d.get("/me").await.status, StatusCode::OK);
        let sessions: i64 = app.query(|tx| tx.value("SELECT COUNT(*) FROM device", &[])).await;
        assert_eq!(sessions, 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_second_tap_on_a_form_about_oneself_says_what_the_first_one_did() {
    on_both_engines(async |app| {
        let mut member = Member::join(app, PHONE).await;
        let twice = async |client: &mut Client, page: &str, form: &str, fields: &[(&str, &str)]| {
            let key = client.get(page).await.field("key");
            let fields: Vec<_> = fields.iter().copied().chain([("key", &*key)]).collect();
            let first = client.post_form(form, &fields).await.location().to_owned();
            let second = client.post_form(form, &fields).await.location().to_owned();
            assert_eq!(first, second, "{form}");
            first
        };
        let first = [("pin", PIN), ("again", PIN)];
        let set = twice(&mut member.client, "/me/pin", "/do/set_pin", &first).await;
        assert_eq!(set, "/me/pin?done=set");
        let change = [("old", PIN), ("pin", "385024"), ("again", "385024")];
        let changed = twice(&mut member.client, "/me/pin", "/do/change_pin", &change).await;
        assert_eq!(changed, "/me/pin?done=changed");
        // The old one typed wrongly in the same form is another form, and says so.
        let wrong = [("old", "000001"), ("pin", "385024"), ("again", "385024")];
        let refused = member.client.post_form("/do/change_pin", &wrong).await;
        assert!(words_of(&mut member.client, &refused).await.contains("还可以试 4 次"));

        let mut clerk = app.client();
        let right = [("login", "xuhui"), ("password", "huika-demo")];
        clerk.post_form("/do/staff_sign_in", &right).await;
        let change = [
            ("password", "huika-demo"),
            ("new", "a cup of jasmine"),
            ("again", "a cup of jasmine"),
        ];
        let changed = twice(&mut clerk, "/counter/security/password", "/do/change_password", &change).await;
        assert_eq!(changed, "/counter/security?done=password");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn what_is_pasted_is_read_and_no_page_cuts_or_refuses_it_before() {
    on_both_engines(async |app| {
        let mut client = app.client();
        let page = client.get("/join").await;
        assert!(!page.body.contains("pattern="), "{}", page.body);
        let pasted = "\u{202d}+86 138\u{2011}0013\u{2011}8009\u{202c}";
        let sent = client.post_form("/do/send_code", &[("phone", pasted)]).await;
        assert_eq!(sent.location(), "/join/code");
        let page = client.get("/join/code").await;
        assert!(!page.body.contains("pattern="), "{}", page.body);
        let code = app.sms_code("13800138009").await;
        let message = format!("【会卡】验证码 {code}，5 分钟内有效");
        let room: usize = page
            .body
            .split("name=\"code\"")
            .nth(1)
            .and_then(|rest| rest.split("maxlength=\"").nth(1))
            .and_then(|rest| rest.split('"').next())
            .and_then(|digits| digits.parse().ok())
            .expect("the field says how much it takes");
        assert!(room > 10 * message.chars().count(), "{room}");
        let entered = client.post_form("/do/enter_code", &[("code", &message)]).await;
        assert_eq!(entered.location(), "/");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_strangers_wrong_passwords_lock_no_operator_out_of_a_browser_that_they_know() {
    on_both_engines(async |app| {
        let right = [("login", "xuhui"), ("password", "huika-demo")];
        let mut counter = app.client();
        assert_eq!(
            counter.post_form("/do/staff_sign_in", &right).await.location(),
            "/counter"
        );
        counter.post_form("/do/staff_sign_out", &[]).await;
        let mut stranger = app.client();
        let guess = [("login", "xuhui"), ("password", "12345678")];
        let mut last = String::new();
        for _ in 0..7 {
            stranger
                .post_form("/do/staff_sign_in", &guess)
                .await
                .location()
                .clone_into(&mut last);
        }
        assert_eq!(last, "/counter/sign-in?error=locked");
        assert_eq!(
            stranger.post_form("/do/staff_sign_in", &right).await.location(),
            last,
            "nothing is looked at"
        );
        assert_eq!(
            counter.post_form("/do/staff_sign_in", &right).await.location(),
            "/counter"
        );
        // A log-in that nobody has is answered in the same way.
        let mut other = app.client();
        let nobody = [("login", "nobody"), ("password", "12345678")];
        for _ in 0..7 {
            other
                .post_form("/do/staff_sign_in", &nobody)
                .await
                .location()
                .clone_into(&mut last);
        }
        assert_eq!(last, "/counter/sign-in?error=locked");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn wrong_codes_from_one_address_are_told_when_to_go_on() {
    let app = TestApp::with(&[("HUIKA_RULES_CODE_TRIES_PER_ADDRESS", "2")]).await;
    let mut client = app.client();
    asks(&mut client, PHONE).await;
    let code = app.sms_code(PHONE).await;
    for _ in 0..3 {
        client.post_form("/do/enter_code", &[("code", wrong(&code))]).await;
    }
    let waits = client.post_form("/do/enter_code", &[("code", &code)]).await;
    assert!(
        waits.location().starts_with("/join/code?error=code-wait"),
        "{}",
        waits.location()
    );
    let words = words_of(&mut client, &waits).await;
    assert!(words.contains("之后再试"), "{words}");
}
