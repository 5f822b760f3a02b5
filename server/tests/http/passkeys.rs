//! Passkeys: adding, signing in, approving, removing; and every answer that must not count.

use serde_json::Value;

use crate::client::Client;
use crate::people::{Cashier, Member};
use crate::soft_key::SoftKey;
use crate::test_app::{TestApp, on_both_engines};

const PHONE: &str = "13700137101";
const OTHER: &str = "13700137102";
const PIN: &str = "274913";
const QUESTION: &str = "huika-passkey";

/// What the script is told to ask the authenticator.
pub async fn asked(client: &mut Client, path: &str, fields: &[(&str, &str)]) -> Value {
    let answer = client.ask(path, fields).await;
    let said: String = serde_json::from_str(&answer.body).unwrap_or_else(|_| panic!("{path}: {}", answer.body));
    serde_json::from_str(&said).unwrap_or_else(|_| panic!("{path} refused: {said}"))
}

/// Where the script is sent instead.
async fn refused_question(client: &mut Client, path: &str, fields: &[(&str, &str)]) -> String {
    let answer = client.ask(path, fields).await;
    serde_json::from_str(&answer.body).unwrap_or_else(|_| panic!("{path}: {}", answer.body))
}

/// Adds a passkey, as the page does.
pub async fn add(app: &TestApp, client: &mut Client, fields: &[(&str, &str)]) -> SoftKey {
    let options = asked(client, "/do/ask_new_passkey", fields).await;
    let (key, signed) = SoftKey::make(&options, &app.base);
    let added = client.post_form("/do/add_passkey", &[("signed", &signed)]).await;
    assert_eq!(added.location(), "/me/passkeys?done=added");
    key
}

/// Signs in with a passkey; answers where that leads.
async fn sign_in(client: &mut Client, key: &mut SoftKey) -> String {
    let options = asked(client, "/do/ask_passkey_sign_in", &[]).await;
    let signed = key.sign(&options);
    let entered = client.post_form("/do/passkey_sign_in", &[("signed", &signed)]).await;
    entered.location().to_owned()
}

/// A member with money, a PIN and a passkey, whom a till asks; answers the question's token too.
async fn asked_by_a_till(app: &TestApp, phone: &str) -> (Member, SoftKey, String, Cashier) {
    let mut member = Member::join(app, phone).await;
    member.top_up(app, "500").await;
    member.set_pin(PIN).await;
    let key = add(app, &mut member.client, &[("pin", PIN)]).await;
    let mut cashier = Cashier::sign_in(app).await;
    let waiting = cashier.sell(&member.code(app).await, "300").await;
    assert!(waiting.ends_with("/wait"), "{waiting}");
    let page = member.client.get("/approve").await;
    assert!(
        page.body.contains("/do/approve_with_passkey"),
        "the page offers the passkey"
    );
    (member, key, page.field("token"), cashier)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_passkey_is_added_signs_in_on_another_phone_and_is_removed() {
    on_both_engines(async |app| {
        let mut member = Member::join(app, PHONE).await;
        // Just signed in by a code, so nothing more is asked; with a PIN it is.
        let mut key = add(app, &mut member.client, &[]).await;
        member.set_pin(PIN).await;
        let refused = refused_question(&mut member.client, "/do/ask_new_passkey", &[("pin", "000001")]).await;
        assert!(refused.starts_with("/me/passkeys?error=pin-wrong"), "{refused}");
        let options = asked(&mut member.client, "/do/ask_new_passkey", &[("pin", PIN)]).await;
        assert_eq!(
            options["publicKey"]["excludeCredentials"][0]["id"],
            key.name(),
            "an authenticator that has one says so"
        );

        let mut tablet = app.client();
        let options = asked(&mut tablet, "/do/ask_passkey_sign_in", &[]).await;
        assert_eq!(
            options["publicKey"]["allowCredentials"],
            serde_json::json!([]),
            "nothing is said about who there is"
        );
        assert_eq!(sign_in(&mut tablet, &mut key).await, "/");
        let list = tablet.get("/me/passkeys").await;
        assert!(list.body.contains("上次使用"), "{}", list.body);

        let id = list.field("passkey");
        let mut other = Member::join(app, OTHER).await;
        other.client.post_form("/do/remove_passkey", &[("passkey", &id)]).await;
        assert_eq!(
            sign_in(&mut app.client(), &mut key).await,
            "/",
            "another member removes nothing"
        );
        let removed = tablet.post_form("/do/remove_passkey", &[("passkey", &id)]).await;
        assert_eq!(removed.location(), "/me/passkeys?done=removed");
        let mut stranger = app.client();
        assert_eq!(sign_in(&mut stranger, &mut key).await, "/join?error=passkey-unknown");
        let words = stranger.get("/join?error=passkey-unknown").await.alert();
        assert!(words.contains("已被移除"), "{words}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_large_spend_is_approved_with_a_passkey_once() {
    on_both_engines(async |app| {
        let (mut member, mut key, token, _cashier) = asked_by_a_till(app, PHONE).await;
        let before = member.balance(app).await;
        let me = &mut member.client;
        let options = asked(me, "/do/ask_passkey_approval", &[("token", &token)]).await;
        assert_eq!(options["publicKey"]["allowCredentials"][0]["id"], key.name());
        let (cookie, signed) = (me.cookie(QUESTION).unwrap().to_owned(), key.sign(&options));
        let fields = [("token", token.as_str()), ("signed", signed.as_str())];
        let approved = me.post_form("/do/approve_with_passkey", &fields).await;
        assert_eq!(approved.location(), "/approve");
        assert!(me.get("/approve").await.body.contains("已付款"));
        let by: String = app
            .query(|tx| tx.value("SELECT decided_by FROM approval ORDER BY id DESC LIMIT 1", &[]))
            .await;
        assert_eq!(by, "passkey");

        // The same answer again, also with the cookie put back.
        for copied in [false, true] {
            if copied {
                me.put_cookie(QUESTION, &cookie);
            }
            let again = me.post_form("/do/approve_with_passkey", &fields).await;
            assert_eq!(again.location(), "/approve?error=passkey-over");
        }
        assert_eq!(before.get() - member.balance(app).await.get(), 300_00, "paid once");
    })
    .await;
}

/// What is wrong with an answer to the till's question, and what the page says.
type Fault = (&'static str, fn(&mut SoftKey), &'static str);

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn no_wrong_answer_approves_anything() {
    on_both_engines(async |app| {
        let (mut member, mut key, token, _cashier) = asked_by_a_till(app, PHONE).await;
        let entries = app.entries().await;
        let me = &mut member.client;
        let right = key.origin.clone();
        let faults: [Fault; 4] = [
            (
                "another site's page",
                |key| key.origin = "https://evil.example".to_owned(),
                "passkey-failed",
            ),
            (
                "a user who was not verified",
                |key| key.verifies = false,
                "passkey-failed",
            ),
            (
                "a copy that counts from the start",
                |key| key.counter = 0,
                "passkey-failed",
            ),
            (
                "another account's key",
                |key| key.owner = "AAAAAAAAAAAAAAAAAAAAAA".to_owned(),
                "passkey-failed",
            ),
        ];
        let (owner, counter) = (key.owner.clone(), key.counter);
        for (what, spoil, code) in faults {
            let options = asked(me, "/do/ask_passkey_approval", &[("token", &token)]).await;
            spoil(&mut key);
            let signed = key.sign(&options);
            let refused = me
                .post_form("/do/approve_with_passkey", &[("token", &token), ("signed", &signed)])
                .await;
            assert_eq!(refused.location(), format!("/approve?error={code}"), "{what}");
            (key.origin, key.owner, key.counter, key.verifies) = (right.clone(), owner.clone(), counter + 10, true);
        }

        // An answer to the question before the last one; to one whose time is over; to a sign-in; to another till's question.
        let older = asked(me, "/do/ask_passkey_approval", &[("token", &token)]).await;
        asked(me, "/do/ask_passkey_approval", &[("token", &token)]).await;
        let signed = key.sign(&older);
        let fields = [("token", token.as_str()), ("signed", signed.as_str())];
        let refused = me.post_form("/do/approve_with_passkey", &fields).await;
        assert_eq!(refused.location(), "/approve?error=passkey-failed", "an older question");

        let late = asked(me, "/do/ask_passkey_approval", &[("token", &token)]).await;
        app.arrange("UPDATE passkey_question SET expires_at = 1").await;
        let signed = key.sign(&late);
        let fields = [("token", token.as_str()), ("signed", signed.as_str())];
        let refused = me.post_form("/do/approve_with_passkey", &fields).await;
        assert_eq!(refused.location(), "/approve?error=passkey-over", "too late");

        let entering = asked(me, "/do/ask_passkey_sign_in", &[]).await;
        let signed = key.sign(&entering);
        let fields = [("token", token.as_str()), ("signed", signed.as_str())];
        let refused = me.post_form("/do/approve_with_passkey", &fields).await;
        assert_eq!(refused.location(), "/approve?error=passkey-over", "a sign-in is no yes");

        let elsewhere = asked(me, "/do/ask_passkey_approval", &[("token", "another-till")]).await;
        let signed = key.sign(&elsewhere);
        let fields = [("token", token.as_str()), ("signed", signed.as_str())];
        let refused = me.post_form("/do/approve_with_passkey", &fields).await;
        assert_eq!(
            refused.location(),
            "/approve?error=passkey-over",
            "a yes to something else"
        );

        // Another member, with this one's cookie and answer, and with a key of their own.
        let mut other = Member::join(app, OTHER).await;
        let mut others_key = add(app, &mut other.client, &[]).await;
        let options = asked(me, "/do/ask_passkey_approval", &[("token", &token)]).await;
        let (cookie, signed) = (me.cookie(QUESTION).unwrap().to_owned(), key.sign(&options));
        other.client.put_cookie(QUESTION, &cookie);
        let fields = [("token", token.as_str()), ("signed", signed.as_str())];
        let refused = other.client.post_form("/do/approve_with_passkey", &fields).await;
        assert_eq!(
            refused.location(),
            "/approve?error=passkey-over",
            "another member's question"
        );
        let options = asked(me, "/do/ask_passkey_approval", &[("token", &token)]).await;
        let signed = others_key.sign(&options);
        let fields = [("token", token.as_str()), ("signed", signed.as_str())];
        let refused = me.post_form("/do/approve_with_passkey", &fields).await;
        assert_eq!(
            refused.location(),
            "/approve?error=passkey-unknown",
            "another member's key"
        );

        assert_eq!(app.entries().await, entries, "nothing was spent");
        let options = asked(me, "/do/ask_passkey_approval", &[("token", &token)]).await;
        let signed = key.sign(&options);
        let fields = [("token", token.as_str()), ("signed", signed.as_str())];
        let approved = me.post_form("/do/approve_with_passkey", &fields).await;
        assert_eq!(approved.location(), "/approve", "and the right one still does");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_loss_report_ends_the_passkeys_in_the_same_moment() {
    on_both_engines(async |app| {
        let mut member = Member::join(app, PHONE).await;
        let mut key = add(app, &mut member.client, &[]).await;
        let me = &mut member.client;
        me.post_form("/do/change_card", &[("wish", "lost")]).await;
        assert_eq!(
            sign_in(&mut app.client(), &mut key).await,
            "/join?error=passkey-unknown"
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn what_one_server_asked_another_one_checks() {
    on_both_engines(async |app| {
        let mut member = Member::join(app, PHONE).await;
        let mut key = add(app, &mut member.client, &[]).await;
        if !app.is_on_postgres() {
            return;
        }
        let other = app.another_server().await;
        let mut tablet = app.client();
        let options = asked(&mut tablet, "/do/ask_passkey_sign_in", &[]).await;
        let signed = key.sign(&options);
        let mut tablet = tablet.led_to(&other.base);
        let twin = tablet.clone();
        let entered = tablet.post_form("/do/passkey_sign_in", &[("signed", &signed)]).await;
        assert_eq!(entered.location(), "/");
        let mut twin = twin.led_to(&app.base);
        let again = twin.post_form("/do/passkey_sign_in", &[("signed", &signed)]).await;
        assert_eq!(
            again.location(),
            "/join?error=passkey-over",
            "one answer a question, across servers"
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn an_address_that_asks_without_end_is_told_to_wait() {
    let app = TestApp::new().await;
    let mut stranger = app.client();
    for _ in 0..60 {
        asked(&mut stranger, "/do/ask_passkey_sign_in", &[]).await;
    }
    let refused = refused_question(&mut stranger, "/do/ask_passkey_sign_in", &[]).await;
    assert_eq!(refused, "/join?error=passkey-too-many");
    asked(&mut app.client(), "/do/ask_passkey_sign_in", &[]).await;
}
