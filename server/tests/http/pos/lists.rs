//! Sales of a day, and numbers that are looked up.

use http::StatusCode;
use serde_json::{Value, json};

use crate::people::Member;
use crate::test_app::on_both_engines;

use super::{PHONE, Till};

/// Sells for cash by the member's phone number, which identifies and earns; answers the receipt's number.
async fn sell_for_cash(till: &mut Till, fen: i64, key: &str) -> String {
    let (status, opened) = till.scan_patiently(json!({ "code": PHONE })).await;
    assert_eq!(status, StatusCode::CREATED, "{opened}");
    let bill = json!({
        "session": opened["session"], "amount_fen": fen, "payment": "outside", "outside_channel": "cash"
    });
    let (status, receipt) = till.post_patiently("/pos/v1/sales", key, bill).await;
    assert_eq!(status, StatusCode::CREATED, "{receipt}");
    receipt["receipt_number"].as_str().unwrap().to_owned()
}

fn numbers(page: &Value) -> Vec<String> {
    let sales = page["sales"].as_array().unwrap().iter();
    sales
        .map(|sale| sale["receipt_number"].as_str().unwrap().to_owned())
        .collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn sales_are_listed_page_by_page_while_more_are_made() {
    on_both_engines(async |app| {
        Member::join(app, PHONE).await;
        let mut till = Till::of_store(app, 1, "POS pages").await;
        let mut made = Vec::new();
        for number in 0..7 {
            made.push(sell_for_cash(&mut till, 100 + number, &format!("page-sale-{number}")).await);
        }
        made.reverse();
        let (_, first) = till.get_patiently("/pos/v1/sales?limit=3").await;
        assert_eq!(numbers(&first), made[..3]);
        // Others sell while this till reads: what it reads next is what it would have read.
        let later = sell_for_cash(&mut till, 999, "page-sale-later").await;
        let mut read = numbers(&first);
        let mut next = first["next"].as_str().map(str::to_owned);
        let mut pages = 1;
        while let Some(cursor) = next {
            let (status, page) = till
                .get_patiently(&format!("/pos/v1/sales?limit=3&cursor={cursor}"))
                .await;
            assert_eq!(status, StatusCode::OK, "{page}");
            read.extend(numbers(&page));
            next = page["next"].as_str().map(str::to_owned);
            pages += 1;
        }
        assert_eq!(
            (read, pages),
            (made.clone(), 3),
            "each once, the newest first, three pages"
        );
        let (_, whole) = till.get_patiently("/pos/v1/sales?limit=8").await;
        assert_eq!(
            (numbers(&whole)[0].clone(), whole["next"].is_null()),
            (later, true),
            "eight of eight: no page follows"
        );
        let (_, yesterday) = till.get_patiently("/pos/v1/sales?day=2001-01-01").await;
        assert_eq!((numbers(&yesterday), yesterday["next"].is_null()), (Vec::new(), true));

        let cursor = first["next"].as_str().unwrap().to_owned();
        let forged = format!("{}00", &cursor[..cursor.len() - 2]);
        for (query, code) in [
            ("limit=0".to_owned(), "bad-limit"),
            ("limit=101".to_owned(), "bad-limit"),
            ("limit=-1".to_owned(), "bad-limit"),
            ("limit=x".to_owned(), "malformed"),
            ("page=2".to_owned(), "malformed"),
            ("day=yesterday".to_owned(), "bad-day"),
            ("cursor=".to_owned(), "bad-cursor"),
            ("cursor=4711".to_owned(), "bad-cursor"),
            (format!("cursor={forged}"), "bad-cursor"),
            (format!("cursor={cursor}{cursor}{cursor}"), "bad-cursor"),
            (format!("day=2001-01-01&cursor={cursor}"), "bad-cursor"),
        ] {
            let (status, problem) = till.get_patiently(&format!("/pos/v1/sales?{query}")).await;
            assert_eq!(
                (status, problem["code"].as_str()),
                (StatusCode::BAD_REQUEST, Some(code)),
                "{query}"
            );
        }
        let mut elsewhere = Till::of_store(app, 2, "POS elsewhere").await;
        let (status, problem) = elsewhere.get_patiently(&format!("/pos/v1/sales?cursor={cursor}")).await;
        assert_eq!(
            (status, problem["code"].as_str()),
            (StatusCode::BAD_REQUEST, Some("bad-cursor"))
        );
        assert!(
            numbers(&elsewhere.get_patiently("/pos/v1/sales").await.1).is_empty(),
            "each store sees its own"
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_number_is_looked_up_and_opens_nothing() {
    on_both_engines(async |app| {
        let mut member = Member::join(app, PHONE).await;
        member.client.post_form("/do/set_name", &[("name", "林小满")]).await;
        let card = app.home_of(PHONE).await.card.number.as_digits();
        let mut till = Till::of_store(app, 1, "POS numbers").await;
        let code = member.code(app).await;
        for number in [PHONE, &*card] {
            let (status, named) = till.post_patiently("/pos/v1/lookups", "", json!({ "number": number })).await;
            let expected = json!({
                "name": "林**", "phone": "136****6000", "card_tail": card[card.len() - 4..], "tier": "normal", "active": true
            });
            assert_eq!((status, &named), (StatusCode::OK, &expected), "{number}");
        }
        for (number, status, word) in [
            (&*code, StatusCode::UNPROCESSABLE_ENTITY, "not-a-number"),
            ("hello", StatusCode::UNPROCESSABLE_ENTITY, "not-a-number"),
            ("13600136999", StatusCode::NOT_FOUND, "unknown-number"),
        ] {
            let (answered, problem) = till.post_patiently("/pos/v1/lookups", "", json!({ "number": number })).await;
            assert_eq!((answered, problem["code"].as_str()), (status, Some(word)), "{number}");
        }
        let sessions: i64 = app.query(|tx| tx.value("SELECT COUNT(*) FROM till_session", &[])).await;
        assert_eq!(sessions, 0, "nothing was opened that a sale could use");
        let (status, _) = till.scan_patiently(json!({ "code": code })).await;
        assert_eq!(status, StatusCode::CREATED, "the code was not used up by looking");
        member.client.post_form("/do/change_card", &[("wish", "frozen")]).await;
        let (_, named) = till.post_patiently("/pos/v1/lookups", "", json!({ "number": card })).await;
        assert_eq!(named["active"], false);
    })
    .await;
}
