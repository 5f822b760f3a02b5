//! Large files, made before (`jobs/exports.rs`): handed out part by part, to whoever ordered them.

use axum::body::{Body, Bytes};
use axum::extract::{Path, State};
use axum::response::Response;
use futures::stream;
use http::HeaderMap;
use huika_app::context::staff_cookie;
use huika_store::report::{export_part, take_download};
use huika_store::staff::{Role, staff_session};
use huika_store::{Store, StoreError, Tx};

use super::{Found, attached, cookie, kind_of, no_file};
use crate::web::AppState;

/// `GET /office/exports/{id}/file`.
pub async fn fetch(State(state): State<AppState>, Path(id): Path<i64>, headers: HeaderMap) -> Response {
    let token = cookie(&headers, &staff_cookie(&state.portal));
    let taken = state.store.write(move |tx: &mut Tx<'_>| -> Result<_, StoreError> {
        let staff = staff_session(tx, &token)?.filter(|staff| staff.may_work() && Role::sees_office(staff.role));
        let Some(staff) = staff else {
            return Ok(Found::Stranger);
        };
        Ok(take_download(tx, staff.operator, id)?.map_or(Found::Nothing, Found::It))
    });
    match taken.await {
        Ok(Found::It(export)) => {
            let name = format!("{}-{id}.{}", export.report, export.format.as_str());
            attached(kind_of(export.format), &name, parts(state.store.clone(), id))
        }
        other => no_file(other),
    }
}

/// One part after the other, each read when the browser has taken the one before.
fn parts(store: Store, id: i64) -> Body {
    let parts = stream::try_unfold((store, 0), move |(store, part)| async move {
        let found = store.read(move |tx: &mut Tx<'_>| export_part(tx, id, part)).await?;
        Ok::<_, StoreError>(found.map(|content| (Bytes::from(content), (store, part + 1))))
    });
    Body::from_stream(parts)
}
