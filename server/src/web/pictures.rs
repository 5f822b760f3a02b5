//! Pictures: sent by an ordinary form with a file in it, and shown under an address that never changes what it shows.

use axum::extract::{Multipart, Path, State};
use axum::response::{IntoResponse, Response};
use http::{HeaderMap, StatusCode, header};
use huika_domain::{CardTypeId, ErrorCode, GoodsId};
use huika_store::{
    Tx,
    db::turns,
    picture::{PictureError, PictureOf, picture, set_picture},
};

use super::AppState;
use super::upload::{Upload, failed, sender, to, unread};
use crate::picture::{PictureFileError, made_small};

/// The largest file that is taken: a phone's photograph.
const LARGEST_BYTES: usize = 12 * 1024 * 1024;

/// Where pictures are sent to.
pub const TARGET: &str = "/office/pictures";

/// `POST /office/pictures`: a picture for what its hidden field names.
pub async fn take(State(state): State<AppState>, headers: HeaderMap, form: Multipart) -> Response {
    let by = match sender(&state, &headers).await {
        Ok(by) => by,
        Err(answer) => return answer,
    };
    let sent = match Upload::read(form, "picture", LARGEST_BYTES).await {
        Ok(sent) => sent,
        Err(status) => return status.into_response(),
    };
    let Some(of) = of_form(&sent) else {
        return StatusCode::BAD_REQUEST.into_response();
    };
    let page = page_of(of);
    let refused = |code: ErrorCode| to(&format!("{page}error={code}"));
    let Some(file) = sent.file else {
        return refused(ErrorCode::FileTooLarge);
    };
    let made = match turns::reading(move || made_small(&file)).await {
        Ok(Ok(made)) => made,
        Ok(Err(error)) => return refused(error_code(error)),
        Err(fault) => return refused(unread(&fault, ErrorCode::PictureBroken)),
    };
    let kept = state
        .store
        .write(move |tx: &mut Tx<'_>| set_picture(tx, by, of, Some(&made)))
        .await;
    match kept {
        Ok(()) => to(&format!("{page}done=picture")),
        Err(PictureError::Store(error)) => failed(&error),
        Err(PictureError::Unknown(_)) => StatusCode::NOT_FOUND.into_response(),
        Err(PictureError::NotAllowed) => refused(ErrorCode::NotAllowed),
    }
}

/// What a picture is of.
fn of_form(sent: &Upload) -> Option<PictureOf> {
    let goods = sent.field("goods").and_then(|id| GoodsId::parse(id).ok());
    let card_type = sent.field("card_type").and_then(|id| CardTypeId::parse(id).ok());
    goods.map(PictureOf::Goods).or(card_type.map(PictureOf::CardType))
}

/// The page of what a picture is of, to which something is added.
fn page_of(of: PictureOf) -> String {
    match of {
        PictureOf::Goods(id) => format!("/office/goods/{id}?"),
        PictureOf::CardType(id) => format!("/office/card-types/{id}?form=picture&"),
    }
}

const fn error_code(error: PictureFileError) -> ErrorCode {
    match error {
        PictureFileError::Kind => ErrorCode::PictureKind,
        PictureFileError::TooLarge => ErrorCode::PictureTooLarge,
        PictureFileError::Broken => ErrorCode::PictureBroken,
    }
}

/// `GET /pictures/{digest}`: for everybody, and for ever the same.
pub async fn show(State(state): State<AppState>, Path(digest): Path<String>) -> Response {
    let is_digest = digest.len() == 64
        && digest
            .bytes()
            .all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte));
    if !is_digest {
        return StatusCode::NOT_FOUND.into_response();
    }
    let found = state.store.read(move |tx: &mut Tx<'_>| picture(tx, &digest)).await;
    match found {
        Ok(Some(content)) => {
            let headers = [
                (header::CONTENT_TYPE, "image/jpeg"),
                (header::CACHE_CONTROL, "public, max-age=31536000, immutable"),
            ];
            (headers, content).into_response()
        }
        Ok(None) => StatusCode::NOT_FOUND.into_response(),
        Err(error) => failed(&error),
    }
}
