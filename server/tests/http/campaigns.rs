//! A campaign on its pages: made, tried, put on, seen on a phone, changed and paused.

use crate::client::Client;
use crate::people::{Cashier, Member};
use crate::test_app::on_both_engines;

async fn send(client: &mut Client, form: &str, fields: &[(&str, &str)]) -> String {
    client.post_form(form, fields).await.location().to_owned()
}

const SAYS: [(&str, &str); 7] = [
    ("kind", "threshold-off"),
    ("camp[name]", "满 50 减 10"),
    ("rule[steps.0.from]", "50"),
    ("rule[steps.0.off]", "10"),
    ("rule[each]", "no"),
    ("camp[limit_member_day]", "1"),
    ("camp[budget]", "800"),
];

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_campaign_is_made_tried_put_on_seen_on_a_phone_and_paused() {
    on_both_engines(async |app| {
        let mut boss = Cashier::sign_in_as(app, "hq").await.client;
        let mut member = Member::join(app, "13400134001").await;
        let key = boss.get("/office/campaigns/new").await.field("key");
        let made = send(&mut boss, "/do/make_campaign", &[&SAYS[..], &[("key", &*key)]].concat()).await;
        let page = made.split('?').next().expect("an address").to_owned();
        assert_eq!(made, format!("{page}?done=made"));
        let id = page.rsplit('/').next().expect("a number").to_owned();
        let shown = boss.get(&page).await.body;
        for words in ["满 ¥50.00 减 ¥10.00", "每人每天 1 次", "总预算 ¥800.00", "草稿"] {
            assert!(shown.contains(words), "{words}: {shown}");
        }
        // Tried: used from 50.00 on, and what is missing below it.
        let tried = boss.get(&format!("{page}/try?amount=60&member=13400134001")).await.body;
        assert!(tried.contains("用上了这个活动") && tried.contains("¥50.00"), "{tried}");
        let short = boss.get(&format!("{page}/try?amount=38&member=13400134001")).await.body;
        assert!(short.contains("还差 ¥12.00"), "{short}");
        assert!(
            !member.client.get("/").await.body.contains("/offers"),
            "a draft is nobody's"
        );
        let step = |stage: &'static str| {
            [
                ("campaign", id.clone()),
                ("seen", "1".into()),
                ("stage", stage.to_owned()),
                ("reason", "开业".into()),
            ]
        };
        let fields = step("on");
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        assert_eq!(
            send(&mut boss, "/do/move_campaign", &fields).await,
            format!("{page}?done=moved")
        );
        assert!(member.client.get("/").await.body.contains("/offers"));
        let offers = member.client.get("/offers").await.body;
        assert!(
            offers.contains("满 50 减 10") && offers.contains("您还可以用 1 次"),
            "{offers}"
        );
        // While it runs, its discount stays.
        let mut says = SAYS;
        says[3].1 = "20";
        let change = [("campaign", &*id), ("seen", "1"), ("reason", "加码")];
        let refused = send(&mut boss, "/do/change_campaign", &[&says[..], &change].concat()).await;
        assert_eq!(refused, format!("{page}/change?error=campaign-runs"));
        let mut says = SAYS;
        says[6].1 = "900";
        let changed = send(&mut boss, "/do/change_campaign", &[&says[..], &change].concat()).await;
        assert_eq!(changed, format!("{page}?done=changed"));
        let shown = boss.get(&page).await.body;
        assert!(
            shown.contains("<del>每人每天 1 次；总预算 ¥800.00</del>"),
            "the difference: {shown}"
        );
        let late = send(&mut boss, "/do/move_campaign", &fields).await;
        assert_eq!(
            late,
            format!("{page}?error=campaign-meanwhile"),
            "another version was seen"
        );
        let ordered = send(&mut boss, "/do/order_replay", &[("campaign", &*id)]).await;
        assert_eq!(ordered, format!("{page}?done=ordered"));
        let pause = [
            ("campaign", &*id),
            ("seen", "2"),
            ("stage", "paused"),
            ("reason", "错了"),
        ];
        assert_eq!(
            send(&mut boss, "/do/move_campaign", &pause).await,
            format!("{page}?done=moved")
        );
        assert!(!member.client.get("/").await.body.contains("/offers"));
        let list = boss.get("/office/campaigns?state=paused").await.body;
        assert!(list.contains("满 50 减 10"), "{list}");
        let others = boss.get("/office/campaigns?state=running").await.body;
        assert!(!others.contains("满 50 减 10"), "{others}");
    })
    .await;
}
