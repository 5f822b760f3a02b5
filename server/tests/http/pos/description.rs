//! How the interface describes itself.

use http::StatusCode;
use serde_json::Value;

use crate::test_app::TestApp;

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_interface_describes_itself_to_programs_and_people() {
    let app = TestApp::new().await;
    let mut client = app.client();
    let document: Value = serde_json::from_str(&client.get("/pos/v1/openapi.json").await.body).unwrap();
    let paths = document["paths"].as_object().unwrap();
    for path in [
        "/pos/v1/scans",
        "/pos/v1/quotes",
        "/pos/v1/sales",
        "/pos/v1/returns",
        "/pos/v1/sales/{receipt_number}",
    ] {
        assert!(paths.contains_key(path), "{path} in {paths:?}");
    }
    assert!(document["components"]["securitySchemes"]["till_key"].is_object());
    let page = client.get("/pos/v1/docs").await;
    assert_eq!(page.status, StatusCode::OK);
    for words in [
        "Scan a member",
        "amount_fen",
        "Idempotency-Key",
        "/pos/v1/returns",
        "balance-first",
    ] {
        assert!(page.body.contains(words), "{words}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_description_and_its_page_name_every_command() {
    let app = TestApp::new().await;
    let page = app.client().get("/pos/v1/docs").await.body;
    let description = app.client().get("/pos/v1/openapi.json").await.body;
    let description: Value = serde_json::from_str(&description).unwrap();
    for (method, path) in [
        ("post", "/pos/v1/scans"),
        ("post", "/pos/v1/lookups"),
        ("post", "/pos/v1/quotes"),
        ("get", "/pos/v1/sales"),
        ("post", "/pos/v1/sales"),
        ("post", "/pos/v1/returns"),
        ("get", "/pos/v1/goods"),
    ] {
        assert!(description["paths"][path][method].is_object(), "{method} {path}");
        assert!(
            page.contains(&format!("{} {path}", method.to_uppercase())),
            "{method} {path}"
        );
    }
    let parameters = description["paths"]["/pos/v1/sales"]["get"]["parameters"].to_string();
    for name in ["limit", "day", "cursor"] {
        assert!(parameters.contains(&format!("\"{name}\"")), "{name}");
    }
    assert!(
        page.contains("bad-cursor") || page.contains("next"),
        "the page tells how to go on"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn an_address_that_is_none_of_the_tills_is_answered_with_a_problem_document() {
    let app = TestApp::new().await;
    for address in ["/pos/v1/nothing", "/pos/v1/sessions/", "/pos/v2/sales"] {
        let (status, problem) = super::read(&app.client().get(address).await);
        assert_eq!(
            (status, problem["code"].as_str()),
            (StatusCode::NOT_FOUND, Some("no-such-address"))
        );
    }
}
