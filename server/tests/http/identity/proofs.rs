//! What a signed-in phone may do by itself, and what needs the PIN, a passkey or a fresh sign-in.

use http::StatusCode;
use huika_domain::{CardStatus, Fen};

use crate::client::Client;
use crate::passkeys::{add, asked};
use crate::people::{Cashier, Member};
use crate::test_app::{TestApp, on_both_engines};

use super::{PHONE, PIN, a_minute_later, words_of};

/// All sessions began eleven minutes ago.
async fn eleven_minutes_later(app: &TestApp) {
    app.arrange("UPDATE device SET created_at = created_at - 660000").await;
}

/// What the card desk does for whoever shows a document.
async fn at_the_desk(cashier: &mut Cashier, wish: &str) {
    let desk = cashier.client.post_form("/do/find_card", &[("typed", PHONE)]).await;
    let who = desk.location().rsplit('/').next().unwrap().to_owned();
    let key = format!("desk-{wish}");
    let fields = [
        ("who", &*who),
        ("wish", wish),
        ("document", "passport"),
        ("fee", "balance"),
        ("key", &*key),
    ];
    let done = cashier.client.post_form("/do/serve_card", &fields).await;
    assert!(
        done.location().starts_with("/counter/cards/receipt/"),
        "{}",
        done.location()
    );
}

async fn change(client: &mut Client, wish: &str, pin: &str) -> String {
    let fields = [("wish", wish), ("pin", pin)];
    let answer = client.post_form("/do/change_card", &fields).await;
    answer.location().to_owned()
}

async fn new_card(client: &mut Client, pin: &str, key: &str) -> String {
    let fields = [("pin", pin), ("key", key)];
    let answer = client.post_form("/do/new_card", &fields).await;
    answer.location().to_owned()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn whoever_finds_a_signed_in_phone_sets_no_pin_that_works_before_tomorrow() {
    on_both_engines(async |app| {
        let mut member = Member::join(app, PHONE).await;
        member.top_up(app, "1000").await;
        eleven_minutes_later(app).await;
        let mut cashier = Cashier::sign_in(app).await;
        let waiting = cashier.sell(&member.code(app).await, "600").await;
        assert!(waiting.ends_with("/wait"), "{waiting}");
        let token = member.client.get("/approve").await.field("token");

        let me = &mut member.client;
        assert_eq!(me.get("/me/pin").await.location(), "/me/pin/forgotten");
        let set = me.post_form("/do/set_pin", &[("pin", PIN), ("again", PIN)]).await;
        assert_eq!(set.location(), "/me/pin/forgotten?error=sign-in-again");
        let page = me.get("/me/pin/forgotten").await.body;
        assert!(page.contains("24 小时") && page.contains("重新登录"), "{page}");
        let yes = [("token", &*token), ("answer", "yes"), ("pin", PIN)];
        let refused = me.post_form("/do/decide", &yes).await;
        assert_eq!(refused.location(), "/approve?error=pin-none");

        // By a code for that purpose it is set, and rests for a day.
        a_minute_later(app).await;
        me.post_form("/do/send_pin_code", &[]).await;
        let code = app.next_sms_code(PHONE).await;
        let fields = [("code", &*code), ("pin", PIN), ("again", PIN)];
        let set = me.post_form("/do/reset_pin", &fields).await;
        assert_eq!(set.location(), "/me/pin?done=reset");
        for (form, fields) in [
            ("/do/decide", yes.as_slice()),
            ("/do/set_limit", &[("amount", "5000"), ("pin", PIN)]),
            ("/do/send_phone_code", &[("phone", "13700137009"), ("pin", PIN)]),
        ] {
            let refused = me.post_form(form, fields).await;
            assert!(
                refused.location().contains("error=pin-cooling"),
                "{form}: {}",
                refused.location()
            );
        }
        let home = app.home_of(PHONE).await;
        assert_eq!((home.balance, home.no_pin_limit), (Fen::new(1200_00), Fen::new(200_00)));
        app.arrange("UPDATE member_pin SET usable_from = 0").await;
        assert_eq!(member.client.post_form("/do/decide", &yes).await.location(), "/approve");
        assert_eq!(member.balance(app).await, Fen::new(600_00));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_first_pin_works_at_once_after_a_sign_in_by_code_and_not_after_one_by_passkey() {
    on_both_engines(async |app| {
        let mut member = Member::join(app, PHONE).await;
        let mut key = add(app, &mut member.client, &[]).await;
        let mut tablet = app.client();
        let options = asked(&mut tablet, "/do/ask_passkey_sign_in", &[]).await;
        let signed = key.sign(&options);
        let entered = tablet.post_form("/do/passkey_sign_in", &[("signed", &signed)]).await;
        assert_eq!(entered.location(), "/");
        let pin = [("pin", PIN), ("again", PIN)];
        let refused = tablet.post_form("/do/set_pin", &pin).await;
        assert!(
            refused.location().contains("error=sign-in-again"),
            "{}",
            refused.location()
        );
        let set = member.client.post_form("/do/set_pin", &pin).await;
        assert_eq!(set.location(), "/me/pin?done=set");
        let saved = [("amount", "300"), ("pin", PIN)];
        let saved = member.client.post_form("/do/set_limit", &saved).await;
        assert_eq!(saved.location(), "/me/limit?done=saved");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn what_the_counter_froze_the_counter_or_the_pin_opens_and_no_new_card_or_pin_does() {
    on_both_engines(async |app| {
        let mut member = Member::join(app, PHONE).await;
        member.top_up(app, "100").await;
        let mut cashier = Cashier::sign_in(app).await;
        at_the_desk(&mut cashier, "frozen").await;
        let me = &mut member.client;
        let page = me.get("/card/unfrozen").await.body;
        assert!(
            page.contains("请带有效证件到柜台办理") && !page.contains("/do/change_card"),
            "{page}"
        );
        assert!(change(me, "unfrozen", "").await.contains("error="));
        assert!(new_card(me, "", "thief-1").await.contains("error="));
        // Just signed in by a code, and yet no PIN of now opens what was frozen before.
        let set = me.post_form("/do/set_pin", &[("pin", PIN), ("again", PIN)]).await;
        assert!(set.location().contains("error="), "{}", set.location());
        let refused = me.ask("/do/ask_new_passkey", &[]).await.body;
        assert!(refused.contains("/me/passkeys?error="), "{refused}");
        assert_eq!(app.home_of(PHONE).await.card.status, CardStatus::Frozen);
        at_the_desk(&mut cashier, "unfrozen").await;

        // Its own freezing the phone undoes by itself; with a PIN it needs that, and so does what the counter froze.
        assert!(change(me, "frozen", "").await.starts_with("/card/receipt/"));
        assert!(change(me, "unfrozen", "").await.starts_with("/card/receipt/"));
        member.set_pin(PIN).await;
        let me = &mut member.client;
        for froze in ["the phone", "the counter"] {
            if froze == "the phone" {
                change(me, "frozen", "").await;
            } else {
                at_the_desk(&mut cashier, "frozen").await;
            }
            assert!(change(me, "unfrozen", "").await.contains("error=pin-shape"), "{froze}");
            assert!(new_card(me, "", "thief-2").await.contains("error=pin-shape"), "{froze}");
            assert!(
                change(me, "unfrozen", PIN).await.starts_with("/card/receipt/"),
                "{froze}"
            );
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_card_in_use_is_replaced_and_a_passkey_removed_only_with_pin_passkey_or_a_fresh_sign_in() {
    on_both_engines(async |app| {
        let mut member = Member::join(app, PHONE).await;
        member.top_up(app, "100").await;
        let mut key = add(app, &mut member.client, &[]).await;
        let before = app.home_of(PHONE).await.card.number;
        eleven_minutes_later(app).await;
        let me = &mut member.client;
        let list = me.get("/me/passkeys").await;
        let id = list.field("passkey");
        let removed = me.post_form("/do/remove_passkey", &[("passkey", &id)]).await;
        assert_eq!(removed.location(), "/me/passkeys?error=sign-in-again");
        assert_eq!(new_card(me, "", "card-1").await, "/card/replaced?error=sign-in-again");
        let page = me.get("/card/replaced").await.body;
        assert!(
            page.contains("data-passkey=\"/do/ask_proof\"") && !page.contains("name=\"pin\""),
            "the page offers what there is: {page}"
        );

        // An answer to a question about one thing is no proof for another.
        let remove = [("act", "remove-passkey"), ("about", &*id)];
        let options = asked(me, "/do/ask_proof", &remove).await;
        let signed = key.sign(&options);
        let card = [("signed", &*signed), ("key", "card-2")];
        let refused = me.post_form("/do/new_card", &card).await;
        assert_eq!(refused.location(), "/card/replaced?error=passkey-over");
        let options = asked(me, "/do/ask_proof", &[("act", "replace-card")]).await;
        let signed = key.sign(&options);
        let card = [("signed", &*signed), ("key", "card-3")];
        let replaced = me.post_form("/do/new_card", &card).await;
        assert!(
            replaced.location().starts_with("/card/receipt/"),
            "{}",
            replaced.location()
        );
        assert_ne!(app.home_of(PHONE).await.card.number, before);

        // A new card ends all passkeys; the next one is removed by its own answer.
        a_minute_later(app).await;
        let mut again = Member::sign_in(app, PHONE).await;
        let mut key = add(app, &mut again.client, &[]).await;
        eleven_minutes_later(app).await;
        let me = &mut again.client;
        let id = me.get("/me/passkeys").await.field("passkey");
        let options = asked(me, "/do/ask_proof", &[("act", "remove-passkey"), ("about", &*id)]).await;
        let signed = key.sign(&options);
        let fields = [("passkey", &*id), ("signed", &*signed)];
        let removed = me.post_form("/do/remove_passkey", &fields).await;
        assert_eq!(removed.location(), "/me/passkeys?done=removed");

        let refused = new_card(me, "", "card-4").await;
        assert!(refused.contains("error=sign-in-again"), "{refused}");
        let page = me.get(&refused).await;
        assert_eq!(page.status, StatusCode::OK);
        assert!(page.alert().contains("重新登录"), "{}", page.alert());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn in_the_mall_more_than_the_days_limit_needs_pin_or_passkey_and_works_without_a_script() {
    on_both_engines(async |app| {
        let mut member = Member::join(app, PHONE).await;
        member.set_pin(PIN).await;
        let mut key = add(app, &mut member.client, &[("pin", PIN)]).await;
        app.give_points(PHONE, 200_000).await;
        app.arrange("UPDATE item SET points = 15000, member_limit = 0, stock = 50 WHERE id = 1")
            .await;
        let me = &mut member.client;
        let page = me.get("/mall/1").await;
        assert!(!page.body.contains("name=\"pin\""), "within the limit nothing is asked");
        let fields = |key: &str, pin: &str| {
            [
                ("item", "1".to_owned()),
                ("key", key.to_owned()),
                ("pin", pin.to_owned()),
            ]
        };
        let redeem = async |me: &mut Client, key: &str, pin: &str| {
            let fields = fields(key, pin);
            let fields: Vec<_> = fields.iter().map(|(name, value)| (*name, &**value)).collect();
            me.post_form("/do/redeem", &fields).await
        };
        let first = redeem(me, &page.field("key"), "").await;
        assert!(first.location().starts_with("/orders/R"), "{}", first.location());

        // The page was drawn while there was room; what comes now says how much is left, and asks.
        let refused = redeem(me, "mall-key-2", "").await;
        assert!(
            refused.location().starts_with("/mall/1?error=above-limit"),
            "{}",
            refused.location()
        );
        let words = words_of(me, &refused).await;
        assert!(words.contains("50.00"), "{words}");
        let page = me.get("/mall/1").await;
        assert!(
            page.body.contains("name=\"pin\"") && page.body.contains("data-passkey=\"/do/ask_proof\""),
            "{}",
            page.body
        );
        assert_eq!(page.field("item"), "1", "what was chosen stays");
        let wrong = redeem(me, "mall-key-3", "000001").await;
        assert!(words_of(me, &wrong).await.contains("还可以试 4 次"));
        let proved = redeem(me, &page.field("key"), PIN).await;
        assert!(proved.location().starts_with("/orders/R"), "{}", proved.location());

        let options = asked(me, "/do/ask_proof", &[("act", "spend-above-limit"), ("about", "2")]).await;
        let signed = key.sign(&options);
        let other = [("item", "1"), ("key", "mall-key-4"), ("signed", &*signed)];
        let refused = me.post_form("/do/redeem", &other).await;
        assert_eq!(
            refused.location(),
            "/mall/1?error=passkey-over",
            "a yes to another item"
        );
        let options = asked(me, "/do/ask_proof", &[("act", "spend-above-limit"), ("about", "1")]).await;
        let signed = key.sign(&options);
        let this = [("item", "1"), ("key", "mall-key-5"), ("signed", &*signed)];
        let proved = me.post_form("/do/redeem", &this).await;
        assert!(proved.location().starts_with("/orders/R"), "{}", proved.location());
        let home = app.home_of(PHONE).await;
        assert_eq!(
            (home.points.get(), home.no_pin_left),
            (200_000 - 45_000, Fen::new(50_00))
        );
    })
    .await;
}
