//! Which till asks.

use axum::extract::FromRequestParts;
use http::StatusCode;
use http::request::Parts;
use huika_app::context::ClientIp;
use huika_domain::ErrorCode;
use huika_store::{
    StoreError, Tx,
    staff::Place,
    till::{KeyedTill, keyed_till, note_till_key_used},
};

use super::limits::{count_request, count_wrong_key};
use super::problem::Problem;
use crate::web::{AppState, bearer::bearer};

/// The store and till of the key that came with a request.
pub struct Till(pub Place);

impl FromRequestParts<AppState> for Till {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Problem> {
        let Some(key) = bearer(&parts.headers).map(str::to_owned) else {
            return Err(unauthorized(
                ErrorCode::NoKey.as_str(),
                "send the till's key: Authorization: Bearer hk_…",
            ));
        };
        let known = state.store.look_up(move |tx: &mut Tx<'_>| keyed_till(tx, &key)).await?;
        let Some(till) = known else {
            if let Some(ClientIp(address)) = parts.extensions.get::<ClientIp>() {
                count_wrong_key(state.store.rules().interface, *address)?;
            }
            return Err(unauthorized(ErrorCode::WrongKey.as_str(), "this key is not in use"));
        };
        count_request(state.store.rules().interface, &till.place)?;
        note_use(state, &till);
        Ok(Self(till.place))
    }
}

/// Notes that the key was used, beside the request: nobody waits for it, and where it cannot be noted the request goes on.
fn note_use(state: &AppState, till: &KeyedTill) {
    if !till.use_is_news(state.store.now()) {
        return;
    }
    let (store, key) = (state.store.clone(), till.key);
    tokio::spawn(async move {
        if let Err(error) = store.write(move |tx: &mut Tx<'_>| note_till_key_used(tx, key)).await {
            let error: StoreError = error;
            tracing::debug!(key, %error, "the use of a till's key was not noted");
        }
    });
}

fn unauthorized(code: &'static str, title: &str) -> Problem {
    Problem::new(StatusCode::UNAUTHORIZED, code, title)
}
