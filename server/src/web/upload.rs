//! Forms with a file in them. What is too large is read to its end and thrown away, so that the browser gets an answer with a reason and not
//! a connection that breaks.

use std::time::Duration;

use axum::Router;
use axum::extract::{DefaultBodyLimit, Multipart};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{MethodRouter, post};
use http::{HeaderMap, StatusCode};
use huika_app::context::staff_cookie;
use huika_domain::{ErrorCode, OperatorId, visible};
use huika_store::{
    StoreError, Tx,
    staff::{StaffSession, staff_session},
};
use tower_http::limit::RequestBodyLimitLayer;
use tower_http::timeout::TimeoutLayer;

use super::{AppState, export::cookie, pictures, tables};

/// Beyond this nothing is read any more.
const LARGEST_BODY: usize = 64 * 1024 * 1024;
/// Fields beside the file: numbers.
const LARGEST_FIELD: usize = 200;
/// A photograph on a slow line.
const MAY_TAKE: Duration = Duration::from_mins(2);

/// Where files are sent to.
pub const TARGETS: [&str; 2] = [pictures::TARGET, tables::TARGET];

/// The routes that take files, with limits of their own: files are larger than any form, and take longer.
pub fn routes() -> Router<AppState> {
    let takers: [MethodRouter<AppState>; 2] = [post(pictures::take), post(tables::take)];
    let routes = TARGETS.into_iter().zip(takers);
    routes
        .fold(Router::new(), |router, (path, taker)| router.route(path, taker))
        .layer(TimeoutLayer::with_status_code(
            StatusCode::SERVICE_UNAVAILABLE,
            MAY_TAKE,
        ))
        .layer(RequestBodyLimitLayer::new(LARGEST_BODY))
        .layer(DefaultBodyLimit::disable())
}

/// What a form sent.
#[derive(Default)]
pub struct Upload {
    fields: Vec<(String, String)>,
    /// The name that the file had there.
    pub name: String,
    /// The file; none when it was too large.
    pub file: Option<Vec<u8>>,
}

impl Upload {
    /// A field's text.
    pub fn field(&self, name: &str) -> Option<&str> {
        let found = self.fields.iter().find(|(one, _)| one == name)?;
        Some(&found.1)
    }

    /// Reads a form whose file is in the field `name` and has `largest` bytes at most.
    pub async fn read(mut form: Multipart, name: &str, largest: usize) -> Result<Self, StatusCode> {
        let mut upload = Self::default();
        while let Some(mut field) = form.next_field().await.map_err(|error| error.status())? {
            let of = field.name().unwrap_or_default().to_owned();
            let is_file = of == name;
            if is_file {
                upload.name = shown(field.file_name().unwrap_or_default());
            }
            let limit = if is_file { largest } else { LARGEST_FIELD };
            let mut bytes = Vec::new();
            let mut fits = true;
            while let Some(chunk) = field.chunk().await.map_err(|error| error.status())? {
                fits = fits && bytes.len() + chunk.len() <= limit;
                if fits {
                    bytes.extend_from_slice(&chunk);
                }
            }
            match (is_file, fits) {
                (true, true) => upload.file = Some(bytes),
                (true, false) => upload.file = None,
                (false, true) => upload.fields.push((of, String::from_utf8_lossy(&bytes).into_owned())),
                (false, false) => return Err(StatusCode::BAD_REQUEST),
            }
        }
        Ok(upload)
    }
}

/// A file's name as it may be shown: without a path, without what nobody sees, and not longer than a line.
fn shown(name: &str) -> String {
    let bare = name.rsplit(['/', '\\']).next().unwrap_or_default();
    visible(bare).chars().take(80).collect()
}

/// Who sends it, when they may change what the whole shop has; else the answer to give instead. Asked before anything of the file is read, and
/// again by the use case.
pub async fn sender(state: &AppState, headers: &HeaderMap) -> Result<OperatorId, Response> {
    let token = cookie(headers, &staff_cookie(&state.portal));
    let staff = state
        .store
        .read(move |tx: &mut Tx<'_>| -> Result<Option<StaffSession>, StoreError> {
            Ok(staff_session(tx, &token)?.filter(|staff| staff.may_work() && staff.role.sees_office()))
        })
        .await;
    match staff {
        Ok(Some(staff)) if staff.role.runs_shop() => Ok(staff.operator),
        Ok(Some(_)) => Err(to(&format!("/office?error={}", ErrorCode::NotAllowed))),
        Ok(None) => Err(to("/counter/sign-in")),
        Err(error) => Err(failed(&error)),
    }
}

/// The page that comes next.
pub fn to(address: &str) -> Response {
    Redirect::to(address).into_response()
}

/// Why a file was not read at all: too many others are, or it is one that no reader stands.
pub const fn unread(fault: &StoreError, broken: ErrorCode) -> ErrorCode {
    match fault {
        StoreError::Busy => ErrorCode::Busy,
        _ => broken,
    }
}

pub fn failed(error: &StoreError) -> Response {
    tracing::error!(%error, "a file could not be kept");
    StatusCode::SERVICE_UNAVAILABLE.into_response()
}
