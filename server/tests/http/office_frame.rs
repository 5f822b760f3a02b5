//! The frame of the office: its places by role, what waits at them, the search, the scope of stores, and the page of components.

use crate::{
    people::{Cashier, Member},
    test_app::on_both_engines,
};

const PHONE: &str = "13600136011";

/// The part of a page between two marks.
fn between<'p>(page: &'p str, from: &str, to: &str) -> &'p str {
    let rest = page.split_once(from).map_or("", |(_, rest)| rest);
    rest.split_once(to).map_or(rest, |(part, _)| part)
}

fn rail(page: &str) -> &str {
    between(page, "class=\"rail\"", "</nav>")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_rail_leads_to_what_a_role_may_see_and_says_what_waits_there() {
    on_both_engines(async |app| {
        app.arrange("UPDATE operator SET role = 'manager' WHERE login = 'xuhui'").await;
        app.arrange(
            "INSERT INTO payment_alarm (channel, number, reason, detail, at, last_at) VALUES ('wechat', 'T1', 'unknown-order', '[]', 1, 1)",
        )
        .await;
        let mut boss = Cashier::sign_in_as(app, "hq").await.client;
        let page = boss.get("/office").await.body;
        let places = rail(&page);
        assert!(places.contains("href=\"/office\" aria-current=\"page\""), "{places}");
        for place in ["/office/payments", "/office/staff", "/office/reconciliation"] {
            assert!(places.contains(&format!("href=\"{place}\"")), "{place} in {places}");
        }
        assert!(places.contains("，待处理 1"), "{places}");
        // The same places stand in the menu of a small screen, which needs no script.
        assert_eq!(page.matches("href=\"/office/staff\"").count(), 2);

        let mut manager = Cashier::sign_in(app).await.client;
        let page = manager.get("/office").await.body;
        let places = rail(&page);
        assert!(!places.contains("/office/payments") && !places.contains("待处理"), "{places}");
        assert!(!page.contains("name=\"store\"") && !page.contains("store=1"), "one store is no choice");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_store_is_chosen_in_the_address_and_stays_chosen() {
    on_both_engines(async |app| {
        let mut member = Member::join(app, PHONE).await;
        member.top_up(app, "500").await;
        let mut clerk = Cashier::sign_in(app).await;
        clerk.sell(&member.code(app).await, "36.50").await;
        let mut boss = Cashier::sign_in_as(app, "hq").await.client;
        let sold = |page: &str| page.contains("¥36.50");
        assert!(sold(&boss.get("/office").await.body), "all stores");

        let other = boss.get("/office?store=2").await.body;
        assert!(!sold(&other) && other.contains("静安店"), "{other}");
        assert!(!sold(&boss.get("/office").await.body), "it stays chosen");
        assert!(
            boss.get("/office/staff")
                .await
                .body
                .contains("href=\"/office?store=2\""),
            "and the rail leads to it"
        );
        assert!(sold(&boss.get("/office?store=1").await.body));
        assert!(sold(&boss.get("/office?store=all").await.body));
        assert!(sold(&boss.get("/office").await.body), "all of them again");

        // A store that the operator does not see is none: the page shows what they may see.
        app.arrange("UPDATE operator SET role = 'manager' WHERE login = 'jingan'")
            .await;
        let mut manager = Cashier::sign_in_as(app, "jingan").await.client;
        for address in [
            "/office?store=1",
            "/office?store=99",
            "/office?store=x'--",
            "/office?store=",
        ] {
            let page = manager.get(address).await;
            assert!(page.status.is_success() && !sold(&page.body), "{address}");
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_search_finds_members_and_receipts_without_a_script_and_masks_who_they_are() {
    on_both_engines(async |app| {
        let mut member = Member::join(app, PHONE).await;
        member.top_up(app, "500").await;
        let mut clerk = Cashier::sign_in(app).await;
        let receipt = clerk.sell(&member.code(app).await, "36.50").await;
        let number = receipt.trim_start_matches("/counter/receipt/").to_owned();
        assert!(number.starts_with('S'), "{receipt}");
        app.arrange("UPDATE member SET home_store_id = 1").await;
        app.arrange("UPDATE operator SET role = 'manager' WHERE role = 'cashier'")
            .await;

        let mut here = Cashier::sign_in(app).await.client;
        let form = here.get("/office").await.body;
        let form = between(&form, "role=\"search\"", "</form>");
        assert!(
            form.contains("action=\"/office/search\"") && form.contains("name=\"q\""),
            "{form}"
        );
        for typed in [PHONE, "6011", "136 0013 6011"] {
            let found = here
                .get(&format!("/office/search?q={}", typed.replace(' ', "+")))
                .await
                .body;
            let shown = between(&found, "<tbody>", "</tbody>");
            assert!(
                shown.contains("136****6011") && shown.contains("徐汇店"),
                "{typed}: {found}"
            );
            assert!(!shown.contains(PHONE), "nobody reads a whole number");
        }
        let found = here
            .get(&format!("/office/search?q={}", number.to_uppercase()))
            .await
            .body;
        for words in [number.as_str(), "徐汇店", "陈晓雯", "136****6011", "¥36.50"] {
            assert!(found.contains(words), "{words} in {found}");
        }

        let mut there = Cashier::sign_in_as(app, "jingan").await.client;
        for typed in [PHONE, "6011", number.as_str(), "13999999999"] {
            let found = there.get(&format!("/office/search?q={typed}")).await.body;
            assert!(
                found.contains("没有找到") && !found.contains("136****6011"),
                "{typed}: {found}"
            );
        }
        let refused = there.get("/office/search?q=60").await;
        assert!(
            refused.status.is_success() && refused.alert().contains("不像"),
            "{}",
            refused.body
        );
        // Parts of names, as far as the search knows: of nobody.
        for typed in ["%25", "%3Cscript%3E", "'%20OR%201=1"] {
            let found = there.get(&format!("/office/search?q={typed}")).await;
            let nobody = found.body.contains("没有找到") || found.body.contains("不像");
            assert!(found.status.is_success() && nobody, "{typed}: {}", found.body);
            assert!(!found.body.contains("<script>"));
        }
        let empty = there.get("/office/search").await.body;
        assert!(
            empty.contains("可以这样查找") && !empty.contains("role=\"alert\""),
            "{empty}"
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_page_of_components_is_there_in_the_demo_only() {
    on_both_engines(async |app| {
        let mut client = app.client();
        let page = client.get("/ui").await;
        assert!(page.status.is_success(), "{}", page.status);
        for part in [
            "class=\"scheme light\"",
            "class=\"scheme dark\"",
            "class=\"sheet\"",
            "class=\"timeline\"",
            "class=\"editor\"",
        ] {
            assert!(page.body.contains(part), "{part}");
        }
        // The editor works out what was typed: 188.00 with 20.00 off.
        assert!(page.body.contains("¥173.00") && !page.body.contains("¥168.00"));
        let typed = client.get("/ui?threshold-light=100&cut-light=20").await.body;
        assert!(
            typed.contains("¥168.00") && typed.contains("¥173.00"),
            "each scheme has its own"
        );
        let wrong = client.get("/ui?threshold-light=100&cut-light=200").await.body;
        assert!(wrong.contains("减免必须小于门槛，两者都要大于零"));

        app.arrange("DELETE FROM setting WHERE key = 'demo'").await;
        assert_eq!(client.get("/ui").await.status, http::StatusCode::NOT_FOUND);
    })
    .await;
}
