//! The lines of a sale: what was paid for each, why, and how much of it came back.

use axum::Json;
use axum::extract::State;
use huika_domain::ErrorCode;
use huika_store::{
    StoreError, Tx,
    sale::{PriceExplained, returns::lines_left},
    till::sale_by_number,
};
use serde::Serialize;
use utoipa::ToSchema;

use super::input::Name;
use super::price::{GivenGift, NotUsed, PriceStep, gifts, not_used, steps};
use super::problem::Problem;
use super::till::Till;
use crate::web::AppState;

/// A line of a sale.
#[derive(Serialize, ToSchema)]
pub struct SoldLine {
    /// What it is called; empty for an amount.
    name: String,
    quantity: u32,
    /// Of these, what came back.
    returned: u32,
    /// All pieces at their list price.
    list_fen: i64,
    /// What was paid for all pieces.
    due_fen: i64,
}

/// The lines of a sale. A plain amount has none.
#[derive(Serialize, ToSchema)]
pub struct SoldLines {
    lines: Vec<SoldLine>,
    /// What each step took off, in their order.
    steps: Vec<PriceStep>,
    /// What was given with it.
    gifts: Vec<GivenGift>,
    /// Every offer that was not used, why not, and what was missing.
    not_used: Vec<NotUsed>,
}

/// Look at the lines of a sale
///
/// In the order of the receipt: a return names a line by its place among these, from 0.
#[utoipa::path(get, path = "/sales/{receipt_number}/lines", operation_id = "lines_of_sale", tag = "Sales",
    params(("receipt_number" = String, Path, description = "The number on the receipt", min_length = 1, max_length = 40)),
    responses(
        (status = 200, body = SoldLines, description = "Its lines"),
        (status = 404, description = "`no-sale`, `no-such-name`: this store has no such receipt", body = Problem),
))]
pub async fn of_sale(
    State(state): State<AppState>,
    Till(place): Till,
    Name(number): Name,
) -> Result<Json<SoldLines>, Problem> {
    let found = state
        .store
        .read(move |tx: &mut Tx<'_>| -> Result<_, StoreError> {
            let Some((receipt, _)) = sale_by_number(tx, place.store, &number)? else {
                return Ok(None);
            };
            let price = PriceExplained::of_sale(tx, receipt.sale)?;
            Ok(Some((price, lines_left(tx, receipt.sale)?)))
        })
        .await?;
    let (price, left) =
        found.ok_or_else(|| Problem::not_found(ErrorCode::NoSale.as_str(), "this store has no such receipt"))?;
    let Some(price) = price else {
        return Ok(Json(SoldLines {
            lines: Vec::new(),
            steps: Vec::new(),
            gifts: Vec::new(),
            not_used: Vec::new(),
        }));
    };
    let lines = price.lines.iter().enumerate().map(|(place, line)| SoldLine {
        name: line.name.clone(),
        quantity: line.quantity,
        returned: left.get(place).map_or(0, |left| left.returned),
        list_fen: line.list.get(),
        due_fen: line.due.get(),
    });
    Ok(Json(SoldLines {
        lines: lines.collect(),
        steps: steps(&price),
        gifts: gifts(&price),
        not_used: not_used(&price),
    }))
}
