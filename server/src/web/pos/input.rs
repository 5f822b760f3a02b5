//! Bodies, parameters, names and keys, whose faults are told as problem documents like everything else. What is too long is refused and
//! never cut: two texts that were cut to the same one would be taken for each other.

use std::ops::RangeInclusive;

use axum::Json;
use axum::extract::{FromRequest, FromRequestParts, Path, Query, Request};
use http::StatusCode;
use http::request::Parts;
use huika_domain::ErrorCode;
use serde::de::DeserializeOwned;

use super::problem::Problem;
use crate::web::AppState;

/// What a request keeps to besides its form: the bounds that the description names.
pub trait Bounded {
    /// Refuses what is outside of them.
    fn check(&self) -> Result<(), Problem>;
}

/// The most characters of each text of a till. The description names the same figures, and a test holds one against the other.
pub mod longest {
    pub const SCANNED: usize = 200;
    pub const NUMBER: usize = 60;
    pub const SESSION: usize = 64;
    pub const RECEIPT: usize = 40;
    pub const TENDER: usize = 40;
    pub const LINE: usize = 100;
    pub const GOODS: usize = 30;
    pub const CODE: usize = 40;
    /// The most of each list.
    pub const LINES: usize = 512;
    pub const CODES: usize = 20;
    pub const TENDERS: usize = 10;
    pub const COUPONS: usize = 200;
}

/// Refuses a text with more than so many characters.
pub fn no_longer(field: &'static str, text: &str, most: usize) -> Result<(), Problem> {
    if text.chars().count() <= most {
        return Ok(());
    }
    let title = format!("{field} has at most {most} characters; it is not cut");
    Err(Problem::refused(ErrorCode::TooLong.as_str(), title)
        .with("field", field)
        .with("most", most))
}

/// Refuses a list with more than so many rows.
pub fn no_more(field: &'static str, rows: usize, most: usize) -> Result<(), Problem> {
    if rows <= most {
        return Ok(());
    }
    let title = format!("{field} has at most {most} rows");
    Err(Problem::refused(ErrorCode::TooLong.as_str(), title)
        .with("field", field)
        .with("most", most))
}

/// Refuses a number outside of its bounds.
pub fn within(field: &'static str, number: i64, bounds: RangeInclusive<i64>) -> Result<(), Problem> {
    if bounds.contains(&number) {
        return Ok(());
    }
    let title = format!("{field} is from {} to {}", bounds.start(), bounds.end());
    Err(Problem::refused(ErrorCode::Malformed.as_str(), title).with("field", field))
}

/// The same for a text that is kept or looked up as it is: it has no control characters either.
pub fn plain(field: &'static str, text: &str, most: usize) -> Result<(), Problem> {
    no_longer(field, text, most)?;
    if text.chars().any(char::is_control) {
        let title = format!("{field} has a control character");
        return Err(Problem::refused(ErrorCode::Malformed.as_str(), title).with("field", field));
    }
    Ok(())
}

/// A JSON body within its bounds.
pub struct Body<T>(pub T);

impl<T: DeserializeOwned + Bounded> FromRequest<AppState> for Body<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &AppState) -> Result<Self, Problem> {
        match Json::<T>::from_request(request, state).await {
            Ok(Json(body)) => body.check().map(|()| Self(body)),
            Err(rejection) => Err(Problem::new(
                rejection.status(),
                ErrorCode::Malformed.as_str(),
                rejection.body_text(),
            )),
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
            Err(rejection) => Err(Problem::new(
                rejection.status(),
                ErrorCode::Malformed.as_str(),
                rejection.body_text(),
            )),
        }
    }
}

/// A name in the address: a session's or a receipt's. Both have letters, digits, dashes and underscores only, so anything else names
/// nothing.
pub struct Name(pub String);

impl FromRequestParts<AppState> for Name {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Problem> {
        let found = Path::<String>::from_request_parts(parts, state).await;
        let fits = |name: &str| {
            name.len() <= longest::SESSION
                && name
                    .bytes()
                    .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'))
        };
        match found {
            Ok(Path(name)) if fits(&name) => Ok(Self(name)),
            _ => Err(Problem::not_found(
                ErrorCode::NoSuchName.as_str(),
                "nothing has this name",
            )),
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
            return Err(Problem::new(
                StatusCode::BAD_REQUEST,
                ErrorCode::NoIdempotencyKey.as_str(),
                title,
            ));
        }
        Ok(Self(key.to_owned()))
    }
}
