//! What a member decides by themself, page by page: the PIN, large spends, the card, the sessions. And the counter's part of it.

use http::StatusCode;
use huika_domain::Fen;

use crate::client::{Answer, Client};
use crate::people::{Cashier, Member};
use crate::test_app::{TestApp, on_both_engines};

const PHONE: &str = "13700137000";
const PIN: &str = "274913";

/// Follows a refusal to the page that explains it and answers its words.
async fn words_of(client: &mut Client, answer: &Answer) -> String {
    let location = answer.location().to_owned();
    assert!(location.contains("error="), "{location} refuses nothing");
    let page = client.get(&location).await;
    assert_eq!(page.status, StatusCode::OK, "{location}");
    page.alert()
}

/// The code that was sent last may be followed by another one at once.
async fn a_minute_later(app: &TestApp) {
    app.arrange("UPDATE one_time_code SET sent_at = 0").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_pin_is_set_changed_and_locked_and_each_refusal_says_what_to_do() {
    on_both_engines(async |app| {
        let mut member = Member::join(app, PHONE).await;
        let me = &mut member.client;
        for (pin, again, word) in [
            ("123456", "123456", "太容易猜"),
            ("274913", "274914", "不一样"),
            ("27491", "27491", "6 位"),
        ] {
            let refused = me.post_form("/do/set_pin", &[("pin", pin), ("again", again)]).await;
            let words = words_of(me, &refused).await;
            assert!(words.contains(word), "{pin}: {words}");
        }
        let set = me.post_form("/do/set_pin", &[("pin", PIN), ("again", PIN)]).await;
        assert_eq!(set.location(), "/me/pin?done=set");
        let wrong = [("old", "000001"), ("pin", "385024"), ("again", "385024")];
        let refused = me.post_form("/do/change_pin", &wrong).await;
        let words = words_of(me, &refused).await;
        assert!(
            words.contains("还可以试 4 次") && words.contains("短信验证码重设"),
            "{words}"
        );
        let right = [("old", PIN), ("pin", "385024"), ("again", "385024")];
        let changed = me.post_form("/do/change_pin", &right).await;
        assert_eq!(changed.location(), "/me/pin?done=changed");
        for _ in 0..5 {
            me.post_form("/do/change_pin", &wrong).await;
        }
        let refused = me
            .post_form("/do/set_limit", &[("amount", "500"), ("pin", "385024")])
            .await;
        let words = words_of(me, &refused).await;
        assert!(
            words.contains("今天") && words.contains("后再试"),
            "until when: {words}"
        );
        let page = me.get("/me/pin").await.body;
        assert!(page.contains("以后才能使用支付密码"), "the PIN's page says it too");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_limit_needs_the_pin_and_is_in_force_with_the_next_sale() {
    on_both_engines(async |app| {
        let mut member = Member::join(app, PHONE).await;
        let page = member.client.get("/me/limit").await.body;
        assert!(
            page.contains("请先设置"),
            "without a PIN the page says where to set one"
        );
        member.set_pin(PIN).await;
        let me = &mut member.client;
        for (amount, pin, word) in [("6000", PIN, "之间"), ("x", PIN, "不是金额"), ("300", "000001", "不对")] {
            let refused = me.post_form("/do/set_limit", &[("amount", amount), ("pin", pin)]).await;
            let words = words_of(me, &refused).await;
            assert!(words.contains(word), "{amount}: {words}");
        }
        let saved = me.post_form("/do/set_limit", &[("amount", "0"), ("pin", PIN)]).await;
        assert_eq!(saved.location(), "/me/limit?done=saved");
        assert_eq!(app.home_of(PHONE).await.no_pin_limit, Fen::ZERO);
        member.top_up(app, "100").await;
        let mut cashier = Cashier::sign_in(app).await;
        let asked = cashier.sell(&member.code(app).await, "1").await;
        assert!(
            asked.ends_with("/wait"),
            "with a limit of nothing every spend is asked: {asked}"
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_counter_waits_for_the_phone_and_goes_on_to_the_receipt() {
    on_both_engines(async |app| {
        let mut member = Member::join(app, PHONE).await;
        member.top_up(app, "1000").await;
        let before = app.home_of(PHONE).await.balance;
        let mut phone = member.client.clone();
        let mut events = phone.listen("/events?asked=").await;
        let mut cashier = Cashier::sign_in(app).await;
        let waiting = cashier.sell(&member.code(app).await, "300").await;
        assert!(waiting.ends_with("/wait"), "{waiting}");
        let session = waiting.split('/').nth(3).unwrap().to_owned();
        let page = cashier.client.get(&waiting).await;
        assert!(page.body.contains("请会员在手机上确认") && page.body.contains("http-equiv=\"refresh\""));

        let event = events.next_event().await;
        assert!(
            event.contains("event: asked") && event.contains("徐汇店请你确认付款 ¥300.00"),
            "{event}"
        );
        for path in ["/", "/me", "/mall", "/statement", "/code", "/top-up"] {
            let page = member.client.get(path).await.body;
            assert!(page.contains("徐汇店请你确认付款 ¥300.00"), "{path} shows the question");
        }
        let page = member.client.get("/approve").await;
        assert!(
            page.body.contains("请先设置"),
            "without a PIN the page says where to set one"
        );
        // The way back from there is to the question.
        let set = member
            .client
            .post_form("/do/set_pin", &[("pin", PIN), ("again", PIN)])
            .await;
        assert_eq!(set.location(), "/approve");
        let token = member.client.get("/approve").await.field("token");
        let wrong = [("token", &*token), ("answer", "yes"), ("pin", "000001")];
        let refused = member.client.post_form("/do/decide", &wrong).await;
        assert!(words_of(&mut member.client, &refused).await.contains("还可以试 4 次"));
        assert!(
            cashier.client.get(&waiting).await.status.is_success(),
            "the till still waits"
        );

        let mut stranger = Member::join(app, "13700137001").await;
        stranger.set_pin(PIN).await;
        let yes = [("token", &*token), ("answer", "yes"), ("pin", PIN)];
        let refused = stranger.client.post_form("/do/decide", &yes).await;
        assert!(refused.location().contains("error=approval-unknown"));

        let mut counter = cashier.client.clone();
        let mut decided = counter.listen(&format!("/events/sale/{session}")).await;
        assert_eq!(member.client.post_form("/do/decide", &yes).await.location(), "/approve");
        assert!(decided.next_event().await.contains("decided"));
        let receipt = cashier.client.get(&waiting).await.location().to_owned();
        assert!(receipt.starts_with("/counter/receipt/S"), "{receipt}");
        // Whatever was pressed twice finds the one sale.
        assert_eq!(
            cashier.take_payment(&format!("/counter/sale/{session}"), "300").await,
            receipt
        );
        member.client.post_form("/do/decide", &yes).await;
        assert_eq!(app.home_of(PHONE).await.balance.get(), before.get() - 30_000);
        let receipt = events.next_event().await;
        assert!(receipt.contains("徐汇店 消费\ndata: −300.00"), "{receipt}");
        assert!(
            receipt.ends_with("data: 20000"),
            "what was approved leaves the daily limit: {receipt}"
        );
        let gone = events.next_event().await;
        assert!(
            gone.contains("event: asked\ndata: \ndata:"),
            "the notice goes: {gone:?}"
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_refused_a_withdrawn_and_a_late_question_spend_nothing_and_say_so_on_both_sides() {
    on_both_engines(async |app| {
        let mut member = Member::join(app, PHONE).await;
        member.top_up(app, "1000").await;
        member.set_pin(PIN).await;
        let entries = app.entries().await;
        let mut cashier = Cashier::sign_in(app).await;
        let waiting = cashier.sell(&member.code(app).await, "300").await;
        let session = waiting.split('/').nth(3).unwrap().to_owned();
        let token = member.client.get("/approve").await.field("token");
        member
            .client
            .post_form("/do/decide", &[("token", &*token), ("answer", "no")])
            .await;
        assert!(cashier.client.get(&waiting).await.body.contains("会员拒绝了"));
        assert!(member.client.get("/approve").await.body.contains("你已拒绝"));

        cashier
            .client
            .post_form("/do/ask_again", &[("session", &session)])
            .await;
        assert!(cashier.client.get(&waiting).await.body.contains("请会员在手机上确认"));
        cashier.client.post_form("/do/withdraw", &[("session", &session)]).await;
        assert!(cashier.client.get(&waiting).await.body.contains("已撤回"));
        assert!(member.client.get("/approve").await.body.contains("收银台已撤回"));

        cashier
            .client
            .post_form("/do/ask_again", &[("session", &session)])
            .await;
        let token = member.client.get("/approve").await.field("token");
        app.arrange("UPDATE approval SET expires_at = asked_at WHERE status = 'waiting'")
            .await;
        let late = [("token", &*token), ("answer", "yes"), ("pin", PIN)];
        assert_eq!(
            member.client.post_form("/do/decide", &late).await.location(),
            "/approve"
        );
        assert!(member.client.get("/approve").await.body.contains("已超时"));
        assert!(cashier.client.get(&waiting).await.body.contains("没有及时确认"));
        let again = cashier
            .client
            .post_form("/do/ask_again", &[("session", &session)])
            .await;
        assert!(
            words_of(&mut cashier.client, &again).await.contains("重新扫码"),
            "three times is enough"
        );
        assert_eq!(app.entries().await, entries);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_forgotten_pin_is_reset_by_sms_and_rests_before_it_can_be_used() {
    on_both_engines(async |app| {
        let mut member = Member::join(app, PHONE).await;
        member.set_pin(PIN).await;
        let soon = member.client.post_form("/do/send_pin_code", &[]).await;
        assert!(soon.location().contains("error=too-soon"), "{}", soon.location());
        a_minute_later(app).await;
        let sent = member.client.post_form("/do/send_pin_code", &[]).await;
        assert_eq!(sent.location(), "/me/pin/forgotten?done=sent");
        let code = app.next_sms_code(PHONE).await;
        let wrong = if code == "000000" { "000001" } else { "000000" };
        let fields = |code| [("code", code), ("pin", "385024"), ("again", "385024")];
        let refused = member.client.post_form("/do/reset_pin", &fields(wrong)).await;
        assert!(words_of(&mut member.client, &refused).await.contains("还可以试 4 次"));
        let reset = member.client.post_form("/do/reset_pin", &fields(&code)).await;
        assert_eq!(reset.location(), "/me/pin?done=reset");
        let refused = member
            .client
            .post_form("/do/set_limit", &[("amount", "300"), ("pin", "385024")])
            .await;
        assert!(words_of(&mut member.client, &refused).await.contains("刚重设过"));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_loss_report_on_the_phone_stops_everything_at_once_and_leaves_a_receipt() {
    on_both_engines(async |app| {
        let mut member = Member::join(app, PHONE).await;
        member.top_up(app, "100").await;
        member.set_pin(PIN).await;
        let code = member.code(app).await;
        let mut other_page = member.client.clone();
        let mut events = other_page.listen("/events?asked=").await;
        assert!(member.client.get("/card/lost").await.body.contains("立即停用"));
        let done = member.client.post_form("/do/change_card", &[("wish", "lost")]).await;
        let receipt = done.location().to_owned();
        assert!(receipt.starts_with("/card/receipt/"), "{receipt}");
        assert_eq!(done.header("clear-site-data"), "\"storage\"");
        let mut cashier = Cashier::sign_in(app).await;
        assert!(
            cashier.scan(&code).await.contains("error=code-unknown"),
            "the next scan fails"
        );
        assert!(
            events.next_event().await.contains("event: over"),
            "an open page learns it"
        );
        // The receipt needs nobody signed in, and nobody can make one up.
        let mut anybody = app.client();
        let page = anybody.get(&receipt).await.body;
        assert!(page.contains("已挂失") && page.contains("生效时间"));
        let forged = receipt.replace(&receipt[receipt.len() - 4..], "0000");
        assert_eq!(anybody.get(&forged).await.status, StatusCode::NOT_FOUND);
        let mut old = other_page;
        assert_eq!(old.get("/").await.location(), "/signed-out");
        assert!(old.get("/signed-out").await.body.contains("会员卡已挂失"));

        // Whoever signs in with the phone now does not get further than its owner's PIN.
        a_minute_later(app).await;
        let mut again = Member::sign_in(app, PHONE).await;
        assert_eq!(again.client.get("/code").await.location(), "/card");
        let refused = again
            .client
            .post_form("/do/change_card", &[("wish", "found"), ("pin", "000001")])
            .await;
        assert!(refused.location().contains("error=pin-wrong"), "{}", refused.location());
        let refused = again
            .client
            .post_form("/do/new_card", &[("pin", ""), ("key", "new-card-key")])
            .await;
        assert!(refused.location().contains("error=pin-shape"), "{}", refused.location());
        let found = again
            .client
            .post_form("/do/change_card", &[("wish", "found"), ("pin", PIN)])
            .await;
        assert!(found.location().starts_with("/card/receipt/"), "{}", found.location());
        assert_eq!(again.client.get("/code").await.status, StatusCode::OK);
        assert!(cashier.scan(&again.code(app).await).await.starts_with("/counter/sale/"));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_frozen_card_spends_nothing_and_a_new_card_keeps_what_was_on_the_old() {
    on_both_engines(async |app| {
        let mut member = Member::join(app, PHONE).await;
        member.top_up(app, "100").await;
        let before = app.home_of(PHONE).await;
        let mut cashier = Cashier::sign_in(app).await;
        let code = member.code(app).await;
        member.client.post_form("/do/change_card", &[("wish", "frozen")]).await;
        assert!(cashier.scan(&code).await.contains("error=not-active"));
        assert_eq!(member.client.get("/code").await.location(), "/card");
        member
            .client
            .post_form("/do/change_card", &[("wish", "unfrozen")])
            .await;
        assert!(cashier.scan(&code).await.starts_with("/counter/sale/"));

        let key = member.client.get("/card/replaced").await.field("key");
        let mut answers = Vec::new();
        for _ in 0..2 {
            answers.push(
                member
                    .client
                    .post_form("/do/new_card", &[("key", &key)])
                    .await
                    .location()
                    .to_owned(),
            );
        }
        assert!(
            answers.iter().all(|answer| answer.starts_with("/card/receipt/")),
            "{answers:?}"
        );
        let after = app.home_of(PHONE).await;
        assert_ne!(after.card.number, before.card.number);
        assert_eq!(after.balance.get(), before.balance.get() - 300, "the fee, once");
        assert_eq!(after.points, before.points);
        assert!(
            cashier
                .scan(&before.card.number.as_digits())
                .await
                .contains("error=code-unknown")
        );
        let page = member.client.get("/card").await.body;
        assert!(
            page.contains("已冻结") && page.contains("已补卡"),
            "what happened is listed"
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_card_desk_serves_whoever_shows_a_document_and_only_by_the_right_role() {
    on_both_engines(async |app| {
        let mut member = Member::join(app, PHONE).await;
        member.top_up(app, "100").await;
        let code = member.code(app).await;
        let mut cashier = Cashier::sign_in(app).await;
        let unknown = cashier
            .client
            .post_form("/do/find_card", &[("typed", "13700137999")])
            .await;
        assert!(words_of(&mut cashier.client, &unknown).await.contains("没有找到"));
        let desk = cashier
            .client
            .post_form("/do/find_card", &[("typed", PHONE)])
            .await
            .location()
            .to_owned();
        let page = cashier.client.get(&desk).await;
        assert!(
            page.body.contains("137****7000") && !page.body.contains(PHONE),
            "masked"
        );
        let who = desk.rsplit('/').next().unwrap().to_owned();
        let serve = |wish, document| {
            [
                ("who", who.clone()),
                ("wish", String::from(wish)),
                ("document", String::from(document)),
                ("fee", "balance".into()),
                ("key", format!("desk-{wish}")),
            ]
        };
        let refused = post(&mut cashier.client, &serve("lost", "")).await;
        assert!(
            refused.location().contains("error=no-identification"),
            "{}",
            refused.location()
        );
        let mut auditor = Cashier::sign_in_as(app, "hq").await;
        assert_eq!(auditor.client.get("/counter/cards").await.location(), "/office");
        let refused = post(&mut auditor.client, &serve("lost", "passport")).await;
        assert!(
            refused.location().contains("error=not-your-role"),
            "{}",
            refused.location()
        );
        let mut elsewhere = Cashier::sign_in_as(app, "jingan").await;
        assert_eq!(
            elsewhere.client.get(&desk).await.status,
            StatusCode::NOT_FOUND,
            "another store's desk"
        );

        let lost = post(&mut cashier.client, &serve("lost", "passport"))
            .await
            .location()
            .to_owned();
        assert!(lost.starts_with("/counter/cards/receipt/"), "{lost}");
        assert!(cashier.client.get(&lost).await.body.contains("生效时间"));
        assert!(cashier.scan(&code).await.contains("error=code-unknown"));
        assert_eq!(member.client.get("/").await.location(), "/signed-out");
        for _ in 0..2 {
            let replaced = post(&mut cashier.client, &serve("replaced", "passport")).await;
            assert!(
                replaced.location().starts_with("/counter/cards/receipt/"),
                "{}",
                replaced.location()
            );
        }
        let home = app.home_of(PHONE).await;
        assert_eq!(home.card.status, "active");
        let noted: String = app
            .query(|tx| tx.value("SELECT MIN(identification) FROM card_event WHERE kind = 'lost'", &[]))
            .await;
        assert_eq!(noted, "passport");
    })
    .await;
}

async fn post(client: &mut Client, fields: &[(&'static str, String)]) -> Answer {
    let fields: Vec<_> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
    client.post_form("/do/serve_card", &fields).await
}

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
            page.body.contains("11.0.") && page.body.contains(".x"),
            "the network is named, shortened"
        );
        let device = page.field("device");
        assert_eq!(
            member
                .client
                .post_form("/do/end_device", &[("device", &device)])
                .await
                .location(),
            "/me"
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
