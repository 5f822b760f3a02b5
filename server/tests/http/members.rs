//! Members in the office, as those meet them who look after them: the list and its files, the profile, what is shown on record, corrections,
//! tags, segments, and grants to many.

use http::StatusCode;

use crate::people::{Cashier, Member};
use crate::test_app::{TestApp, on_both_engines};

const PHONE: &str = "13500135701";

/// Where a form leads.
async fn send(who: &mut Cashier, form: &str, fields: &[(&str, &str)]) -> String {
    who.client.post_form(form, fields).await.location().to_owned()
}

/// A member of the first store, by their number.
async fn member(app: &TestApp, phone: &str) -> String {
    Member::join(app, phone).await;
    app.arrange("UPDATE member SET home_store_id = 1").await;
    app.member_of(phone).await.to_string()
}

async fn acts(app: &TestApp, kind: &'static str) -> i64 {
    app.query(move |tx| {
        tx.value(
            "SELECT COUNT(*) FROM staff_act WHERE kind = ?1",
            huika_store::params![kind],
        )
    })
    .await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_list_shows_nobody_in_full_and_leaves_the_books_by_those_alone_who_may_take_it() {
    on_both_engines(async |app| {
        let mut boss = Cashier::sign_in_as(app, "hq").await;
        let id = member(app, PHONE).await;
        let fields = [
            ("member", &*id),
            ("what", "name"),
            ("name", "欧阳靖"),
            ("document", "passport"),
            ("reason", "看过护照"),
        ];
        assert_eq!(
            send(&mut boss, "/do/correct_member", &fields).await,
            format!("/office/members/{id}?done=corrected")
        );

        let page = boss.client.get("/office/members?name=%E9%98%B3").await;
        assert_eq!(page.status, StatusCode::OK);
        assert!(
            page.body.contains("欧**") && page.body.contains("135****5701"),
            "{}",
            page.body
        );
        assert!(
            !page.body.contains("欧阳靖") && !page.body.contains(PHONE),
            "{}",
            page.body
        );
        assert!(page.body.contains(&format!("/office/members/{id}")));
        let nobody = boss.client.get("/office/members?name=%E9%98%B3&balance-min=1").await;
        assert!(!nobody.body.contains("欧**"));
        assert!(
            boss.client
                .get("/office/members?balance-min=much")
                .await
                .body
                .contains("看不懂")
        );

        let file = boss.client.get("/office/reports/members.csv?name=%E9%98%B3").await;
        assert_eq!(file.status, StatusCode::OK);
        let mut lines = file.body.lines();
        assert!(
            lines.next().is_some_and(|heads| heads.ends_with(",exported_by")),
            "{}",
            file.body
        );
        let row = lines.next().expect("one member");
        assert!(row.contains("沈若兰 (hq) · 2"), "who took it out, and when: {row}");
        assert!(!file.body.contains(PHONE));
        assert_eq!(acts(app, "exported").await, 1);
        assert!(boss.client.get("/office/members").await.body.contains("members.xlsx"));

        let mut manager = Cashier::sign_in(app).await;
        app.arrange("UPDATE operator SET role = 'manager' WHERE login = 'xuhui'")
            .await;
        let own = manager.client.get("/office/members").await.body;
        assert!(own.contains("135****5701") && !own.contains("members.xlsx"), "{own}");
        let refused = manager.client.get("/office/reports/members.csv").await;
        assert_eq!(refused.location(), "/counter/sign-in");
        // The second store's manager sees neither the list's row nor the profile.
        app.arrange("UPDATE operator SET role = 'manager' WHERE login = 'jingan'")
            .await;
        let mut other = Cashier::sign_in_as(app, "jingan").await;
        assert!(!other.client.get("/office/members").await.body.contains("135****5701"));
        assert_eq!(
            other.client.get(&format!("/office/members/{id}")).await.status,
            StatusCode::NOT_FOUND
        );
        assert_eq!(
            other.client.get("/office/members/99999").await.status,
            StatusCode::NOT_FOUND
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_members_data_is_shown_in_full_for_one_view_and_each_time_it_is_on_record() {
    on_both_engines(async |app| {
        let mut boss = Cashier::sign_in_as(app, "hq").await;
        let id = member(app, PHONE).await;
        let page = format!("/office/members/{id}");
        assert!(!boss.client.get(&page).await.body.contains(PHONE));
        let to = send(&mut boss, "/do/reveal_member", &[("member", &*id)]).await;
        assert_eq!(to, page);
        assert!(!to.contains(PHONE), "nothing personal travels in an address");
        assert!(boss.client.get(&page).await.body.contains(PHONE), "this once");
        assert!(!boss.client.get(&page).await.body.contains(PHONE), "and not again");
        assert_eq!(acts(app, "data-shown").await, 1);
        let record = boss.client.get(&format!("{page}?tab=acts")).await.body;
        assert!(record.contains("查看完整资料") && record.contains("沈若兰"), "{record}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_profile_has_its_tabs_and_what_is_done_there_stands_on_it() {
    on_both_engines(async |app| {
        let mut boss = Cashier::sign_in_as(app, "hq").await;
        let mut owner = Member::join(app, PHONE).await;
        owner.top_up(app, "500.00").await;
        app.arrange("UPDATE member SET home_store_id = 1").await;
        let id = app.member_of(PHONE).await.to_string();
        let page = format!("/office/members/{id}");
        let mut cashier = Cashier::sign_in(app).await;
        let code = owner.code(app).await;
        assert!(cashier.sell(&code, "20").await.starts_with("/counter/receipt/"));
        let shown = boss.client.get(&page).await.body;
        for words in [
            "期初 + 变动 = 期末",
            "店员留意",
            "今天能帮到他",
            "在徐汇店消费",
            "成长值",
        ] {
            assert!(shown.contains(words), "{words} in {shown}");
        }
        for (tab, words) in [
            ("lots", "余额批次"),
            ("orders", "还没有记录"),
            ("cards", "使用中"),
            ("contacts", "已登录的设备"),
            ("acts", "还没有记录"),
        ] {
            let shown = boss.client.get(&format!("{page}?tab={tab}")).await;
            assert_eq!(shown.status, StatusCode::OK);
            assert!(shown.body.contains(words), "{words} behind {tab}: {}", shown.body);
        }

        // A note, and a tag.
        let to = send(
            &mut boss,
            "/do/add_note",
            &[("member", &*id), ("note", "对花生过敏"), ("key", "n1")],
        )
        .await;
        assert_eq!(to, format!("{page}?done=noted"));
        assert!(boss.client.get(&to).await.body.contains("对花生过敏"));
        assert_eq!(
            send(&mut boss, "/do/make_tag", &[("name", "大客户")]).await,
            "/office/tags?done=made"
        );
        let fields = [("member", &*id), ("tag", "1"), ("way", "give")];
        assert_eq!(
            send(&mut boss, "/do/tag_member", &fields).await,
            format!("{page}?form=tags&done=tagged")
        );
        assert!(boss.client.get(&page).await.body.contains("大客户"));
        assert!(
            boss.client
                .get("/office/members?tag=1")
                .await
                .body
                .contains("135****5701")
        );

        // A small correction is posted, a large one waits for somebody else.
        let correct = |amount: &'static str, key: &'static str| {
            vec![
                ("member", id.clone()),
                ("of", "points".to_owned()),
                ("direction", "up".to_owned()),
                ("amount", amount.to_owned()),
                ("reason", "补积分".to_owned()),
                ("key", key.to_owned()),
            ]
        };
        for (amount, key, done) in [("100", "c1", "posted"), ("5000", "c2", "waiting")] {
            let fields = correct(amount, key);
            let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
            assert_eq!(
                send(&mut boss, "/do/correct_balance", &fields).await,
                format!("{page}?done={done}")
            );
        }
        let list = boss.client.get("/office/corrections?state=waiting").await.body;
        assert!(list.contains("5,000") && list.contains("补积分"), "{list}");

        // The card is frozen, and opened again.
        for (wish, state) in [("frozen", "已冻结"), ("unfrozen", "使用中")] {
            let fields = [
                ("member", &*id),
                ("wish", wish),
                ("document", "passport"),
                ("key", wish),
            ];
            assert_eq!(
                send(&mut boss, "/do/change_member_card", &fields).await,
                format!("{page}?done=card")
            );
            let shown = boss.client.get(&format!("{page}?tab=cards")).await.body;
            assert!(shown.contains(state), "{state} in {shown}");
        }
        let nameless = [("member", &*id), ("wish", "frozen"), ("document", ""), ("key", "x")];
        let to = send(&mut boss, "/do/change_member_card", &nameless).await;
        assert!(to.ends_with("error=no-identification"), "{to}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn somebody_is_entered_by_the_office_and_found_by_the_search_box() {
    on_both_engines(async |app| {
        let mut boss = Cashier::sign_in_as(app, "hq").await;
        let fields = [("phone", PHONE), ("name", "𠮷野家"), ("store", "2")];
        let to = send(&mut boss, "/do/register_member", &fields).await;
        assert!(
            to.starts_with("/office/members/") && to.ends_with("?done=entered"),
            "{to}"
        );
        assert!(boss.client.get(&to).await.body.contains("静安店"));
        let again = send(&mut boss, "/do/register_member", &fields).await;
        assert!(again.ends_with("?done=known"), "{again}");
        for typed in ["%F0%A0%AE%B7", "5701", PHONE] {
            let found = boss.client.get(&format!("/office/search?q={typed}")).await.body;
            let id = to.trim_end_matches("?done=entered");
            assert!(found.contains(id), "{typed} finds {id}: {found}");
        }
        let elsewhere = [("phone", "13500135702"), ("store", "77")];
        let to = send(&mut boss, "/do/register_member", &elsewhere).await;
        assert!(to.contains("error="), "there is no such store: {to}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn mistake_11_a_segment_gets_points_after_they_were_looked_at_and_whoever_cannot_have_them_is_named() {
    on_both_engines(async |app| {
        let mut boss = Cashier::sign_in_as(app, "hq").await;
        member(app, PHONE).await;
        member(app, "13500135702").await;
        app.arrange("UPDATE member SET status = 'frozen' WHERE phone = '+8613500135702'")
            .await;
        let fields = [("name", "没来过"), ("query", "visited=never")];
        let to = send(&mut boss, "/do/save_segment", &fields).await;
        assert_eq!(to, "/office/members?visited=never&done=segment");
        assert!(boss.client.get("/office/members").await.body.contains("没来过"));
        let segment: i64 = app.query(|tx| tx.value("SELECT id FROM segment", &[])).await;
        let segment = segment.to_string();
        assert!(boss.client.get("/office/tags").await.body.contains("没来过"));
        let plan = [
            ("of", "points"),
            ("amount", "30"),
            ("days", "90"),
            ("segment", &*segment),
            ("reason", "欢迎回来"),
            ("key", "g1"),
        ];
        let page = send(&mut boss, "/do/plan_grant", &plan).await;
        assert!(page.starts_with("/office/grants/M"), "{page}");
        assert_eq!(send(&mut boss, "/do/plan_grant", &plan).await, page, "the same form");
        let shown = boss.client.get(&page).await.body;
        for words in ["待确认", "卡片不能使用", "135****5702", "确认发放", "没来过"] {
            assert!(shown.contains(words), "{words} in {shown}");
        }
        let number = page.trim_start_matches("/office/grants/");
        let yes = [("number", number), ("decision", "confirm")];
        assert_eq!(
            send(&mut boss, "/do/decide_grant", &yes).await,
            format!("{page}?done=running")
        );
        app.until("the job has given the points", async || {
            app.home_of(PHONE).await.points.get() == 30
        })
        .await;
        app.until("the grant has ended", async || {
            let done: i64 = app
                .query(|tx| tx.value("SELECT COUNT(*) FROM grant_batch WHERE done_at IS NOT NULL", &[]))
                .await;
            done == 1
        })
        .await;
        assert!(boss.client.get(&page).await.body.contains("已完成"));
        assert!(
            send(&mut boss, "/do/decide_grant", &yes)
                .await
                .contains("error=grant-over")
        );
        assert!(boss.client.get("/office/grants").await.body.contains(number));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn two_accounts_are_compared_on_a_page_and_become_one_when_a_second_person_says_so() {
    on_both_engines(async |app| {
        let (mut boss, mut second) = (Cashier::sign_in_as(app, "hq").await, Cashier::sign_in(app).await);
        let (ends, stays) = ("13500135711", "13500135712");
        let (from, into) = (member(app, ends).await, member(app, stays).await);
        app.give_points(ends, 120).await;
        let page = format!("/office/members/{into}?form=merge");
        let nobody = boss.client.get(&format!("{page}&with=13500135799")).await;
        assert!(nobody.body.contains("没有你可以合并的账户"), "{}", nobody.body);
        assert!(!nobody.body.contains("/do/merge_members"), "{}", nobody.body);
        let both = boss.client.get(&format!("{page}&with={ends}")).await;
        assert!(
            both.body.contains("/do/merge_members") && both.body.contains("135****5711"),
            "{}",
            both.body
        );
        let wish = [("member", &*into), ("other", &*from), ("reason", "同一张身份证")];
        // The right is one of its own: who looks after members has it not.
        let refused = send(&mut second, "/do/merge_members", &wish).await;
        assert!(!refused.contains("done="), "{refused}");
        let asked = send(&mut boss, "/do/merge_members", &wish).await;
        assert_eq!(asked, format!("/office/members/{into}?done=merging"));
        assert_eq!(
            app.home_of(stays).await.points,
            huika_domain::Points::ZERO,
            "nothing moves before"
        );
        app.arrange("UPDATE operator SET role = 'headquarters' WHERE id = 1")
            .await;
        let id: i64 = app
            .query(|tx| tx.value("SELECT MAX(id) FROM sign_off WHERE decision = ''", &[]))
            .await;
        let waits = second.client.get("/counter/approvals").await;
        assert!(
            waits.body.contains("合并两个账户") && waits.body.contains("135****5711"),
            "{}",
            waits.body
        );
        let id = id.to_string();
        let yes = [("sign_off", &*id), ("answer", "yes"), ("reason", "已核对")];
        let approved = send(&mut second, "/do/sign_off", &yes).await;
        assert_eq!(approved, "/counter/approvals?done=approved");
        assert_eq!(app.home_of(stays).await.points, huika_domain::Points::new(120));
        let gone = boss.client.get(&format!("/office/members/{from}")).await;
        let leads = format!("/office/members/{into}\"");
        assert!(
            gone.body.contains(&leads) && gone.body.contains("本账户已并入"),
            "{}",
            gone.body
        );
        let one = boss.client.get(&format!("/office/members/{into}")).await;
        assert!(one.body.contains("的账户已并入本账户"), "{}", one.body);
        app.books_hold().await;
    })
    .await;
}
