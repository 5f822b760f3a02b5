//! Selling, and finding what was sold.

use axum::Json;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use huika_store::till::{SellError, recent_sales, sale_by_number, sell as sell_bill};
use huika_store::{StoreError, Tx};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::approvals::{self, Asked};
use super::input::{Body, IdempotencyKey};
use super::model::{Bill, Receipt};
use super::problem::Problem;
use super::till::Till;
use crate::web::AppState;

/// Sell
///
/// Balances, points, receipt and the used-up session in one step. The same key and the same bill answer the first receipt again.
///
/// Above what the member lets the code alone spend, the member is asked on the phone: the answer is 202 with the question. Send the
/// same request again every second or two, until it is answered with 201, or with 409 when the member said no or did not answer in
/// time. The yes makes the sale, once, however often and from wherever it is asked for. `POST /approvals` asks once more.
#[utoipa::path(post, path = "/sales", tag = "Sales", request_body = Bill,
    params(("Idempotency-Key" = String, Header, description = "8 to 100 visible characters, made up once for each sale")),
    responses(
        (status = 201, body = Receipt),
        (status = 202, description = "The member is asked on the phone; send the same request again", body = Asked),
        (status = 400, description = "No key", body = Problem),
        (status = 404, description = "The session has ended; scan again", body = Problem),
        (status = 409, description = "`approval-refused`, `approval-expired`: nothing was spent", body = Problem),
        (status = 422, description = "`balance-short`, `identify-only`, `not-active`, `key-reused`, `asked-too-often` and others", body = Problem),
))]
pub async fn sell(
    State(state): State<AppState>,
    Till(place): Till,
    IdempotencyKey(key): IdempotencyKey,
    Body(bill): Body<Bill>,
) -> Result<Response, Problem> {
    let request = bill.sell(place, key);
    let asking = request.clone();
    let sold = state.store.write(move |tx: &mut Tx<'_>| sell_bill(tx, &request)).await;
    match sold {
        Ok(receipt) => Ok((StatusCode::CREATED, Json(Receipt::from(receipt))).into_response()),
        Err(SellError::AboveLimit { .. }) => approvals::wait_for(&state, asking).await,
        Err(error) => Err(error.into()),
    }
}

/// Find a sale
#[utoipa::path(get, path = "/sales/{receipt_number}", tag = "Sales", params(("receipt_number" = String, Path)), responses(
    (status = 200, body = Receipt),
    (status = 404, description = "This store has no such receipt", body = Problem),
))]
pub async fn receipt(
    State(state): State<AppState>,
    Till(place): Till,
    Path(number): Path<String>,
) -> Result<Json<Receipt>, Problem> {
    let found = state
        .store
        .read(move |tx: &mut Tx<'_>| sale_by_number(tx, place.store, &number))
        .await?;
    let (receipt, _) = found.ok_or_else(|| Problem::not_found("no-sale", "this store has no such receipt"))?;
    Ok(Json(receipt.into()))
}

#[derive(Deserialize, IntoParams)]
pub struct Recent {
    /// How many at most, up to 100.
    limit: Option<i64>,
}

/// A sale in a list.
#[derive(Serialize, ToSchema)]
pub struct Sold {
    receipt_number: String,
    at_ms: i64,
    gross_fen: i64,
}

/// The newest sales of this store
#[utoipa::path(get, path = "/sales", tag = "Sales", params(Recent), responses((status = 200, body = Vec<Sold>)))]
pub async fn recent(
    State(state): State<AppState>,
    Till(place): Till,
    Query(Recent { limit }): Query<Recent>,
) -> Result<Json<Vec<Sold>>, Problem> {
    let limit = limit.unwrap_or(20).clamp(1, 100);
    let found = state
        .store
        .read(move |tx: &mut Tx<'_>| recent_sales(tx, place.store, limit))
        .await;
    let sold = found.map_err(|error: StoreError| error)?.into_iter().map(|sale| Sold {
        receipt_number: sale.receipt_number,
        at_ms: sale.at.get(),
        gross_fen: sale.gross.get(),
    });
    Ok(Json(sold.collect()))
}
