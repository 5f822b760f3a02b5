//! `/pos/v1`: the interface for tills of other makers. A till has a key of its own, for one store; what it may do here is what a
//! cashier may do at the counter, by the same use cases.
//!
//! Money is in fen and whole; times are UTC milliseconds. Refusals are problem documents (RFC 9457) with a stable `code`. Whatever
//! changes something wants an `Idempotency-Key`: sent again with the same key, it is answered as it was the first time.

mod approvals;
mod bill;
mod docs;
mod document;
mod goods;
mod input;
mod limits;
mod lines;
mod members;
mod model;
mod price;
mod problem;
mod quotes;
mod returns;
mod sales;
mod scans;
mod till;

use huika_domain::ErrorCode;
use std::sync::OnceLock;

use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use http::StatusCode;
use utoipa::openapi::OpenApi as Description;
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::{Modify, OpenApi};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use self::problem::Problem;
use super::AppState;

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Huika POS",
        version = "1",
        description = "For tills: scan a member, quote, sell, return. Amounts are in fen (1.00 is 100), times are UTC milliseconds. \
                       Refusals are `application/problem+json` with a stable `code`. Texts that are too long are refused and never cut.",
        license(name = "Apache-2.0 OR MIT", identifier = "Apache-2.0 OR MIT")
    ),
    servers((url = "/", description = "This server")),
    tags((name = "Members", description = "Who stands at the till"), (name = "Sales", description = "What is sold and taken back"),
        (name = "Goods", description = "What there is to sell")),
    security(("till_key" = [])),
    modifiers(&TillKeyScheme)
)]
struct Pos;

struct TillKeyScheme;

impl Modify for TillKeyScheme {
    fn modify(&self, description: &mut Description) {
        let scheme = HttpBuilder::new()
            .scheme(HttpAuthScheme::Bearer)
            .description(Some(
                "The till's key, made by the operator with `huika till-key` and shown once. `huika till-key end` ends it.",
            ))
            .build();
        let components = description.components.get_or_insert_with(Default::default);
        components.add_security_scheme("till_key", SecurityScheme::Http(scheme));
    }
}

/// The routes, with their description at `/pos/v1/openapi.json` and for people at `/pos/v1/docs`.
pub fn routes() -> Router<AppState> {
    let (router, _) = described().split_for_parts();
    router
        .route("/pos/v1/openapi.json", get(async || Json(description().clone())))
        .route("/pos/v1/docs", get(docs::page))
}

/// A refusal that some layer around these routes made, such as a time-out.
pub fn without_words(status: StatusCode) -> Response {
    let problem = match status {
        StatusCode::SERVICE_UNAVAILABLE => Problem::unavailable(
            ErrorCode::NoAnswerInTime.as_str(),
            "no answer in time; send the same request again with the same key",
            1,
        ),
        StatusCode::NOT_FOUND => {
            Problem::not_found(ErrorCode::NoSuchAddress.as_str(), "there is nothing at this address")
        }
        StatusCode::METHOD_NOT_ALLOWED => Problem::new(
            status,
            ErrorCode::WrongMethod.as_str(),
            "this address is not used in this way",
        ),
        StatusCode::PAYLOAD_TOO_LARGE => {
            Problem::new(status, ErrorCode::TooLarge.as_str(), "what was sent is too large")
        }
        status if status.is_server_error() => {
            Problem::new(status, ErrorCode::Internal.as_str(), "something went wrong on our side")
        }
        status => Problem::new(
            status,
            ErrorCode::Refused.as_str(),
            status.canonical_reason().unwrap_or("refused"),
        ),
    };
    problem.into_response()
}

/// A request that cannot be read, by a layer around these routes.
pub fn malformed(title: &str) -> Response {
    Problem::new(StatusCode::BAD_REQUEST, ErrorCode::Malformed.as_str(), title).into_response()
}

fn described() -> OpenApiRouter<AppState> {
    let v1 = OpenApiRouter::new()
        .routes(routes!(scans::scan))
        .routes(routes!(scans::session))
        .routes(routes!(members::look_up))
        .routes(routes!(quotes::quote))
        .routes(routes!(approvals::ask))
        .routes(routes!(sales::sell, sales::list))
        .routes(routes!(sales::receipt))
        .routes(routes!(lines::of_sale))
        .routes(routes!(returns::take_back))
        .routes(routes!(returns::quote))
        .routes(routes!(goods::list));
    OpenApiRouter::with_openapi(Pos::openapi()).nest("/pos/v1", v1)
}

/// The interface's description, from the code that serves it.
pub fn description() -> &'static Description {
    static DESCRIPTION: OnceLock<Description> = OnceLock::new();
    DESCRIPTION.get_or_init(|| document::completed(described().split_for_parts().1))
}
