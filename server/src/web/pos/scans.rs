//! Scanning a member, and looking at the session that it opened.

use axum::Json;
use axum::extract::State;
use http::StatusCode;
use huika_domain::ErrorCode;
use huika_store::{
    StoreError, Tx,
    card::Stopped,
    staff::Place,
    till::{ScanOutcome, ScanRefusal, approval, scan as scan_code, till_member},
};
use serde::Deserialize;
use utoipa::ToSchema;

use super::input::{Body, Bounded, Name, longest, no_longer};
use super::model::Session;
use super::problem::Problem;
use super::till::Till;
use crate::web::AppState;

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Scan {
    /// What the scanner read: the twenty digits of the rotating code, or a printed card number. What readers add around them is taken
    /// away: a symbology identifier (`]Q1`), STX and ETX, GS, CR and LF, a byte order mark; full-width digits are read too.
    #[schema(example = "88123456789123456784", min_length = 1, max_length = 200)]
    code: String,
}

impl Bounded for Scan {
    fn check(&self) -> Result<(), Problem> {
        no_longer("code", &self.code, longest::SCANNED)
    }
}

/// Scan a member
///
/// Checks the code and uses it up, also when no sale follows. A card number opens a session that identifies and earns only.
///
/// The same code once more from the same till, within 15 seconds and while nothing was sold in its session, is the same scan: it answers
/// the same session, as readers that end with CR and LF send it twice. Later, from another till or after the sale it is `used`, with
/// `used_at_ms`, `used_store` and `used_till`. A card that cannot be used is `not-active`, and `card_status` says why: `frozen` and `lost`
/// are the member's to undo, on the phone or at the counter; `closed` is final.
#[utoipa::path(post, path = "/scans", tag = "Members", request_body = Scan, responses(
    (status = 201, description = "A till session is open", body = Session),
    (status = 422, description = "`not-a-code`, `unknown-code`, `wrong-code`, `out-of-time`, `used`, `locked`, `not-active`", body = Problem),
))]
pub async fn scan(
    State(state): State<AppState>,
    Till(place): Till,
    Body(Scan { code }): Body<Scan>,
) -> Result<(StatusCode, Json<Session>), Problem> {
    let at = place.clone();
    let outcome = state
        .store
        .write(move |tx: &mut Tx<'_>| scan_code(tx, &code, &at))
        .await
        .map_err(|e: StoreError| e)?;
    match outcome {
        ScanOutcome::Opened(opened) => Ok((StatusCode::CREATED, Json(view(&state, place, opened.token).await?))),
        ScanOutcome::Refused(refusal) => Err(refused(&refusal)),
    }
}

/// Look at a session
///
/// Who it is and what may be spent, and whether the member has approved a larger amount.
#[utoipa::path(get, path = "/sessions/{session}", tag = "Members", 
    params(("session" = String, Path, description = "The name that the scan answered", min_length = 1, max_length = 64)),
    responses(
        (status = 200, body = Session, description = "The session"),
        (status = 404, description = "`no-session`, `no-such-name`: this till has no such session", body = Problem),
))]
pub async fn session(
    State(state): State<AppState>,
    Till(place): Till,
    Name(session): Name,
) -> Result<Json<Session>, Problem> {
    view(&state, place, session).await.map(Json)
}

async fn view(state: &AppState, place: Place, session: String) -> Result<Session, Problem> {
    let name = session.clone();
    let found = state
        .store
        .read(move |tx: &mut Tx<'_>| -> Result<_, StoreError> {
            let Some(member) = till_member(tx, &name, &place)? else {
                return Ok(None);
            };
            let asked = approval(tx, &name, &place)?.map(|asked| asked.status.as_str());
            Ok(Some((member, asked)))
        })
        .await?;
    let (member, asked) =
        found.ok_or_else(|| Problem::not_found(ErrorCode::NoSession.as_str(), "this till has no such session"))?;
    Ok(Session::of(session, &member, &state.store.rules().tiers.tiers, asked))
}

fn refused(refusal: &ScanRefusal) -> Problem {
    let title = match refusal {
        ScanRefusal::Malformed => "these digits are no member code",
        ScanRefusal::Unknown => "nobody has this code",
        ScanRefusal::Wrong => "the code is wrong",
        ScanRefusal::OutOfTime => "the code is of another moment; the member refreshes it",
        ScanRefusal::Used { .. } => "the code was used before",
        ScanRefusal::Locked { .. } => "too many wrong codes; locked for a while",
        ScanRefusal::NotActive {
            stopped: Stopped::Frozen,
        } => "the card is frozen; the member unfreezes it on the phone, or the counter with a document",
        ScanRefusal::NotActive { stopped: Stopped::Lost } => {
            "the card is reported lost; the member reports it found, or the counter gives out another one"
        }
        ScanRefusal::NotActive {
            stopped: Stopped::Closed,
        } => "the membership has ended",
        ScanRefusal::CardExpired => "the card that was shown has expired; the card desk renews it",
        ScanRefusal::NotAllowed => "whoever is at this till may not sell here",
    };
    let problem = Problem::refused(refusal.code(), title);
    match refusal {
        ScanRefusal::Used { at, store, till } => problem
            .with("used_at_ms", at.get())
            .with("used_store", store.as_str())
            .with("used_till", till.as_str()),
        ScanRefusal::Locked { until } => problem.with("locked_until_ms", until.get()),
        ScanRefusal::NotActive { stopped } => problem.with("card_status", stopped.status().as_str()),
        _ => problem,
    }
}
