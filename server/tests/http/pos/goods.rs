//! A till that keeps a list of goods of its own.

use http::StatusCode;
use serde_json::Value;

use crate::people::Cashier;
use crate::test_app::{TestApp, on_both_engines};

use super::Till;

/// Reads the list from `after` on, a few at a time; answers the numbers, and what to go on with.
async fn read_all(till: &mut Till, after: i64) -> (Vec<String>, i64) {
    let (mut codes, mut next) = (Vec::new(), after);
    loop {
        let path = format!("/pos/v1/goods?limit=2&changed_after_ms={next}");
        let (status, page) = till.get_patiently(&path).await;
        assert_eq!(status, StatusCode::OK, "{page}");
        let of_page = page["goods"].as_array().expect("a list").iter();
        codes.extend(of_page.map(|one| one["code"].as_str().expect("a number").to_owned()));
        next = page["next"].as_i64().expect("a number");
        if page["more"] == false {
            return (codes, next);
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_till_reads_all_goods_once_and_later_only_what_was_changed() {
    on_both_engines(async |app: &TestApp| {
        let mut till = Till::of_store(app, 1, "goods").await;
        let (codes, next) = read_all(&mut till, 0).await;
        assert_eq!(codes, ["TEA-01", "TEA-02", "COF-01", "CAKE-01"]);
        assert_eq!(read_all(&mut till, next).await, (Vec::new(), next));

        let mut boss = Cashier::sign_in_as(app, "hq").await.client;
        let key = boss.get("/office/goods/1").await.field("key");
        let fields = [
            ("goods", "1"),
            ("name", "茉莉奶绿大杯"),
            ("kind", "goods"),
            ("category", ""),
            ("unit", "杯"),
            ("barcode", "0012345678905"),
            ("list_price", "18"),
            ("member_price", "17.50"),
            ("no_points", "yes"),
            ("key", &*key),
        ];
        let to = boss.post_form("/do/change_goods", &fields).await.location().to_owned();
        assert_eq!(to, "/office/goods/1?done=changed");
        let (codes, later) = read_all(&mut till, next).await;
        assert_eq!(codes, ["TEA-01"]);
        assert!(later > next);
        let (_, page) = till
            .get_patiently(&format!("/pos/v1/goods?changed_after_ms={next}"))
            .await;
        let one: &Value = &page["goods"][0];
        assert_eq!(
            (
                &one["barcode"],
                &one["list_fen"],
                &one["member_fen"],
                &one["no_points"],
                &one["dealer1_fen"]
            ),
            (
                &"0012345678905".into(),
                &1_800.into(),
                &1_750.into(),
                &true.into(),
                &Value::Null
            )
        );
        for (query, code) in [
            ("limit=0", "bad-limit"),
            ("limit=101", "bad-limit"),
            ("page=2", "malformed"),
        ] {
            let (status, problem) = till.get_patiently(&format!("/pos/v1/goods?{query}")).await;
            assert_eq!(
                (status, problem["code"].as_str()),
                (StatusCode::BAD_REQUEST, Some(code)),
                "{query}"
            );
        }
    })
    .await;
}
