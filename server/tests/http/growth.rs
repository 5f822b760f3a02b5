//! Points, tiers and friends as members and the office meet them: the timeline of points and gifts of them, the tier's page and a tier by
//! hand, and what a friend's first purchase brings.

use http::StatusCode;
use huika_domain::Points;
use huika_store::{StoreError, Tx, tier::review_tier};

use crate::{
    people::{Cashier, Member},
    test_app::{TestApp, on_both_engines},
};

const GIVER: &str = "13700137001";
const TAKER: &str = "13700137002";
const PIN: &str = "274913";

async fn points(app: &TestApp, phone: &str) -> Points {
    app.home_of(phone).await.points
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn points_are_given_away_with_the_pin_once_and_their_lots_stand_on_a_timeline() {
    on_both_engines(async |app| {
        let mut giver = Member::join(app, GIVER).await;
        let mut taker = Member::join(app, TAKER).await;
        app.give_points(GIVER, 300).await;
        let off = giver.client.get("/points/give").await;
        assert!(off.body.contains("本店不能转赠积分"), "{}", off.body);
        app.set_rule("gifts", r#"{ "allowed": true, "per_day": 250 }"#).await;
        assert!(
            giver.client.get("/points/give").await.body.contains("/me/pin"),
            "a PIN is needed first"
        );
        giver.set_pin(PIN).await;

        let page = giver.client.get("/points").await;
        assert_eq!(page.status, StatusCode::OK);
        for words in ["可用积分", "300", "什么时候到期", "/points/give"] {
            assert!(page.body.contains(words), "{words}: {}", page.body);
        }
        let form = giver.client.get("/points/give").await;
        let key = form.field("key");
        let fields = |amount: &'static str, pin: &'static str| {
            [
                ("key", key.clone()),
                ("phone", TAKER.to_owned()),
                ("amount", amount.to_owned()),
                ("note", "生日快乐".to_owned()),
                ("pin", pin.to_owned()),
            ]
        };
        let send = async |giver: &mut Member, fields: [(&'static str, String); 5]| {
            let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
            giver
                .client
                .post_form("/do/give_points", &fields)
                .await
                .location()
                .to_owned()
        };
        // Nothing without the PIN, not a wrong number of points, and not more than a day allows; what was typed stays.
        assert!(send(&mut giver, fields("100", "")).await.contains("error="));
        let refused = send(&mut giver, fields("1.5", PIN)).await;
        assert!(refused.contains("error=points-not-a-number"), "{refused}");
        let again = giver.client.get(&refused).await;
        assert_eq!(
            (
                again.field("phone").as_str(),
                again.field("amount").as_str(),
                again.field("note").as_str()
            ),
            (TAKER, "1.5", "生日快乐")
        );
        assert!(
            send(&mut giver, fields("260", PIN))
                .await
                .contains("error=gift-above-day")
        );
        let nobody = [
            ("key", key.clone()),
            ("phone", "13700137999".to_owned()),
            ("amount", "1".to_owned()),
            ("note", String::new()),
            ("pin", PIN.to_owned()),
        ];
        assert!(send(&mut giver, nobody).await.contains("error=no-taker"));
        // A second tap is the same gift.
        for _ in 0..2 {
            assert_eq!(send(&mut giver, fields("200", PIN)).await, "/points?done=given");
        }
        assert_eq!(
            (points(app, GIVER).await, points(app, TAKER).await),
            (Points::new(100), Points::new(200))
        );
        let seen = taker.client.get("/points").await;
        assert!(seen.body.contains("137****7001"), "{}", seen.body);
        app.books_hold().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_tier_by_hand_is_given_by_those_who_may_and_the_phone_says_so() {
    on_both_engines(async |app| {
        app.set_rule(
            "tiers",
            r#"{ "benefits": [{ "tier": 3, "chinese": "专属客服", "english": "A line of your own" }],
                "ways": [{ "tier": 2, "at_least_fen": 30000, "days": 1 }] }"#,
        )
        .await;
        let mut member = Member::join(app, GIVER).await;
        let id = app.member_of(GIVER).await.to_string();
        let page = member.client.get("/me/tier").await;
        for words in ["我的等级", "这一级一直有效", "1 天内达到", "专属客服", "铂金"] {
            assert!(page.body.contains(words), "{words}: {}", page.body);
        }
        let day = app
            .state
            .portal
            .shop
            .zone
            .business_day(app.state.clock.now())
            .plus_days(60)
            .to_string();
        let mut boss = Cashier::sign_in_as(app, "hq").await;
        let form = boss.client.get(&format!("/office/members/{id}?form=tier")).await;
        let key = form.field("key");
        let fields = |until: &str, choice: &str| {
            [
                ("key", key.clone()),
                ("member", id.clone()),
                ("choice", choice.to_owned()),
                ("until", until.to_owned()),
                ("reason", "老顾客回来了".to_owned()),
            ]
        };
        let send = async |who: &mut Cashier, fields: [(&'static str, String); 5]| {
            let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
            who.client
                .post_form("/do/assign_tier", &fields)
                .await
                .location()
                .to_owned()
        };
        assert!(
            send(&mut boss, fields("2020-01-01", "2"))
                .await
                .contains("error=tier-end")
        );
        assert!(send(&mut boss, fields(&day, "9")).await.contains("error=tier-unknown"));
        let given = send(&mut boss, fields(&day, "2")).await;
        assert_eq!(given, format!("/office/members/{id}?done=tier-given&tab=tier"));
        let tab = boss.client.get(&given).await;
        for words in ["门店给予", "老顾客回来了", "金卡"] {
            assert!(tab.body.contains(words), "{words}: {}", tab.body);
        }
        let page = member.client.get("/me/tier").await;
        assert!(page.body.contains("这一级由门店给予：老顾客回来了"), "{}", page.body);
        let ended = boss
            .client
            .post_form("/do/end_tier", &[("member", &*id), ("reason", "开错了")])
            .await;
        assert_eq!(
            ended.location(),
            format!("/office/members/{id}?done=tier-ended&tab=tier")
        );
        assert!(member.client.get("/me/tier").await.body.contains("这一级一直有效"));
        app.books_hold().await;
    })
    .await;
}

/// Lets four years pass for a member's tier: what was counted, the end of its period, and a notice that was sent in time. No page can wait for so long, and
/// the store's own stories do, by their clock, on both engines; this one is about what the pages say.
async fn let_a_year_pass(app: &TestApp) {
    for sql in [
        "UPDATE wallet SET sums_day = sums_day - 40000 WHERE sums_day > 0",
        "UPDATE member SET earned_until = earned_until - 40000 WHERE earned_until > 0",
        "INSERT INTO tier_notice (member_id, until_day, rank, counted, missing, asked_at, sent_at) \
         SELECT id, earned_until, 1, 0, 10000, 1, 1 FROM member WHERE earned_until > 0",
    ] {
        app.arrange(sql).await;
    }
    let member = app.member_of(GIVER).await;
    let review = app
        .state
        .store
        .write(move |tx: &mut Tx<'_>| -> Result<(), StoreError> { review_tier(tx, member) });
    review.await.expect("the night looks at it");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_tier_is_reached_with_its_gift_lost_a_year_later_and_reached_again_without_a_second_gift() {
    let app = TestApp::new().await;
    app.set_rule(
        "tiers",
        r#"{ "ways": [{ "tier": 2, "at_least_fen": 10000, "days": 1 }], "gifts": [{ "tier": 2, "points": 50 }] }"#,
    )
    .await;
    let mut member = Member::join(&app, GIVER).await;
    app.arrange("UPDATE member SET no_pin_limit_fen = 50000").await;
    let page = member.client.get("/me/tier").await.body;
    assert!(
        page.contains("1 天内达到") && page.contains("升级礼：50 积分"),
        "{page}"
    );
    member.top_up(&app, "400").await;
    let mut cashier = Cashier::sign_in(&app).await;
    cashier.sell(&member.code(&app).await, "150.00").await;
    let page = member.client.get("/me/tier").await.body;
    for words in ["银卡会员", "达到条件", "已领"] {
        assert!(page.contains(words), "{words}: {page}");
    }
    assert!(app.home_of(GIVER).await.points > Points::new(150));

    let_a_year_pass(&app).await;
    let page = member.client.get("/me/tier").await.body;
    assert!(
        page.contains("到期未达条件") && page.contains("这一级一直有效"),
        "{page}"
    );

    app.arrange("DELETE FROM code_use").await;
    cashier.sell(&member.code(&app).await, "150.00").await;
    assert_eq!(app.home_of(GIVER).await.tier.tier.rank, 1);
    let gifts: i64 = app
        .query(|tx| tx.value("SELECT COUNT(*) FROM point_lot WHERE rule = 'tier: silver'", &[]))
        .await;
    assert_eq!(gifts, 1, "the gift came once");
}

/// Joins by a member's link, in this browser.
async fn join_by(app: &TestApp, link: &str, phone: &str, mut client: crate::client::Client) -> Member {
    let page = client.get(link).await;
    let (from, by) = (page.field("from"), page.field("by"));
    let fields = [("phone", phone), ("from", &*from), ("by", &*by)];
    client.post_form("/do/send_code", &fields).await;
    let code = app.next_sms_code(phone).await;
    assert_eq!(
        client.post_form("/do/enter_code", &[("code", &*code)]).await.location(),
        "/"
    );
    Member {
        phone: phone.to_owned(),
        client,
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_friends_first_purchase_gives_both_theirs_and_nobody_invites_themself() {
    on_both_engines(async |app| {
        app.set_rule(
            "referral",
            r#"{ "on": true, "referrer_points": 200, "friend_points": 100, "least_fen": 1000 }"#,
        )
        .await;
        let mut referrer = Member::join(app, GIVER).await;
        let page = referrer.client.get("/me/invite").await;
        assert!(page.body.contains("你得 200 积分"), "{}", page.body);
        let link = page
            .body
            .split("value=\"http")
            .nth(1)
            .and_then(|rest| rest.split('"').next());
        let link = link.expect("a link").replace("&amp;", "&");
        let link = format!(
            "/join{}",
            link.split_once("/join").expect("it leads to the join page").1
        );

        let mut friend = join_by(app, &link, TAKER, app.client()).await;
        let page = referrer.client.get("/me/invite").await;
        assert!(
            page.body.contains("137****7002") && page.body.contains("还没有消费"),
            "{}",
            page.body
        );
        friend.top_up(app, "100").await;
        let code = friend.code(app).await;
        Cashier::sign_in(app).await.sell(&code, "20.00").await;
        // 100 for coming, and what the paid-in part of the bill earned.
        app.until("both have their points", async || {
            points(app, GIVER).await == Points::new(200) && points(app, TAKER).await > Points::new(100)
        })
        .await;
        let page = referrer.client.get("/me/invite").await;
        assert!(page.body.contains("奖励已到账"), "{}", page.body);
        let statement = friend.client.get("/statement").await;
        assert!(
            statement.body.contains("应 137****7001 邀请入会的奖励"),
            "{}",
            statement.body
        );

        // The same phone again, with a second number.
        referrer.client.post_form("/do/sign_out", &[]).await;
        join_by(app, &link, "13700137003", referrer.client).await;
        app.arrange("UPDATE one_time_code SET sent_at = 0").await;
        let mut referrer = Member::sign_in(app, GIVER).await;
        let page = referrer.client.get("/me/invite").await;
        assert!(page.body.contains("在同一部手机上入会"), "{}", page.body);
        app.books_hold().await;
    })
    .await;
}
