//! U+0000 anywhere in a request is refused in the same way on both engines, and nothing is done.

use std::collections::BTreeMap;

use http::header::{ACCEPT, CONTENT_TYPE, COOKIE};
use http::{HeaderMap, HeaderValue, Method, StatusCode};
use huika_server::web::{form_targets, machine_paths, page_paths};
use huika_store::params;

use crate::people::{Cashier, Member};
use crate::test_app::{TestApp, on_both_engines};
use crate::world::{state, with};

const PHONE: &str = "13900139060";

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_request_that_holds_nul_is_refused_on_every_route_and_changes_nothing() {
    on_both_engines(async |app| {
        let mut member = Member::join(app, PHONE).await;
        let mut cashier = Cashier::sign_in(app).await;
        let before = state(app).await;
        let refused = |status: StatusCode, what: &str| assert_eq!(status, StatusCode::BAD_REQUEST, "{what}");

        let machines = machine_paths().into_iter().map(|(_, path)| path.to_owned());
        for path in page_paths().into_iter().chain(machines) {
            for client in [&mut member.client, &mut cashier.client] {
                let named = with(&path, "a%00b");
                if named != path {
                    refused(client.get(&named).await.status, &named);
                }
                let asked = format!("{}?error=%00&amount=%00&after=%00", with(&path, "1"));
                refused(client.get(&asked).await.status, &asked);
            }
        }
        for target in form_targets() {
            for fields in [
                [("name", "a\0")],
                [("key", "\0")],
                [("scanned", "8812\0")],
                [("a\0", "b")],
            ] {
                refused(member.client.post_form(&target, &fields).await.status, &target);
                refused(cashier.client.post_form(&target, &fields).await.status, &target);
            }
        }
        let page = member.client.post_form("/do/set_name", &[("name", "\0")]).await;
        assert!(page.body.contains("没有执行"), "{}", page.body);
        assert_eq!(state(app).await, before);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_till_and_a_cookie_that_hold_nul_are_refused_too() {
    on_both_engines(async |app| {
        let mut client = app.client();
        for (method, path, body) in [
            (Method::POST, "/pos/v1/scans", r#"{"code":"8812\u0000"}"#),
            (Method::POST, "/pos/v1/lookups", r#"{"number":"\u00001"}"#),
            (Method::GET, "/pos/v1/sales?cursor=%00", ""),
            (Method::GET, "/pos/v1/sessions/%00", ""),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
            let answer = client.request(method, path, headers, body.as_bytes().to_vec()).await;
            assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{path}");
            assert_eq!(answer.header("content-type"), "application/problem+json", "{path}");
            assert!(answer.body.contains("\"malformed\""), "{}", answer.body);
        }
        for path in ["/", "/counter", "/events", "/code"] {
            let mut headers = HeaderMap::new();
            headers.insert(ACCEPT, HeaderValue::from_static("text/html"));
            headers.insert(
                COOKIE,
                HeaderValue::from_static("huika=a%00b; huika-staff=%00; lang=%00"),
            );
            let answer = client.request(Method::GET, path, headers, Vec::new()).await;
            assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{path}");
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_name_is_kept_without_what_nobody_sees_and_masked_to_a_visible_sign() {
    on_both_engines(async |app| {
        let mut member = Member::join(app, PHONE).await;
        member.top_up(app, "100").await;
        for typed in ["\u{200b}林小满", "\u{202e}林小满\u{202c}", " 林小满\u{7}\u{feff}"] {
            let saved = member.client.post_form("/do/set_name", &[("name", typed)]).await;
            assert_eq!(saved.location(), "/me?done=name", "{typed:?}");
            assert_eq!(app.home_of(PHONE).await.card.name, "林小满", "{typed:?}");
        }
        for typed in ["\u{200b}", "\u{3164}\u{2800}", "\u{202e}\u{202c}"] {
            let refused = member.client.post_form("/do/set_name", &[("name", typed)]).await;
            assert!(
                refused.location().contains("error=name-length"),
                "{}",
                refused.location()
            );
        }
        let mut cashier = Cashier::sign_in(app).await;
        let page = cashier.scan(&member.code(app).await).await;
        assert!(cashier.client.get(&page).await.body.contains("林**"));
    })
    .await;
}

/// The tables of which a row holds one of these signs.
async fn tables_with(app: &TestApp, signs: [char; 2]) -> Vec<String> {
    let columns = if app.is_on_postgres() {
        "SELECT table_name AS t, column_name AS c FROM information_schema.columns \
         WHERE table_schema = current_schema() AND data_type = 'text' ORDER BY 1, 2"
    } else {
        "SELECT m.name AS t, p.name AS c FROM sqlite_master m, pragma_table_info(m.name) p \
         WHERE m.type = 'table' AND p.type = 'TEXT' ORDER BY 1, 2"
    };
    app.query(move |tx| {
        let mut tables: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for (table, column) in tx.all(columns, &[], |row| {
            Ok((row.get::<String>("t")?, row.get::<String>("c")?))
        })? {
            tables.entry(table).or_default().push(column);
        }
        let wanted = signs.map(|sign| format!("%{sign}%"));
        let mut found = Vec::new();
        for (table, columns) in tables {
            let holds = columns
                .iter()
                .map(|column| format!("\"{column}\" LIKE ?1 OR \"{column}\" LIKE ?2"))
                .collect::<Vec<_>>()
                .join(" OR ");
            let rows: i64 = tx.value(
                &format!("SELECT COUNT(*) FROM \"{table}\" WHERE {holds}"),
                params![wanted[0], wanted[1]],
            )?;
            if rows > 0 {
                found.push(table);
            }
        }
        Ok(found)
    })
    .await
}

/// What the office makes, each with a name or a text in it.
const MADE: [(&str, &[(&str, &str)]); 12] = [
    (
        "/do/make_campaign",
        &[
            ("kind", "threshold-off"),
            ("camp[name]", "HIDE"),
            ("rule[steps.0.from]", "50"),
            ("rule[steps.0.off]", "10"),
            ("rule[each]", "no"),
        ],
    ),
    (
        "/do/make_coupon_kind",
        &[
            ("short", "hidden"),
            ("coupon[name]", "HIDE"),
            ("coupon[english]", "HIDE"),
            ("coupon[text]", "HIDE"),
            ("coupon[text_english]", "HIDE"),
            ("coupon[effect]", "amount"),
            ("coupon[off]", "20"),
            ("coupon[from]", "100"),
            ("coupon[stacks]", "one-of-them"),
            ("coupon[validity]", "days"),
            ("coupon[wait]", "0"),
            ("coupon[days]", "30"),
        ],
    ),
    (
        "/do/make_coupon_batch",
        &[
            ("kind", "1"),
            ("pieces", "3"),
            ("until", "2099-01-01"),
            ("reason", "HIDE"),
        ],
    ),
    (
        "/do/make_goods",
        &[
            ("short", "HIDDEN-01"),
            ("name", "HIDE"),
            ("kind", "goods"),
            ("category", "1"),
            ("brand", "HIDE"),
            ("unit", "HIDE"),
            ("list_price", "88"),
        ],
    ),
    ("/do/make_group", &[("name", "HIDE"), ("kind", "exclusive")]),
    ("/do/make_category", &[("name", "HIDE"), ("parent", "1")]),
    ("/do/make_region", &[("name", "HIDE")]),
    ("/do/make_tag", &[("name", "HIDE")]),
    ("/do/make_till", &[("store", "2"), ("name", "HIDE")]),
    ("/do/make_key", &[("store", "2"), ("till", "HIDE"), ("name", "HIDE")]),
    (
        "/do/make_store",
        &[
            ("short", "hid"),
            ("name", "HIDE"),
            ("address", "HIDE"),
            ("hours", "HIDE"),
        ],
    ),
    (
        "/do/make_card_type",
        &[
            ("short", "hidden"),
            ("name", "HIDE"),
            ("english", "HIDE"),
            ("kind", "stored-value"),
            ("colour", "#202020"),
            ("giver", "desk"),
        ],
    ),
];

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn whatever_the_office_makes_is_kept_without_what_nobody_sees() {
    const HIDDEN: [char; 2] = ['\u{202e}', '\u{200b}'];
    on_both_engines(async |app| {
        let mut boss = Cashier::sign_in_as(app, "hq").await.client;
        for (form, fields) in MADE {
            let typed: Vec<(&str, &str)> = fields
                .iter()
                .map(|(name, value)| {
                    (
                        *name,
                        if *value == "HIDE" {
                            "\u{202e}盲盒\u{200b}"
                        } else {
                            *value
                        },
                    )
                })
                .chain([("key", form)])
                .collect();
            let to = boss.post_form(form, &typed).await.location().to_owned();
            assert!(!to.contains("error="), "{form}: {to}");
        }
        assert_eq!(tables_with(app, HIDDEN).await, Vec::<String>::new());
        // The look is one that would find them.
        app.arrange("UPDATE region SET name = '\u{202e}盲盒' WHERE name = '盲盒'")
            .await;
        assert_eq!(tables_with(app, HIDDEN).await, ["region"]);
    })
    .await;
}
