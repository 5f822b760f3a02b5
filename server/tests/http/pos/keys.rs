//! What a key opens.

use http::header::AUTHORIZATION;
use http::{HeaderMap, Method, StatusCode};
use huika_store::{
    StoreError, Tx,
    till::{end_till_key, till_keys},
};
use serde_json::json;

use crate::{
    client::Client,
    people::Member,
    test_app::{TestApp, on_both_engines},
};

use super::{PHONE, Till, read};

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_key_opens_its_own_store_and_till_and_nothing_else() {
    on_both_engines(async |app| {
        let mut member = Member::join(app, PHONE).await;
        member.top_up(app, "100").await;
        let mut till = Till::of_store(app, 1, "POS 1").await;
        let session = till.scan(&member.code(app).await).await;
        for mut other in [
            Till::of_store(app, 2, "POS 1").await,
            Till::of_store(app, 1, "POS 2").await,
        ] {
            let (status, _) = other.get(&format!("/pos/v1/sessions/{session}")).await;
            assert_eq!(status, StatusCode::NOT_FOUND);
            let bill = json!({ "session": session, "amount_fen": 100 });
            assert_eq!(
                other.post("/pos/v1/sales", "not-my-till", bill).await.0,
                StatusCode::NOT_FOUND
            );
        }
        // No key, a wrong one, and a member's cookie instead of one.
        let mut nobody = Till {
            client: app.client(),
            key: "hk_wrong".to_owned(),
        };
        assert_eq!(nobody.get("/pos/v1/sales").await.1["code"], "wrong-key");
        let answer = member
            .client
            .request(Method::GET, "/pos/v1/sales", HeaderMap::new(), Vec::new())
            .await;
        assert_eq!(read(&answer).0, StatusCode::UNAUTHORIZED);
        for _ in 0..20 {
            nobody.get("/pos/v1/sales").await;
        }
        assert_eq!(nobody.get("/pos/v1/sales").await.0, StatusCode::TOO_MANY_REQUESTS);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_key_that_was_ended_opens_nothing_from_the_next_request_on_whichever_server_is_asked() {
    on_both_engines(async |app| {
        let mut till = Till::of_store(app, 1, "leaked").await;
        let on_postgres = app.state.config.store.url.expose().starts_with("postgres");
        let beside = if on_postgres {
            Some(app.another_server().await)
        } else {
            None
        };
        let mut elsewhere = beside.as_ref().map(|server| Till {
            client: Client::new(&server.base),
            key: till.key.clone(),
        });
        assert_eq!(till.get("/pos/v1/sales").await.0, StatusCode::OK);
        if let Some(elsewhere) = &mut elsewhere {
            assert_eq!(elsewhere.get("/pos/v1/sales").await.0, StatusCode::OK);
        }
        let listed = app.query(|tx| till_keys(tx, None)).await;
        let key = listed.iter().find(|key| key.till == "leaked").expect("is listed").id;
        app.until("the use is noted", async || {
            let listed = app.query(|tx| till_keys(tx, None)).await;
            listed.iter().any(|one| one.id == key && one.last_used_at.is_some())
        })
        .await;
        let ended: Result<bool, StoreError> = app
            .state
            .store
            .write(move |tx: &mut Tx<'_>| end_till_key(tx, key))
            .await;
        assert!(ended.expect("the database works"));
        assert_eq!(till.get("/pos/v1/sales").await.1["code"], "wrong-key");
        if let Some(elsewhere) = &mut elsewhere {
            assert_eq!(elsewhere.get("/pos/v1/sales").await.1["code"], "wrong-key");
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_bearer_is_a_bearer_in_small_letters_too_for_tills_and_for_metrics() {
    let app = TestApp::with(&[("HUIKA_METRICS_TOKEN", "a-long-random-text-for-the-collector")]).await;
    let mut till = Till::of_store(&app, 1, "small letters").await;
    let key = till.key.clone();
    for scheme in ["Bearer", "bearer", "BEARER"] {
        for (address, token) in [
            ("/pos/v1/sales", key.as_str()),
            ("/metrics", "a-long-random-text-for-the-collector"),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(AUTHORIZATION, format!("{scheme} {token}").parse().unwrap());
            let answer = till.client.request(Method::GET, address, headers, Vec::new()).await;
            assert_eq!(answer.status, StatusCode::OK, "{scheme} at {address}: {}", answer.body);
        }
    }
    let mut headers = HeaderMap::new();
    headers.insert(AUTHORIZATION, format!("Basic {key}").parse().unwrap());
    let answer = till
        .client
        .request(Method::GET, "/pos/v1/sales", headers, Vec::new())
        .await;
    assert_eq!(read(&answer).0, StatusCode::UNAUTHORIZED);
}
