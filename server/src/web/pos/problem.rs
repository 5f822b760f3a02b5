//! Refusals as problem documents (RFC 9457): a status for machines in between, a code for the till, words for its maker.

use axum::response::{IntoResponse, Response};
use http::{HeaderValue, StatusCode, header};
use huika_store::StoreError;
use serde::Serialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;

/// A refusal. Nothing was changed.
#[derive(Debug, Serialize, ToSchema)]
pub struct Problem {
    /// Names the kind of problem; the code is its last part.
    #[serde(rename = "type")]
    #[schema(example = "urn:huika:problem:balance-short")]
    kind: String,
    /// The same for every problem of this kind.
    title: String,
    /// The HTTP status.
    status: u16,
    /// A stable word for programs.
    #[schema(example = "balance-short")]
    code: &'static str,
    /// Figures that belong to it, such as `missing_fen`.
    #[serde(flatten)]
    #[schema(value_type = std::collections::HashMap<String, Value>)]
    figures: Map<String, Value>,
    #[serde(skip)]
    retry_after_secs: Option<u32>,
}

impl Problem {
    pub fn new(status: StatusCode, code: &'static str, title: impl Into<String>) -> Self {
        Self {
            kind: format!("urn:huika:problem:{code}"),
            title: title.into(),
            status: status.as_u16(),
            code,
            figures: Map::new(),
            retry_after_secs: None,
        }
    }

    /// What was asked for was understood and cannot be.
    pub fn refused(code: &'static str, title: impl Into<String>) -> Self {
        Self::new(StatusCode::UNPROCESSABLE_ENTITY, code, title)
    }

    pub fn not_found(code: &'static str, title: impl Into<String>) -> Self {
        Self::new(StatusCode::NOT_FOUND, code, title)
    }

    pub fn with(mut self, name: &str, figure: impl Into<Value>) -> Self {
        self.figures.insert(name.to_owned(), figure.into());
        self
    }

    pub fn retry_after(mut self, secs: u32) -> Self {
        self.retry_after_secs = Some(secs);
        self
    }
}

impl Problem {
    /// Nothing was done, or it is not known whether: in both cases the same request with the same key is the way on.
    pub fn unavailable(code: &'static str, title: &str, retry_after_secs: u32) -> Self {
        Self::new(StatusCode::SERVICE_UNAVAILABLE, code, title).retry_after(retry_after_secs)
    }
}

impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Self {
        if !matches!(error, StoreError::Busy | StoreError::Conflict) {
            tracing::error!(%error, "a till's request failed");
        }
        let code = error.code();
        match error {
            StoreError::Text => Self::new(StatusCode::BAD_REQUEST, "malformed", "a text holds U+0000"),
            StoreError::Busy | StoreError::Conflict | StoreError::Unavailable(_) => Self::unavailable(
                code,
                "busy, nothing was changed; send the same request again with the same key",
                1,
            ),
            StoreError::Storage(_) => Self::unavailable(
                code,
                "the books cannot be written at the moment, nothing was changed; send the same request again with the same key",
                5,
            ),
            StoreError::Unknown(_) => Self::unavailable(
                code,
                "it is not known whether this was booked; send the same request again with the same key, it is booked once",
                1,
            ),
            StoreError::SessionOver => Self::new(StatusCode::UNAUTHORIZED, code, "the session is over"),
            StoreError::Constraint(_)
            | StoreError::Decode(_)
            | StoreError::Schema(_)
            | StoreError::Unfit(_)
            | StoreError::Internal(_) => Self::new(
                StatusCode::INTERNAL_SERVER_ERROR,
                code,
                "something went wrong on our side",
            ),
        }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let body = serde_json::to_vec(&self).unwrap_or_default();
        let mut response = (status, body).into_response();
        let headers = response.headers_mut();
        headers.insert(
            header::CONTENT_TYPE,
            HeaderValue::from_static("application/problem+json"),
        );
        if let Some(secs) = self.retry_after_secs {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(secs));
        }
        if status == StatusCode::UNAUTHORIZED {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        response
    }
}
