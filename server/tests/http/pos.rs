//! A till of another maker, by `/pos/v1`.

mod approvals;
mod coupons;
mod description;
mod every_operation;
mod goods;
mod keys;
mod lines;
mod lists;
mod mistakes;
mod replays;
mod selling;
mod texts;

use std::time::Duration;

use http::header::{AUTHORIZATION, CONTENT_TYPE};
use http::{HeaderMap, HeaderValue, Method, StatusCode};
use huika_domain::StoreId;
use huika_store::{StoreError, Tx, till::make_till_key};
use serde_json::{Value, json};

use crate::{
    client::{Answer, Client},
    test_app::TestApp,
};

const PHONE: &str = "13600136000";

struct Till {
    client: Client,
    key: String,
}

impl Till {
    async fn of_store(app: &TestApp, store: i64, till: &'static str) -> Self {
        let made = app
            .state
            .store
            .write(move |tx: &mut Tx<'_>| -> Result<String, StoreError> {
                make_till_key(tx, till, StoreId::new(store), till, None)
            });
        Self {
            client: app.client(),
            key: made.await.unwrap(),
        }
    }

    async fn post(&mut self, path: &str, idempotency_key: &str, body: Value) -> (StatusCode, Value) {
        let mut headers = self.headers();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        if !idempotency_key.is_empty() {
            headers.insert("idempotency-key", idempotency_key.parse().unwrap());
        }
        read(
            &self
                .client
                .request(Method::POST, path, headers, body.to_string().into_bytes())
                .await,
        )
    }

    /// The same, and waits when it has asked too often.
    async fn post_patiently(&mut self, path: &str, key: &str, body: Value) -> (StatusCode, Value) {
        loop {
            let answer = self.post(path, key, body.clone()).await;
            if answer.0 != StatusCode::TOO_MANY_REQUESTS {
                return answer;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }

    async fn get_patiently(&mut self, path: &str) -> (StatusCode, Value) {
        loop {
            let answer = self.get(path).await;
            if answer.0 != StatusCode::TOO_MANY_REQUESTS {
                return answer;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }

    /// Scans, and waits when it has asked too often.
    async fn scan_patiently(&mut self, body: Value) -> (StatusCode, Value) {
        loop {
            let (status, answer) = self.post("/pos/v1/scans", "", body.clone()).await;
            if status != StatusCode::TOO_MANY_REQUESTS {
                return (status, answer);
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }

    async fn get(&mut self, path: &str) -> (StatusCode, Value) {
        let headers = self.headers();
        read(&self.client.request(Method::GET, path, headers, Vec::new()).await)
    }

    fn headers(&self) -> HeaderMap {
        let mut headers = HeaderMap::new();
        headers.insert(AUTHORIZATION, format!("Bearer {}", self.key).parse().unwrap());
        headers
    }

    async fn scan(&mut self, code: &str) -> String {
        let (status, session) = self.post("/pos/v1/scans", "", json!({ "code": code })).await;
        assert_eq!(status, StatusCode::CREATED, "{session}");
        session["session"].as_str().unwrap().to_owned()
    }
}

/// Refusals must be problem documents.
fn read(answer: &Answer) -> (StatusCode, Value) {
    let body: Value = serde_json::from_str(&answer.body).unwrap_or_else(|e| panic!("{e}: {}", answer.body));
    if !answer.status.is_success() {
        assert_eq!(answer.header("content-type"), "application/problem+json");
        assert_eq!(body["status"], answer.status.as_u16());
        assert!(body["type"].as_str().unwrap().ends_with(body["code"].as_str().unwrap()));
    }
    (answer.status, body)
}
