//! Coupons on pages: a kind with its face beside the form, codes as a file, the wallet that says why not now, and what is given on.

use crate::client::Client;
use crate::people::{Cashier, Member};
use crate::test_app::{TestApp, on_both_engines};

const GIVER: &str = "13700137101";
const TAKER: &str = "13700137102";
const PIN: &str = "274913";

async fn send(client: &mut Client, form: &str, fields: &[(&str, &str)]) -> String {
    client.post_form(form, fields).await.location().to_owned()
}

/// A kind of 20.00 off from 100.00 on that begins so many days after its receipt.
async fn make(boss: &mut Client, short: &str, wait: &str) -> String {
    let key = boss.get("/office/coupons/new").await.field("key");
    let fields = [
        ("short", short),
        ("coupon[name]", "满<减>券"),
        ("coupon[english]", "Money off"),
        ("coupon[effect]", "amount"),
        ("coupon[off]", "20"),
        ("coupon[from]", "100"),
        ("coupon[stacks]", "one-of-them"),
        ("coupon[validity]", "days"),
        ("coupon[wait]", wait),
        ("coupon[days]", "30"),
        ("coupon[stores][]", "1"),
        ("coupon[transferable]", "yes"),
        ("key", &*key),
    ];
    let to = send(boss, "/do/make_coupon_kind", &fields).await;
    let path = to.split('?').next().expect("an address").to_owned();
    assert_eq!(to, format!("{path}?done=made"));
    assert_eq!(send(boss, "/do/make_coupon_kind", &fields).await, to, "a second tap");
    path
}

async fn codes(app: &TestApp, boss: &mut Client, batch: &str) -> Vec<String> {
    let file = boss
        .get(&format!("/office/reports/coupon-codes.csv?batch={batch}&state=open"))
        .await
        .body;
    let kept: Vec<String> = app
        .query(|tx| {
            tx.all(
                "SELECT code FROM coupon WHERE state = 'open' ORDER BY id DESC LIMIT 3",
                &[],
                |row| row.get("code"),
            )
        })
        .await;
    assert!(kept.iter().all(|code| file.contains(code)), "{file}");
    kept
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_kind_is_made_its_codes_are_a_file_and_the_wallet_says_what_works_now_and_what_does_not() {
    on_both_engines(async |app| {
        let mut boss = Cashier::sign_in_as(app, "hq").await.client;
        // The face follows what is typed, without a script too.
        let preview = "/office/coupons/new?coupon%5Bname%5D=%E6%BB%A1%E5%87%8F%E5%88%B8&coupon%5Beffect%5D=percent\
                       &coupon%5Bpercent%5D=15&coupon%5Bstacks%5D=alone&coupon%5Bdays%5D=9";
        let page = boss.get(preview).await.body;
        assert!(page.contains("8.5 折") && page.contains("不与其他券同用"), "{page}");
        let now = make(&mut boss, "now", "0").await;
        let later = make(&mut boss, "later", "3").await;
        let page = boss.get(&now).await.body;
        assert!(
            page.contains("满&lt;减&gt;券") && page.contains("满 100 可用"),
            "{page}"
        );

        // A batch of codes, its list, and one of them on a phone.
        let kind = now.trim_start_matches("/office/coupons/").to_owned();
        let key = boss.get(&format!("{now}?form=codes")).await.field("key");
        let fields = [
            ("kind", &*kind),
            ("pieces", "3"),
            ("until", "2099-01-01"),
            ("reason", "传单"),
            ("key", &*key),
        ];
        let to = send(&mut boss, "/do/make_coupon_batch", &fields).await;
        assert!(to.ends_with("?done=drawn"), "{to}");
        let batch = to
            .trim_start_matches("/office/coupons/batches/")
            .trim_end_matches("?done=drawn")
            .to_owned();
        let all = codes(app, &mut boss, &batch).await;
        assert_eq!(all.len(), 3);
        let mut member = Member::join(app, GIVER).await.client;
        let to = send(&mut member, "/do/claim_coupon", &[("code", &all[0].to_lowercase())]).await;
        let coupon = to.split('?').next().expect("an address").to_owned();
        assert_eq!(to, format!("{coupon}?done=claimed"));
        assert_eq!(
            send(&mut member, "/do/claim_coupon", &[("code", "nothing")]).await,
            "/coupons/code?error=coupon-code-form"
        );
        assert_eq!(
            send(&mut member, "/do/claim_coupon", &[("code", "ACDE-FGHJ-KMNP")]).await,
            "/coupons/code?error=coupon-code-gone"
        );
        let page = member.get(&coupon).await.body;
        assert!(page.contains("满&lt;减&gt;券") && page.contains("徐汇店"), "{page}");

        // One that begins later, given by hand.
        let id = app.member_of(GIVER).await.to_string();
        let later = later.trim_start_matches("/office/coupons/").to_owned();
        let tab = format!("/office/members/{id}?tab=coupons");
        let key = boss.get(&tab).await.field("key");
        let fields = [
            ("member", &*id),
            ("kind", &*later),
            ("of", "apology"),
            ("reason", "久等了"),
            ("key", &*key),
        ];
        assert_eq!(
            send(&mut boss, "/do/give_coupon", &fields).await,
            format!("{tab}&done=coupon-given")
        );
        let page = member.get("/coupons?show=later").await.body;
        assert!(page.contains("还没开始") && page.contains("门店致歉"), "{page}");
        let page = member.get("/coupons").await.body;
        assert!(page.contains("现在能用 1") && page.contains("暂不能用 1"), "{page}");
        assert!(member.get("/").await.body.contains("你有 2 张券"));

        // The rest of the batch is void, and what was claimed stays.
        let fields = [("number", &*batch), ("reason", "印错了")];
        let to = send(&mut boss, "/do/void_coupon_batch", &fields).await;
        assert_eq!(to, format!("/office/coupons/batches/{batch}?done=voided"));
        assert_eq!(
            send(&mut member, "/do/claim_coupon", &[("code", &all[1])]).await,
            "/coupons/code?error=coupon-code-gone"
        );
        app.books_hold().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_coupon_is_given_on_by_number_and_pin_once_and_the_number_stays_where_it_is_refused() {
    on_both_engines(async |app| {
        let mut boss = Cashier::sign_in_as(app, "hq").await.client;
        let kind = make(&mut boss, "friends", "0").await;
        let kind = kind.trim_start_matches("/office/coupons/").to_owned();
        let mut giver = Member::join(app, GIVER).await;
        giver.set_pin(PIN).await;
        app.arrange("UPDATE one_time_code SET sent_at = 0").await;
        let mut taker = Member::join(app, TAKER).await;
        let id = app.member_of(GIVER).await.to_string();
        let tab = format!("/office/members/{id}?tab=coupons");
        let key = boss.get(&tab).await.field("key");
        let fields = [("member", &*id), ("kind", &*kind), ("reason", "老朋友"), ("key", &*key)];
        send(&mut boss, "/do/give_coupon", &fields).await;
        let coupon: i64 = app.query(|tx| tx.value("SELECT MAX(id) FROM coupon", &[])).await;
        let (page, coupon) = (format!("/coupons/{coupon}"), coupon.to_string());
        let client = &mut giver.client;
        let key = client.get(&page).await.field("key");
        let gift = |phone: &'static str, pin: &'static str| {
            [
                ("coupon_id", coupon.clone()),
                ("phone", phone.to_owned()),
                ("pin", pin.to_owned()),
                ("key", key.clone()),
            ]
        };
        let give = async |client: &mut Client, fields: [(&str, String); 4]| {
            let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
            client
                .post_form("/do/give_coupon_on", &fields)
                .await
                .location()
                .to_owned()
        };
        assert!(give(client, gift(TAKER, "111222")).await.contains("error=pin"));
        let to = give(client, gift("13999990000", PIN)).await;
        assert_eq!(to, format!("{page}?error=coupon-no-taker"));
        let again = client.get(&to).await.body;
        assert!(
            again.contains("value=\"13999990000\"") && !again.contains(PIN),
            "{again}"
        );
        assert_eq!(give(client, gift(TAKER, PIN)).await, "/coupons?done=given");
        assert_eq!(
            give(client, gift(TAKER, PIN)).await,
            "/coupons?done=given",
            "a second tap"
        );
        let theirs = taker.client.get("/coupons").await.body;
        assert!(theirs.contains("朋友转赠"), "{theirs}");
        // Staff take it back from whoever has it now, and the member reads why.
        let (coupon, id): (i64, i64) = app
            .query(|tx| {
                tx.one(
                    "SELECT id, member_id FROM coupon ORDER BY id DESC LIMIT 1",
                    &[],
                    |row| Ok((row.get("id")?, row.get("member_id")?)),
                )
                .map(|found| found.expect("a coupon"))
            })
            .await;
        let (coupon, id) = (coupon.to_string(), id.to_string());
        let tab = format!("/office/members/{id}?tab=coupons");
        let fields = [("member", &*id), ("coupon_id", &*coupon), ("reason", "x")];
        let refused = send(&mut boss, "/do/take_coupon_back", &fields).await;
        assert_eq!(refused, format!("{tab}&error=reason-length"));
        assert!(
            boss.get(&refused).await.body.contains("value=\"x\""),
            "the reason is still there"
        );
        let fields = [("member", &*id), ("coupon_id", &*coupon), ("reason", "发错了人")];
        assert_eq!(
            send(&mut boss, "/do/take_coupon_back", &fields).await,
            format!("{tab}&done=coupon-taken")
        );
        let page = taker.client.get("/coupons?show=past").await.body;
        assert!(page.contains("已收回"), "{page}");
        assert!(
            taker
                .client
                .get(&format!("/coupons/{coupon}"))
                .await
                .body
                .contains("发错了人")
        );
        app.books_hold().await;
    })
    .await;
}
