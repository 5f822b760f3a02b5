//! Tables of goods: sent by an ordinary form with a file in it, read into cells, and kept for the page that says what they would do.

use axum::extract::{Multipart, State};
use axum::response::{IntoResponse, Response};
use http::HeaderMap;
use huika_domain::ErrorCode;
use huika_store::{
    Tx,
    db::turns,
    goods::{GoodsError, keep_table},
};

use super::AppState;
use super::upload::{Upload, failed, sender, to, unread};
use crate::sheet::{SheetError, read_sheet};

/// Where tables of goods are sent to.
pub const TARGET: &str = "/office/goods/import/file";
/// The page of the form.
const PAGE: &str = "/office/goods/import";
const LARGEST_BYTES: usize = 4 * 1024 * 1024;

/// `POST /office/goods/import/file`.
pub async fn take(State(state): State<AppState>, headers: HeaderMap, form: Multipart) -> Response {
    let by = match sender(&state, &headers).await {
        Ok(by) => by,
        Err(answer) => return answer,
    };
    let refused = |code: &str| to(&format!("{PAGE}?error={code}"));
    let sent = match Upload::read(form, "table", LARGEST_BYTES).await {
        Ok(sent) => sent,
        Err(status) => return status.into_response(),
    };
    let Some(file) = sent.file else {
        return refused(ErrorCode::FileTooLarge.as_str());
    };
    let cells = match turns::reading(move || read_sheet(&file)).await {
        Ok(Ok(cells)) => cells,
        Ok(Err(error)) => return refused(code_of(error).as_str()),
        Err(fault) => return refused(unread(&fault, ErrorCode::SheetBroken).as_str()),
    };
    let name = sent.name;
    let kept = state
        .store
        .write(move |tx: &mut Tx<'_>| keep_table(tx, by, &name, &cells))
        .await;
    match kept {
        Ok(id) => to(&format!("{PAGE}/{id}")),
        Err(GoodsError::Store(error)) => failed(&error),
        Err(error) => refused(error.code()),
    }
}

const fn code_of(error: SheetError) -> ErrorCode {
    match error {
        SheetError::Kind => ErrorCode::SheetKind,
        SheetError::TooLarge => ErrorCode::SheetTooLarge,
        SheetError::Broken => ErrorCode::SheetBroken,
        SheetError::Empty => ErrorCode::SheetEmpty,
    }
}
