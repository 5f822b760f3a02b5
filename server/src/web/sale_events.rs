//! `/events/sale/{session}`: tells the counter that waits for a member's decision when there is one. One event, and the stream ends.

use std::convert::Infallible;
use std::time::Duration;

use axum::extract::{Path, State};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use axum_extra::extract::CookieJar;
use futures::stream;
use http::{HeaderMap, StatusCode};
use huika_app::context::{staff_cookie, till_cookie};
use huika_store::{
    StoreError, Tx,
    staff::{Place, staff_session_at},
    till::{Approval, ApprovalStatus, approval},
};
use tokio::time::timeout;

use super::AppState;
use super::streams::{too_many, unbuffered};

const HEARTBEAT: Duration = Duration::from_secs(20);
/// A question lives for minutes: whoever waits longer asks again.
const LONGEST: Duration = Duration::from_mins(10);

/// The stream, for the till whose question it is.
pub async fn decided(State(state): State<AppState>, Path(session): Path<String>, headers: HeaderMap) -> Response {
    let cookies = CookieJar::from_headers(&headers);
    let Some(token) = cookies
        .get(&staff_cookie(&state.portal))
        .map(|cookie| cookie.value().to_owned())
    else {
        return StatusCode::UNAUTHORIZED.into_response();
    };
    let till = cookies
        .get(&till_cookie(&state.portal))
        .map(|cookie| cookie.value().to_owned());
    let of_session = token.clone();
    let staff = state
        .store
        .look_up(move |tx: &mut Tx<'_>| staff_session_at(tx, &token, till.as_deref()))
        .await;
    let place = match staff {
        Ok(Some(staff)) => Place {
            store: staff.store,
            till: staff.till,
            operator: Some(staff.operator),
        },
        Ok(None) => return StatusCode::UNAUTHORIZED.into_response(),
        Err(error) => return unavailable(&error),
    };
    let member = match question(&state, &session, &place).await {
        Ok(Some(asked)) => asked.member,
        Ok(None) => return StatusCode::NOT_FOUND.into_response(),
        Err(error) => return unavailable(&error),
    };
    let Some(open) = state.streams.open(&of_session, state.config.server.streams_per_session) else {
        return too_many();
    };
    let once = stream::once(async move {
        let _open = open;
        // Whether it was decided, or the wait was in vain: the page looks for itself.
        let _ = timeout(LONGEST, until_decided(state, &session, &place, member)).await;
        Ok::<_, Infallible>(Event::default().data("decided"))
    });
    unbuffered(Sse::new(once).keep_alive(KeepAlive::new().interval(HEARTBEAT)))
}

async fn until_decided(state: AppState, session: &str, place: &Place, member: huika_domain::MemberId) {
    let mut changes = state.store.live().subscribe(member);
    let mut stopping = state.stopping.clone();
    loop {
        changes.mark_unchanged();
        let asked = question(&state, session, place).await;
        let waits = matches!(asked, Ok(Some(asked)) if asked.status == ApprovalStatus::Waiting);
        if !waits {
            return;
        }
        tokio::select! {
            _ = stopping.wait_for(|stop| *stop) => return,
            changed = changes.changed() => {
                if changed.is_err() {
                    return;
                }
            }
        }
    }
}

async fn question(state: &AppState, session: &str, place: &Place) -> Result<Option<Approval>, StoreError> {
    let (session, place) = (session.to_owned(), place.clone());
    state
        .store
        .read(move |tx: &mut Tx<'_>| approval(tx, &session, &place))
        .await
}

fn unavailable(error: &StoreError) -> Response {
    tracing::error!(%error, "the store does not answer");
    StatusCode::SERVICE_UNAVAILABLE.into_response()
}
