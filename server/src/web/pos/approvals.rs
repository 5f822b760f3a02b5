//! Above the member's own limit the phone asks.

use axum::Json;
use axum::extract::State;
use huika_store::Tx;
use huika_store::till::ask_approval;
use serde::Serialize;
use utoipa::ToSchema;

use super::input::Body;
use super::model::Bill;
use super::problem::Problem;
use super::till::Till;
use crate::web::AppState;

/// A question to the member.
#[derive(Serialize, ToSchema)]
pub struct Asked {
    /// What is asked for, from the card.
    amount_fen: i64,
    /// `waiting`, `approved`, `refused`, `used` or `expired`.
    #[schema(example = "waiting")]
    status: &'static str,
    expires_at_ms: i64,
}

/// Ask the member
///
/// After a sale was refused with `above-limit`: the member's phone shows store and amount, and the member approves with the PIN.
/// Look at the session until `approval` is `approved`, then sell. Asking again for the same amount asks the same question.
#[utoipa::path(post, path = "/approvals", tag = "Sales", request_body = Bill, responses(
    (status = 200, body = Asked),
    (status = 404, description = "The session has ended; scan again", body = Problem),
    (status = 422, description = "The bill cannot be paid like this", body = Problem),
))]
pub async fn ask(
    State(state): State<AppState>,
    Till(place): Till,
    Body(bill): Body<Bill>,
) -> Result<Json<Asked>, Problem> {
    let request = bill.sell(place, String::new());
    let asked = state
        .store
        .write(move |tx: &mut Tx<'_>| ask_approval(tx, &request))
        .await?;
    Ok(Json(Asked {
        amount_fen: asked.amount.get(),
        status: asked.status.as_str(),
        expires_at_ms: asked.expires_at.get(),
    }))
}
