//! Selling, and finding what was sold.

use std::ops::RangeInclusive;

use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use huika_domain::{BusinessDay, ErrorCode};
use huika_store::{
    StoreError, Tx,
    sale::{SalesCursor, SellError, sell as sell_bill},
    till::{sale_by_number, sales_of_day},
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::approvals::{self, Asked};
use super::bill::Bill;
use super::input::{Body, IdempotencyKey, Name, Params};
use super::model::Receipt;
use super::problem::Problem;
use super::till::Till;
use crate::web::AppState;

/// Sell
///
/// Balances, points, receipt and the used-up session in one step. The same key and the same bill answer the first receipt again.
///
/// Above what the member lets the code alone take from the card in one day, stored value and points at their worth together, the
/// member is asked on the phone about this very bill: the answer is 202 with the question. Send the
/// same request again every second or two, until it is answered with 201, or with 409 when the member said no or did not answer in
/// time. The yes makes the sale, once, however often and from wherever it is asked for. `POST /approvals` asks once more.
#[utoipa::path(post, path = "/sales", tag = "Sales", request_body = Bill,
    params(("Idempotency-Key" = String, Header, description = "8 to 100 visible characters, made up once for each sale",
        min_length = 8, max_length = 100, pattern = "^[!-~]+$", example = "till-1-sale-000042")),
    responses(
        (status = 201, body = Receipt, description = "Sold"),
        (status = 202, description = "The member is asked on the phone; send the same request again", body = Asked),
        (status = 400, description = "`no-idempotency-key`", body = Problem),
        (status = 404, description = "The session has ended; scan again", body = Problem),
        (status = 409, description = "`approval-refused`, `approval-expired`, `approval-changed`: nothing was spent", body = Problem),
        (status = 422, description = "`balance-short`, `identify-only`, `not-active`, `key-reused`, `asked-too-often`, `no-tender`, `unknown-tender`, `tenders-differ`, `price-changed`, `no-goods` and others", body = Problem),
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
#[utoipa::path(get, path = "/sales/{receipt_number}", tag = "Sales", 
    params(("receipt_number" = String, Path, description = "The number on the receipt", min_length = 1, max_length = 40)),
    responses(
        (status = 200, body = Receipt, description = "The sale"),
        (status = 404, description = "`no-sale`, `no-such-name`: this store has no such receipt", body = Problem),
))]
pub async fn receipt(
    State(state): State<AppState>,
    Till(place): Till,
    Name(number): Name,
) -> Result<Json<Receipt>, Problem> {
    let found = state
        .store
        .read(move |tx: &mut Tx<'_>| sale_by_number(tx, place.store, &number))
        .await?;
    let (receipt, _) =
        found.ok_or_else(|| Problem::not_found(ErrorCode::NoSale.as_str(), "this store has no such receipt"))?;
    Ok(Json(receipt.into()))
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct Page {
    /// How many at most: 1 to 100, 20 when nothing is said.
    #[param(minimum = 1, maximum = 100)]
    limit: Option<i64>,
    /// The business day, today when nothing is said. With a cursor, the day that it was made for.
    #[param(example = "2026-11-22", pattern = r"^\d{4}-\d{2}-\d{2}$")]
    day: Option<String>,
    /// `next` of the page before.
    #[param(max_length = 256)]
    cursor: Option<String>,
}

/// A sale in a list.
#[derive(Serialize, ToSchema)]
pub struct Sold {
    receipt_number: String,
    at_ms: i64,
    gross_fen: i64,
}

/// A page of sales.
#[derive(Serialize, ToSchema)]
pub struct Sales {
    sales: Vec<Sold>,
    /// The `cursor` of the page that follows; nothing when this is the last one.
    next: Option<String>,
}

const LIMITS: RangeInclusive<i64> = 1..=100;

/// List the sales of a day
///
/// Those of this store, newest first, a page at a time. Sales that are made while one reads stand before the first page: those
/// already read are not told again, and none is left out.
#[utoipa::path(get, path = "/sales", tag = "Sales", params(Page), responses(
    (status = 200, body = Sales, description = "A page of them"),
    (status = 400, description = "`bad-limit`, `bad-day`, `bad-cursor`, `malformed`", body = Problem),
))]
pub async fn list(
    State(state): State<AppState>,
    Till(place): Till,
    Params(page): Params<Page>,
) -> Result<Json<Sales>, Problem> {
    let (store, secret) = (place.store, &state.store.context().secret);
    let limit = page.limit.unwrap_or(20);
    if !LIMITS.contains(&limit) {
        return Err(bad(ErrorCode::BadLimit.as_str(), "a page has 1 to 100 sales"));
    }
    let day = page.day.map(|day| BusinessDay::parse(&day)).transpose();
    let day = day.map_err(|_| bad(ErrorCode::BadDay.as_str(), "a day is written as 2026-11-22"))?;
    let cursor = match page.cursor.as_deref() {
        None => None,
        Some(text) => match SalesCursor::open(secret, store, text) {
            Some(cursor) if day.is_none_or(|day| day == cursor.day) => Some(cursor),
            _ => {
                return Err(bad(
                    ErrorCode::BadCursor.as_str(),
                    "this is no cursor of this store and day; begin without one",
                ));
            }
        },
    };
    let today = state.store.context().zone.business_day(state.store.now());
    let day = cursor.map(|cursor| cursor.day).or(day).unwrap_or(today);
    let before = cursor.map(|cursor| cursor.before);
    let found = state
        .store
        .read(move |tx: &mut Tx<'_>| sales_of_day(tx, store, day, before, limit))
        .await
        .map_err(|error: StoreError| error)?;
    let sales = found.sales.into_iter().map(|sale| Sold {
        receipt_number: sale.receipt_number,
        at_ms: sale.at.get(),
        gross_fen: sale.gross.get(),
    });
    let next = found.next.map(|before| SalesCursor { day, before }.seal(secret, store));
    Ok(Json(Sales {
        sales: sales.collect(),
        next,
    }))
}

fn bad(code: &'static str, title: &str) -> Problem {
    Problem::new(StatusCode::BAD_REQUEST, code, title)
}
