//! What a member decides by themself, page by page: the PIN, large spends, the card, the sessions. And the counter's part of it.

mod approvals;
mod cards;
mod codes;
mod devices;
mod pin;
mod proofs;

use http::StatusCode;

use crate::client::{Answer, Client};
use crate::test_app::TestApp;

const PHONE: &str = "13700137000";
const PIN: &str = "274913";

/// Follows a refusal to the page that explains it and answers its words.
async fn words_of(client: &mut Client, answer: &Answer) -> String {
    let location = answer.location().to_owned();
    assert!(location.contains("error="), "{location} refuses nothing");
    let page = client.get(&location).await;
    assert_eq!(page.status, StatusCode::OK, "{location}");
    page.alert()
}

/// The code that was sent last may be followed by another one at once.
async fn a_minute_later(app: &TestApp) {
    app.arrange("UPDATE one_time_code SET sent_at = 0").await;
}
