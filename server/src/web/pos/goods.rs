//! The list of goods, for a till that keeps one of its own.

use std::ops::RangeInclusive;

use axum::Json;
use axum::extract::State;
use http::StatusCode;
use huika_domain::{ErrorCode, Fen, Millis};
use huika_store::{
    StoreError, Tx,
    goods::{GoodsRow, goods_changed_after},
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::input::Params;
use super::problem::Problem;
use super::till::Till;
use crate::web::AppState;

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct Since {
    /// How many at most: 1 to 100, 100 when nothing is said.
    #[param(minimum = 1, maximum = 100)]
    limit: Option<i64>,
    /// `next` of the page before; without it, or with 0, the list begins with the goods that were not changed for the longest time.
    #[param(minimum = 0)]
    changed_after_ms: Option<i64>,
}

/// Goods or a service.
#[derive(Serialize, ToSchema)]
pub struct Goods {
    /// The shop's own number, which never changes.
    #[schema(example = "TEA-01")]
    code: String,
    name: String,
    /// `goods` or `service`.
    kind: &'static str,
    /// The name of its category; empty for none.
    category: String,
    /// Empty for none.
    brand: String,
    unit: String,
    /// 8, 12, 13 or 14 digits with their leading zeros; empty for none.
    barcode: String,
    list_fen: i64,
    /// What members pay; nothing where that is the list price.
    member_fen: Option<i64>,
    /// What dealers of the first level pay; nothing where that is the list price.
    dealer1_fen: Option<i64>,
    /// The same of the second level.
    dealer2_fen: Option<i64>,
    /// The same of the third level.
    dealer3_fen: Option<i64>,
    /// No discount touches it.
    no_discount: bool,
    /// It earns no points.
    no_points: bool,
    /// The address of its picture below this server; empty for none. What it shows never changes.
    picture: String,
    /// On sale from then on.
    sold_from_ms: i64,
    /// On sale until the instant before; nothing: without an end.
    sold_until_ms: Option<i64>,
    /// When it was changed last. No two goods have the same.
    changed_at_ms: i64,
}

/// A page of goods.
#[derive(Serialize, ToSchema)]
pub struct GoodsPage {
    goods: Vec<Goods>,
    /// The `changed_after_ms` to go on with, now where more follows, and later for what is changed from now on.
    next: i64,
    /// Whether more follows now.
    more: bool,
}

impl From<GoodsRow> for Goods {
    fn from(row: GoodsRow) -> Self {
        let price = |fen: Option<Fen>| fen.map(Fen::get);
        Self {
            code: row.code,
            name: row.name,
            kind: row.kind.as_str(),
            category: row.category_name,
            brand: row.brand,
            unit: row.unit,
            barcode: row.barcode,
            list_fen: row.prices.list.get(),
            member_fen: price(row.prices.member),
            dealer1_fen: price(row.prices.dealers[0]),
            dealer2_fen: price(row.prices.dealers[1]),
            dealer3_fen: price(row.prices.dealers[2]),
            no_discount: row.no_discount,
            no_points: row.no_points,
            picture: if row.picture.is_empty() {
                String::new()
            } else {
                format!("/pictures/{}", row.picture)
            },
            sold_from_ms: row.sold_from.get(),
            sold_until_ms: row.sold_until.map(Millis::get),
            changed_at_ms: row.changed_at.get(),
        }
    }
}

const LIMITS: RangeInclusive<i64> = 1..=100;

/// List the goods, or what was changed of them
///
/// All goods in the order of their last change, a page at a time, with those that are on sale no more. A till reads until `more` is false,
/// keeps `next`, and asks with it again later: it is told what was changed since, and nothing twice.
#[utoipa::path(get, path = "/goods", operation_id = "list_goods", tag = "Goods", params(Since), responses(
    (status = 200, body = GoodsPage, description = "A page of them"),
    (status = 400, description = "`bad-limit`, `malformed`", body = Problem),
))]
pub async fn list(
    State(state): State<AppState>,
    Till(_till): Till,
    Params(since): Params<Since>,
) -> Result<Json<GoodsPage>, Problem> {
    let limit = since.limit.unwrap_or(*LIMITS.end());
    if !LIMITS.contains(&limit) {
        let title = "a page has 1 to 100 goods";
        return Err(Problem::new(
            StatusCode::BAD_REQUEST,
            ErrorCode::BadLimit.as_str(),
            title,
        ));
    }
    let after = since.changed_after_ms.unwrap_or(0);
    if after < 0 {
        let title = "`changed_after_ms` is 0 or more";
        return Err(Problem::new(
            StatusCode::BAD_REQUEST,
            ErrorCode::Malformed.as_str(),
            title,
        ));
    }
    let after = Millis::new(after);
    let mut rows = state
        .store
        .read(move |tx: &mut Tx<'_>| goods_changed_after(tx, after, limit + 1))
        .await
        .map_err(|error: StoreError| error)?;
    let more = rows.len() as i64 > limit;
    rows.truncate(usize::try_from(limit).unwrap_or_default());
    let next = rows.last().map_or(after, |row| row.changed_at).get();
    Ok(Json(GoodsPage {
        goods: rows.into_iter().map(Goods::from).collect(),
        next,
        more,
    }))
}
