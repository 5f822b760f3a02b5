//! Goods that come back.

use axum::Json;
use axum::extract::State;
use http::StatusCode;
use huika_domain::Fen;
use huika_store::{
    Tx,
    sale::returns::{ReturnGoods, ReturnGoodsError, Returned, return_goods},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::input::{Body, Bounded, IdempotencyKey, longest, plain};
use super::problem::Problem;
use super::till::Till;
use crate::web::AppState;

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TakeBack {
    /// The receipt that the goods were sold on, by this store.
    #[schema(example = "S20261122193005k7f3q9xz", min_length = 1, max_length = 40)]
    receipt_number: String,
    /// Their price before discounts, in fen.
    #[schema(example = 3650, minimum = 1, maximum = 1_000_000_000)]
    amount_fen: i64,
    /// The till's own name for the line; a line that is named comes back once.
    #[serde(default)]
    #[schema(max_length = 100)]
    line: String,
}

impl Bounded for TakeBack {
    fn check(&self) -> Result<(), Problem> {
        plain("receipt_number", &self.receipt_number, longest::RECEIPT)?;
        plain("line", &self.line, longest::LINE)
    }
}

/// What a return gave and took.
#[derive(Serialize, ToSchema)]
pub struct TakenBack {
    return_number: String,
    at_ms: i64,
    gross_fen: i64,
    /// To be paid out at the till, the way it was paid.
    outside_fen: i64,
    outside_channel: String,
    /// Back on the card.
    principal_fen: i64,
    bonus_fen: i64,
    /// Points spent that came back, and earned points that were taken.
    points_back: i64,
    points_taken: i64,
    balance_fen: i64,
    points: i64,
}

/// Take goods back
///
/// Reverses part of a sale, or all of it, line by line: each part goes back where it came from.
#[utoipa::path(post, path = "/returns", tag = "Sales", request_body = TakeBack,
    params(("Idempotency-Key" = String, Header, description = "8 to 100 visible characters, made up once for each return",
        min_length = 8, max_length = 100, pattern = "^[!-~]+$", example = "till-1-return-000017")),
    responses(
        (status = 201, body = TakenBack, description = "Taken back"),
        (status = 400, description = "`no-idempotency-key`", body = Problem),
        (status = 404, description = "This store has no such receipt", body = Problem),
        (status = 422, description = "More than was sold, or returned before", body = Problem),
))]
pub async fn take_back(
    State(state): State<AppState>,
    Till(place): Till,
    IdempotencyKey(key): IdempotencyKey,
    Body(asked): Body<TakeBack>,
) -> Result<(StatusCode, Json<TakenBack>), Problem> {
    let request = ReturnGoods {
        receipt_number: asked.receipt_number,
        gross: Fen::new(asked.amount_fen),
        line: asked.line,
        place,
        key,
    };
    let returned = state
        .store
        .write(move |tx: &mut Tx<'_>| return_goods(tx, &request))
        .await?;
    Ok((StatusCode::CREATED, Json(returned.into())))
}

impl From<Returned> for TakenBack {
    fn from(returned: Returned) -> Self {
        Self {
            return_number: returned.number,
            at_ms: returned.at.get(),
            gross_fen: returned.gross.get(),
            outside_fen: returned.outside.get(),
            outside_channel: returned.outside_channel,
            principal_fen: returned.principal.get(),
            bonus_fen: returned.bonus.get(),
            points_back: returned.points_back.get(),
            points_taken: returned.points_taken.get(),
            balance_fen: returned.balance.get(),
            points: returned.points.get(),
        }
    }
}

impl From<ReturnGoodsError> for Problem {
    fn from(error: ReturnGoodsError) -> Self {
        let (code, title) = (error.code(), error.to_string());
        match error {
            ReturnGoodsError::Store(error) => error.into(),
            ReturnGoodsError::NoSale => Self::not_found(code, title),
            ReturnGoodsError::NotAllowed
            | ReturnGoodsError::NoShift
            | ReturnGoodsError::LineReturned
            | ReturnGoodsError::Plan(_)
            | ReturnGoodsError::KeyReused(_) => Self::refused(code, title),
        }
    }
}
