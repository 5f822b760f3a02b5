//! Above the member's own limit the phone asks.

use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::{StatusCode, header};
use huika_domain::ErrorCode;
use huika_store::{
    Tx,
    sale::Sell,
    till::{Approval, ApprovalStatus, DecidedBy, ask_approval, ask_once},
};
use serde::Serialize;
use utoipa::ToSchema;

use super::bill::Bill;
use super::input::Body;
use super::problem::Problem;
use super::till::Till;
use crate::web::AppState;

/// A question to the member.
#[derive(Serialize, ToSchema)]
pub struct Asked {
    /// The bill that is asked about, before discounts.
    #[schema(example = 79_000)]
    gross_fen: i64,
    /// What would leave the card, in money.
    #[schema(example = 39_500)]
    amount_fen: i64,
    /// What would leave the card, in points.
    #[schema(example = 39_500)]
    points: i64,
    /// What the points take off the bill.
    #[schema(example = 39_500)]
    points_fen: i64,
    /// `waiting`, `approved`, `refused`, `used` or `expired`.
    #[schema(example = "waiting")]
    status: &'static str,
    expires_at_ms: i64,
}

/// Ask the member
///
/// The member's phone shows store, till, bill, and what would leave the card in money and in points; the member approves with the PIN
/// or a passkey. A sale above the limit asks by itself; this asks before there is a sale, or once more after a no. Look at the session
/// until `approval` is `approved`, then sell this very bill: the yes pays no other, and what differs in anything is another question.
/// While a question waits, asking again for the same bill answers the same question; a scan asks three times at most.
#[utoipa::path(post, path = "/approvals", tag = "Sales", request_body = Bill, responses(
    (status = 200, body = Asked, description = "The member is asked"),
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
    Ok(Json(asked.into()))
}

/// What a sale above the limit is answered with: the question that waits, or what became of it.
pub async fn wait_for(state: &AppState, request: Sell) -> Result<Response, Problem> {
    let asked = state.store.write(move |tx: &mut Tx<'_>| ask_once(tx, &request));
    let asked = asked.await?;
    match asked.status {
        ApprovalStatus::Refused if asked.decided_by == Some(DecidedBy::Changed) => Err(over(
            ErrorCode::ApprovalChanged.as_str(),
            "the bill costs something else by now; ask again",
            &asked,
        )),
        ApprovalStatus::Refused => Err(over(ErrorCode::ApprovalRefused.as_str(), "the member said no", &asked)),
        ApprovalStatus::Expired => Err(over(
            ErrorCode::ApprovalExpired.as_str(),
            "the member did not answer in time",
            &asked,
        )),
        _ => Ok((
            StatusCode::ACCEPTED,
            [(header::RETRY_AFTER, "1")],
            Json(Asked::from(asked)),
        )
            .into_response()),
    }
}

fn over(code: &'static str, title: &str, asked: &Approval) -> Problem {
    Problem::new(StatusCode::CONFLICT, code, title)
        .with("gross_fen", asked.gross.get())
        .with("amount_fen", asked.amount.get())
        .with("points", asked.points.get())
}

impl From<Approval> for Asked {
    fn from(asked: Approval) -> Self {
        Self {
            gross_fen: asked.gross.get(),
            amount_fen: asked.amount.get(),
            points: asked.points.get(),
            points_fen: asked.points_value.get(),
            status: asked.status.as_str(),
            expires_at_ms: asked.expires_at.get(),
        }
    }
}
