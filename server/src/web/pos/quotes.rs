//! What a bill would cost. Also the one place that turns a refusal of a sale into a problem.

use axum::Json;
use axum::extract::State;
use huika_domain::{ErrorCode, QuoteError};
use huika_store::{
    Tx,
    coupon::TypedCodes,
    price::CartError,
    sale::{SellError, price_sale, price_typed},
};

use super::bill::Bill;
use super::input::Body;
use super::price::Priced;
use super::problem::Problem;
use super::till::Till;
use crate::web::AppState;

/// Quote a bill
///
/// The same figures that the sale will post, with what each step took off, and every coupon, code and campaign that was not used with its reason and what is missing.
/// Nothing is changed; codes that nothing has are counted, and after too many of them a till waits.
#[utoipa::path(post, path = "/quotes", tag = "Sales", request_body = Bill, responses(
    (status = 200, body = Priced, description = "What it would cost"),
    (status = 404, description = "The session has ended; scan again", body = Problem),
    (status = 422, description = "The bill cannot be paid like this; `code` says why", body = Problem),
))]
pub async fn quote(
    State(state): State<AppState>,
    Till(place): Till,
    Body(bill): Body<Bill>,
) -> Result<Json<Priced>, Problem> {
    let request = bill.sell(place, String::new());
    if request.codes.is_empty() {
        let priced = state
            .store
            .read(move |tx: &mut Tx<'_>| price_sale(tx, &request))
            .await?;
        return Ok(Json(priced.into()));
    }
    // Wrong codes are counted, so this one writes.
    let typed = state.store.write(move |tx: &mut Tx<'_>| price_typed(tx, &request));
    match typed.await? {
        TypedCodes::Looked(priced) => Ok(Json(priced.into())),
        TypedCodes::Wait { until } => {
            let code = ErrorCode::CouponCodeTries.as_str();
            Err(Problem::refused(code, "too many wrong codes; wait").with("locked_until_ms", until.get()))
        }
    }
}

impl From<SellError> for Problem {
    fn from(error: SellError) -> Self {
        let (code, title) = (error.code(), error.to_string());
        match error {
            SellError::NoSession => Self::not_found(code, title),
            SellError::AboveLimit { left } => Self::refused(code, title).with("left_fen", left.get()),
            SellError::TendersDiffer { outside } => Self::refused(code, title).with("outside_fen", outside.get()),
            SellError::PriceChanged { due } => Self::refused(code, title).with("due_fen", due.get()),
            SellError::Store(error) | SellError::Cart(CartError::Store(error)) => error.into(),
            SellError::Cart(CartError::NoGoods { line }) => Self::refused(code, title).with("line", line),
            SellError::Quote(QuoteError::Short(short)) => Self::refused(code, title)
                .with("missing_fen", short.missing().get())
                .with("available_fen", short.available.get()),
            SellError::Cart(CartError::Empty)
            | SellError::IdentifyOnly
            | SellError::NothingToApprove
            | SellError::AskedTooOften
            | SellError::NotActive
            | SellError::NotAllowed
            | SellError::NoTender
            | SellError::NoShift
            | SellError::UnknownTender
            | SellError::Hand(_)
            | SellError::Offer(_)
            | SellError::Quote(_)
            | SellError::KeyReused(_) => Self::refused(code, title),
        }
    }
}
