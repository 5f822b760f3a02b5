//! What a key opens.

use http::{HeaderMap, Method, StatusCode};
use serde_json::json;

use crate::people::Member;
use crate::test_app::on_both_engines;

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
