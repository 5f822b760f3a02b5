//! The payment PIN and the limit that it moves.

use huika_domain::Fen;

use crate::people::{Cashier, Member};
use crate::test_app::on_both_engines;

use super::{PHONE, PIN, a_minute_later, words_of};

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
