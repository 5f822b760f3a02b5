//! Kinds of card on pages: made, changed, with rules of their own, and chosen for those who join.

use crate::client::Client;
use crate::people::{Cashier, Member};
use crate::test_app::on_both_engines;

async fn send(client: &mut Client, form: &str, fields: &[(&str, &str)]) -> String {
    client.post_form(form, fields).await.location().to_owned()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_kind_of_card_is_made_with_its_face_beside_the_form_and_is_what_the_next_member_gets() {
    on_both_engines(async |app| {
        let mut boss = Cashier::sign_in_as(app, "hq").await.client;
        // The face follows what is typed, without a script too.
        let preview = "/office/card-types/new?name=%E9%BB%91%E9%87%91%E5%8D%A1&colour=%23ffffff&kind=points";
        let page = boss.get(preview).await.body;
        assert!(
            page.contains("黑金卡</text>") && page.contains("只积分</text>"),
            "{page}"
        );
        assert!(
            !page.contains("stop-color=\"#ffffff\""),
            "white would not be read on white"
        );
        let key = boss.get("/office/card-types/new").await.field("key");
        let fields = [
            ("short", "Black"),
            ("name", "黑<金>卡"),
            ("english", "Black card"),
            ("kind", "stored-value"),
            ("colour", "#202020"),
            ("giver", "desk"),
            ("key", &*key),
        ];
        let to = send(&mut boss, "/do/make_card_type", &fields).await;
        let path = to.split('?').next().expect("an address").to_owned();
        assert_eq!(to, format!("{path}?done=made"));
        assert_eq!(send(&mut boss, "/do/make_card_type", &fields).await, to, "a second tap");
        let page = boss.get(&to).await.body;
        for words in [
            "黑&lt;金&gt;卡</text>",
            "卡种已添加",
            "充值套餐与赠送",
            "按全部门店的规则",
        ] {
            assert!(page.contains(words), "{words} in {page}");
        }
        let id = path.trim_start_matches("/office/card-types/").to_owned();
        let to = send(&mut boss, "/do/set_joining_card_type", &[("card_type", &id)]).await;
        assert_eq!(to, format!("{path}?done=joining"));
        let to = send(&mut boss, "/do/end_card_type", &[("card_type", &id)]).await;
        assert_eq!(to, format!("{path}?form=use&error=card-type-kept"));

        // A rule of its own, by the page of rules.
        let rule = format!("/office/rules/packages?scope=card-type:{id}");
        let page = boss.get(&rule).await;
        assert!(
            page.body.contains("name=\"rule[packages.0.principal_fen]\""),
            "{}",
            page.body
        );
        let scope = format!("card-type:{id}");
        let fields = [
            ("area", "packages"),
            ("scope", &*scope),
            ("seen", "0"),
            ("rule[packages.0.principal_fen]", "5000"),
            ("rule[packages.0.bonus_fen]", "0"),
            ("rule[packages.0.points]", "5000"),
            ("rule[least_fen]", "100"),
            ("rule[most_fen]", "5000"),
            ("rule[first_fen]", "0"),
            ("how", "set"),
            ("reason", "充5000送5000积分"),
        ];
        let to = send(&mut boss, "/do/set_rule", &fields).await;
        assert_eq!(to, format!("{rule}&done=rule"));
        let page = boss.get(&path).await.body;
        assert!(
            page.contains("这种卡有自己的规则") && page.contains("5,000.00"),
            "{page}"
        );
        let mut member = Member::join(app, "13700137001").await;
        let page = member.client.get("/top-up").await.body;
        assert!(
            page.contains("送 5,000 积分") && !page.contains("pick-10000\""),
            "{page}"
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn whoever_only_reads_sees_the_kinds_and_no_form() {
    on_both_engines(async |app| {
        app.arrange("UPDATE operator SET role = 'manager' WHERE login = 'xuhui'")
            .await;
        let mut manager = Cashier::sign_in(app).await.client;
        let list = manager.get("/office/card-types").await.body;
        assert!(
            list.contains("金卡") && !list.contains("/office/card-types/new"),
            "{list}"
        );
        let page = manager.get("/office/card-types/1").await.body;
        assert!(
            page.contains("会员卡") && !page.contains("/do/change_card_type"),
            "{page}"
        );
        assert_eq!(manager.get("/office/card-types/99").await.status, 404);
        let to = send(&mut manager, "/do/end_card_type", &[("card_type", "2")]).await;
        assert!(to.ends_with("error=not-allowed"), "{to}");
    })
    .await;
}
