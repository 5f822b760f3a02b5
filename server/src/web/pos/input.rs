//! Bodies, parameters and keys, whose faults are told as problem documents like everything else.

use axum::Json;
use axum::extract::{FromRequest, FromRequestParts, Query, Request};
use http::StatusCode;
use http::request::Parts;
use serde::de::DeserializeOwned;

use super::problem::Problem;
use crate::web::AppState;

/// A JSON body.
pub struct Body<T>(pub T);

impl<T: DeserializeOwned> FromRequest<AppState> for Body<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &AppState) -> Result<Self, Problem> {
        match Json::<T>::from_request(request, state).await {
            Ok(Json(body)) => Ok(Self(body)),
            Err(rejection) => Err(Problem::new(rejection.status(), "malformed", rejection.body_text())),
        }
    }
}

/// The parameters after the question mark.
pub struct Params<T>(pub T);

impl<T: DeserializeOwned> FromRequestParts<AppState> for Params<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Problem> {
        match Query::<T>::from_request_parts(parts, state).await {
            Ok(Query(params)) => Ok(Self(params)),
            Err(rejection) => Err(Problem::new(rejection.status(), "malformed", rejection.body_text())),
        }
    }
}

/// `Idempotency-Key`: 8 to 100 visible characters that the till makes up once for each command.
pub struct IdempotencyKey(pub String);

impl FromRequestParts<AppState> for IdempotencyKey {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &AppState) -> Result<Self, Problem> {
        let key = parts
            .headers
            .get("idempotency-key")
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default();
        let fits = (8..=100).contains(&key.len()) && key.bytes().all(|b| b.is_ascii_graphic());
        if !fits {
            let title = "send an Idempotency-Key of 8 to 100 visible characters, a new one for each command";
            return Err(Problem::new(StatusCode::BAD_REQUEST, "no-idempotency-key", title));
        }
        Ok(Self(key.to_owned()))
    }
}
