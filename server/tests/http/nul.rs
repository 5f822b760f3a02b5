//! U+0000 anywhere in a request is refused in the same way on both engines, and nothing is done.

use http::header::{ACCEPT, CONTENT_TYPE, COOKIE};
use http::{HeaderMap, HeaderValue, Method, StatusCode};
use huika_server::web::{form_targets, machine_paths, page_paths};

use crate::people::{Cashier, Member};
use crate::test_app::on_both_engines;
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
