//! Which till asks.

use axum::extract::FromRequestParts;
use http::request::Parts;
use http::{StatusCode, header};
use huika_app::context::ClientIp;
use huika_store::Tx;
use huika_store::identity::till_of_key;
use huika_store::till::Place;

use super::limits::{count_request, count_wrong_key};
use super::problem::Problem;
use crate::web::AppState;

/// The store and till of the key that came with a request.
pub struct Till(pub Place);

impl FromRequestParts<AppState> for Till {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Problem> {
        let given = parts
            .headers
            .get(header::AUTHORIZATION)
            .and_then(|value| value.to_str().ok());
        let Some(key) = given
            .and_then(|value| value.strip_prefix("Bearer "))
            .map(|key| key.trim().to_owned())
        else {
            return Err(unauthorized(
                "no-key",
                "send the till's key: Authorization: Bearer hk_…",
            ));
        };
        let known = state
            .store
            .look_up(move |tx: &mut Tx<'_>| till_of_key(tx, &key))
            .await?;
        let Some(place) = known else {
            if let Some(ClientIp(address)) = parts.extensions.get::<ClientIp>() {
                count_wrong_key(*address)?;
            }
            return Err(unauthorized("wrong-key", "this key is not in use"));
        };
        count_request(&place)?;
        Ok(Self(place))
    }
}

fn unauthorized(code: &'static str, title: &str) -> Problem {
    Problem::new(StatusCode::UNAUTHORIZED, code, title)
}
