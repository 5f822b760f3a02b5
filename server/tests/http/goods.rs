//! Goods on pages: added, found, changed, and their categories.

use crate::client::Client;
use crate::people::Cashier;
use crate::test_app::on_both_engines;

async fn send(client: &mut Client, form: &str, fields: &[(&str, &str)]) -> String {
    client.post_form(form, fields).await.location().to_owned()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn goods_are_added_found_by_a_part_of_their_name_and_by_barcode_and_taken_off_sale() {
    on_both_engines(async |app| {
        let mut boss = Cashier::sign_in_as(app, "hq").await.client;
        let key = boss.get("/office/goods/new").await.field("key");
        let fields = [
            ("short", "bean-01"),
            ("name", "耶加雪菲手冲咖啡豆"),
            ("kind", "goods"),
            ("category", "1"),
            ("brand", "梧桐里"),
            ("unit", "袋"),
            ("barcode", "0012345678905"),
            ("list_price", "88"),
            ("member_price", "80"),
            ("dealer1", "60"),
            ("no_discount", "yes"),
            ("key", &*key),
        ];
        let to = send(&mut boss, "/do/make_goods", &fields).await;
        let path = to.split('?').next().expect("an address").to_owned();
        assert_eq!(to, format!("{path}?done=made"));
        assert_eq!(send(&mut boss, "/do/make_goods", &fields).await, to, "a second tap");
        for query in [
            "q=%E6%89%8B%E5%86%B2",
            "q=0012345678905",
            "q=bean-01",
            "category=1&state=on-sale",
        ] {
            let page = boss.get(&format!("/office/goods?{query}")).await.body;
            assert!(
                page.contains("耶加雪菲手冲咖啡豆") && page.contains("88.00"),
                "{query}: {page}"
            );
        }
        let none = boss.get("/office/goods?q=%E5%86%B2%E6%89%8B").await.body;
        assert!(none.contains("没有找到商品"), "{none}");
        let id = path.trim_start_matches("/office/goods/").to_owned();
        let changed = [
            ("goods", &*id),
            ("name", "耶加雪菲手冲咖啡豆"),
            ("kind", "goods"),
            ("unit", "袋"),
            ("list_price", "88"),
            ("until", "2000-01-01"),
        ];
        let to = send(&mut boss, "/do/change_goods", &changed).await;
        assert_eq!(to, format!("{path}?error=goods-days"));
        let page = boss.get(&path).await;
        let today = page
            .body
            .split("name=\"from\"")
            .nth(1)
            .and_then(|rest| rest.split("value=\"").nth(1));
        let today = today.and_then(|rest| rest.split('"').next()).expect("a day").to_owned();
        let mut last = changed;
        last[5] = ("until", &today);
        assert_eq!(
            send(&mut boss, "/do/change_goods", &last).await,
            format!("{path}?done=changed")
        );
        let page = boss.get("/office/goods?q=%E6%89%8B%E5%86%B2").await.body;
        assert!(page.contains("在售"), "until the end of today: {page}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn categories_are_added_below_each_other_renamed_and_removed() {
    on_both_engines(async |app| {
        let mut boss = Cashier::sign_in_as(app, "hq").await.client;
        let page = "/office/goods/categories";
        assert_eq!(
            send(&mut boss, "/do/make_category", &[("name", "器具"), ("parent", "1")]).await,
            format!("{page}?done=made")
        );
        let shown = boss.get(page).await.body;
        assert!(shown.contains("饮品 / 器具"), "{shown}");
        let id: i64 = app
            .query(|tx| tx.value("SELECT MAX(id) FROM goods_category", &[]))
            .await;
        let id = id.to_string();
        for (name, to) in [("饮品杯", "done=renamed"), ("饮品杯", "error=nothing-changed")] {
            let to = format!("{page}?{to}");
            assert_eq!(
                send(&mut boss, "/do/rename_category", &[("category", &id), ("name", name)]).await,
                to
            );
        }
        assert_eq!(
            send(&mut boss, "/do/end_category", &[("category", "1")]).await,
            format!("{page}?error=category-in-use")
        );
        assert_eq!(
            send(&mut boss, "/do/end_category", &[("category", &id)]).await,
            format!("{page}?done=ended")
        );
    })
    .await;
}
