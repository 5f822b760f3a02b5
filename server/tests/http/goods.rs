//! Goods on pages: added, found, changed, and their categories.

use crate::client::Client;
use crate::people::Cashier;
use crate::test_app::{TestApp, on_both_engines};

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

const TABLE: &str = "/office/goods/import/file";

async fn send_table(client: &mut Client, text: &str) -> String {
    client
        .post_file(TABLE, &[], "table", text.as_bytes())
        .await
        .location()
        .to_owned()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn mistake_12_a_table_of_goods_is_looked_at_first_and_then_written_once_by_whoever_sent_it() {
    on_both_engines(async |app: &TestApp| {
        let mut boss = Cashier::sign_in_as(app, "hq").await.client;
        let wrong = send_table(
            &mut boss,
            "编号,名称,单位,标价\nNEW-1,手冲壶,个,168\nNEW-2,,个,贵\nnew-1,又一个,个,5\n",
        )
        .await;
        let page = boss.get(&wrong).await.body;
        for words in ["a.svg", "标价: 贵", "前面的行已经有这个编号", "只要有一行错误就不写入"]
        {
            assert!(page.contains(words), "{words}: {page}");
        }
        let id = wrong.rsplit('/').next().expect("a number").to_owned();
        let refused = boss.post_form("/do/import_goods", &[("table", &id)]).await;
        assert_eq!(refused.location(), format!("{wrong}?error=import-rows"));

        let right = send_table(&mut boss, "编号;标价;备注\nNEW-3;12.5\n").await;
        assert!(
            boss.get(&right).await.body.contains("新商品要有名称"),
            "a new row needs more"
        );
        let right = send_table(
            &mut boss,
            "Number,Name,Unit,List price,Category,Note\nNEW-1,手冲壶,个,168,器具 / 壶,x\n",
        )
        .await;
        let page = boss.get(&right).await.body;
        assert!(
            page.contains("没有读取的列：Note") && page.contains("写入 1 行"),
            "{page}"
        );
        let id = right.rsplit('/').next().expect("a number").to_owned();
        let mut other = Cashier::sign_in(app).await.client;
        assert_ne!(
            other.get(&right).await.status,
            http::StatusCode::OK,
            "it is shown to nobody else"
        );
        for _ in 0..2 {
            let written = boss.post_form("/do/import_goods", &[("table", &id)]).await;
            assert_eq!(
                written.location(),
                format!("{right}?done=imported"),
                "also for a second tap"
            );
        }
        assert!(
            boss.get("/office/goods?q=%E6%89%8B%E5%86%B2%E5%A3%B6")
                .await
                .body
                .contains("NEW-1")
        );
        for (file, code) in [("", "sheet-empty"), ("名称\n壶\n", "")] {
            let sent = send_table(&mut boss, file).await;
            if code.is_empty() {
                assert!(boss.get(&sent).await.body.contains("第一行要有列名"));
            } else {
                assert_eq!(sent, format!("/office/goods/import?error={code}"));
            }
        }
    })
    .await;
}
