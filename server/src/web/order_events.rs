//! `/events/order/{number}`: tells the phone that shows the code of an order when the order is handed out or cancelled. One event, and the
//! stream ends.

use std::convert::Infallible;
use std::time::Duration;

use axum::extract::{Path, State};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use axum_extra::extract::CookieJar;
use futures::stream;
use http::{HeaderMap, StatusCode};
use huika_app::context::session_cookie;
use huika_domain::MemberId;
use huika_store::{
    StoreError, Tx,
    mall::{Order, OrderStatus, order},
    member::session,
};
use tokio::time::timeout;

use super::AppState;
use super::streams::{too_many, unbuffered};

const HEARTBEAT: Duration = Duration::from_secs(20);
/// Whoever shows a code for longer is asked for the page again.
const LONGEST: Duration = Duration::from_mins(10);

/// The stream, for the member whose order it is.
pub async fn handed_out(State(state): State<AppState>, Path(number): Path<String>, headers: HeaderMap) -> Response {
    let cookies = CookieJar::from_headers(&headers);
    let Some(token) = cookies
        .get(&session_cookie(&state.portal))
        .map(|cookie| cookie.value().to_owned())
    else {
        return StatusCode::UNAUTHORIZED.into_response();
    };
    let of_session = token.clone();
    let found = state.store.look_up(move |tx: &mut Tx<'_>| session(tx, &token)).await;
    let member = match found {
        Ok(Some(session)) => session.member,
        Ok(None) => return StatusCode::UNAUTHORIZED.into_response(),
        Err(error) => return unavailable(&error),
    };
    match own_order(&state, member, &number).await {
        Ok(Some(_)) => {}
        Ok(None) => return StatusCode::NOT_FOUND.into_response(),
        Err(error) => return unavailable(&error),
    }
    let Some(open) = state.streams.open(&of_session, state.config.server.streams_per_session) else {
        return too_many();
    };
    let once = stream::once(async move {
        let _open = open;
        // Whether it was handed out, or the wait was in vain: the page looks for itself.
        let _ = timeout(LONGEST, until_changed(state, member, &number)).await;
        Ok::<_, Infallible>(Event::default().data("changed"))
    });
    unbuffered(Sse::new(once).keep_alive(KeepAlive::new().interval(HEARTBEAT)))
}

async fn until_changed(state: AppState, member: MemberId, number: &str) {
    let mut changes = state.store.live().subscribe(member);
    let mut stopping = state.stopping.clone();
    loop {
        changes.mark_unchanged();
        let found = own_order(&state, member, number).await;
        let waits = matches!(found, Ok(Some(order)) if order.status == OrderStatus::Ready);
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

async fn own_order(state: &AppState, member: MemberId, number: &str) -> Result<Option<Order>, StoreError> {
    let number = number.to_owned();
    state
        .store
        .read(move |tx: &mut Tx<'_>| order(tx, member, &number))
        .await
}

fn unavailable(error: &StoreError) -> Response {
    tracing::error!(%error, "the store does not answer");
    StatusCode::SERVICE_UNAVAILABLE.into_response()
}
