//! Every address there is, of whatever kind: it carries the policy, and no other site posts to it.

use http::{Method, StatusCode};
use huika_server::web::{form_targets, machine_paths, page_paths, pos};

use crate::client::{Answer, Client};
use crate::headers::carries_the_policy;
use crate::people::Member;
use crate::test_app::TestApp;
use crate::world::{OWNER, with};

/// Who is answered at an address that is no page's.
fn door_of_machine(path: &str) -> (StatusCode, &'static str) {
    match path {
        // Files and probes are for everybody; the figures for the machine itself, and these requests come by a proxy.
        "/pkg/{file}" | "/static/{*file}" | "/pictures/{digest}" | "/metrics" => (StatusCode::NOT_FOUND, "nobody"),
        "/healthz" | "/readyz" => (StatusCode::OK, "everybody"),
        // What a gateway says is believed by its signature: the answer to anything else is a refusal.
        "/notify/{channel}" => (StatusCode::NOT_FOUND, "a gateway that we have"),
        // Where the files are now.
        "/office/export/reconciliation" | "/office/export/refunds" => (StatusCode::PERMANENT_REDIRECT, "everybody"),
        "/office/export/bill/{id}"
        | "/office/exports/{id}/file"
        | "/office/reports/{name}.xlsx"
        | "/office/reports/{name}.csv" => (StatusCode::SEE_OTHER, "the office"),
        "/me/data/file" => (StatusCode::SEE_OTHER, "a member who has shown who they are"),
        // A form with a file in it, which this one has not.
        "/office/pictures" | "/office/goods/import/file" => (StatusCode::BAD_REQUEST, "the office"),
        "/events" => (StatusCode::UNAUTHORIZED, "a member"),
        "/events/sale/{session}" => (StatusCode::UNAUTHORIZED, "a till"),
        "/events/order/{number}" => (StatusCode::UNAUTHORIZED, "the member whose order it is"),
        path => panic!("{path} has no entry: who is answered there?"),
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn every_address_carries_the_policy_and_no_other_site_posts_anywhere() {
    let app = TestApp::new().await;
    let (mut member, mut stranger) = (Member::join(&app, OWNER).await, app.client());
    let description = serde_json::to_value(pos::description()).expect("a description");
    let mut all: Vec<(Method, String)> = page_paths().into_iter().map(|path| (Method::GET, path)).collect();
    all.extend(form_targets().into_iter().map(|path| (Method::POST, path)));
    for (path, methods) in description["paths"].as_object().expect("paths") {
        for method in methods.as_object().expect("methods").keys() {
            all.push((method.to_uppercase().parse().expect("a method"), path.clone()));
        }
    }
    for path in ["/pos/v1/openapi.json", "/pos/v1/docs"] {
        all.push((Method::GET, path.to_owned()));
    }
    for (method, path) in machine_paths() {
        let (status, who) = door_of_machine(path);
        let answer = ask(&mut stranger, &method, &with(path, "999999")).await;
        let kind = |status: StatusCode| status.as_u16() / 100;
        assert_eq!(
            kind(answer.status),
            kind(status),
            "{path} is for {who}: {}",
            answer.status
        );
        all.push((method, path.to_owned()));
    }
    for (method, path) in &all {
        let address = with(path, "999999");
        let what = format!("{method} {path}");
        carries_the_policy(&ask(&mut stranger, method, &address).await, &what);
        // Whoever has signed out or closed the account is a stranger from then on.
        let leaves = matches!(&**path, "/do/sign_out" | "/do/close_account");
        if !path.starts_with("/events") && !leaves {
            carries_the_policy(&ask(&mut member.client, method, &address).await, &what);
        }
        // Tills and gateways carry a key or a signature and no cookie: there is nothing that another site's page could borrow.
        if !path.starts_with("/pos/") && !path.starts_with("/notify/") {
            let answer = member
                .client
                .post_form_from_elsewhere(&address, &[("key", "made-up-key")])
                .await;
            assert!(
                answer.status.is_client_error(),
                "POST {path} from elsewhere: {}",
                answer.status
            );
            carries_the_policy(&answer, &what);
        }
    }
    assert!(all.len() > 80, "{} addresses", all.len());
}

async fn ask(client: &mut Client, method: &Method, path: &str) -> Answer {
    if method == Method::POST {
        client.post_form(path, &[("key", "made-up-key")]).await
    } else {
        client.get(path).await
    }
}
