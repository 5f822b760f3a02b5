//! `/events`: what just happened to the signed-in member, as it happens.
//!
//! The store's hub says only *that* something changed; the stream then reads what. Each event carries the number of its entry, and a
//! browser that reconnects says which one it saw last, so nothing is lost in a tunnel and nothing is shown twice.

use std::collections::VecDeque;
use std::convert::Infallible;
use std::time::Duration;

use axum::extract::{Query, State};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use axum_extra::extract::CookieJar;
use futures::stream::{self, Stream};
use http::StatusCode;
use http::request::Parts;
use huika_app::context::{Visit, session_cookie};
use huika_app::i18n::Lang;
use huika_app::islands::live_receipt::LiveMovement;
use huika_app::member::live_movement;
use huika_domain::{EntryId, MemberId};
use huika_store::assets::movements_since;
use huika_store::identity::{MemberSession, session};
use huika_store::{StoreError, Tx};
use serde::Deserialize;
use tokio::sync::watch;
use tokio::time::timeout;

use super::AppState;

/// Proxies and phones drop a connection on which nothing happens for a minute; a comment now and then keeps it.
const HEARTBEAT: Duration = Duration::from_secs(20);
/// How long a stream believes that its session is still open.
const SESSION_CHECK: Duration = Duration::from_mins(1);

#[derive(Deserialize)]
pub struct Asked {
    /// The newest entry that the page knows.
    after: Option<i64>,
}

/// The stream, for whoever is signed in.
pub async fn events(State(state): State<AppState>, Query(asked): Query<Asked>, parts: Parts) -> Response {
    let jar = CookieJar::from_headers(&parts.headers);
    let Some(token) = jar
        .get(&session_cookie(&state.portal))
        .map(|cookie| cookie.value().to_owned())
    else {
        return StatusCode::UNAUTHORIZED.into_response();
    };
    let session = match signed_in(&state, &token).await {
        Ok(Some(session)) => session,
        Ok(None) => return StatusCode::UNAUTHORIZED.into_response(),
        Err(error) => {
            tracing::error!(%error, "the store does not answer");
            return StatusCode::SERVICE_UNAVAILABLE.into_response();
        }
    };
    let seen_last = parts
        .headers
        .get("last-event-id")
        .and_then(|id| id.to_str().ok()?.parse().ok());
    // A page that does not say what it knows is told of what comes from now on.
    let after = seen_last.or(asked.after).map(EntryId::new);
    let listener = Listener {
        changes: state.store.live().subscribe(session.member),
        stopping: state.stopping.clone(),
        // The page that listens was rendered in this language.
        language: Visit::from_parts(&state.portal, &parts).lang,
        member: session.member,
        after,
        ready: VecDeque::new(),
        token,
        state,
    };
    Sse::new(listener.stream())
        .keep_alive(KeepAlive::new().interval(HEARTBEAT))
        .into_response()
}

async fn signed_in(state: &AppState, token: &str) -> Result<Option<MemberSession>, StoreError> {
    let token = token.to_owned();
    state.store.read(move |tx: &mut Tx<'_>| session(tx, &token)).await
}

struct Listener {
    state: AppState,
    token: String,
    member: MemberId,
    language: Lang,
    after: Option<EntryId>,
    ready: VecDeque<LiveMovement>,
    changes: watch::Receiver<u64>,
    stopping: watch::Receiver<bool>,
}

impl Listener {
    fn stream(self) -> impl Stream<Item = Result<Event, Infallible>> {
        stream::unfold(self, |mut listener| async move {
            let movement = listener.next().await?;
            Some((
                Ok(Event::default()
                    .id(movement.entry.to_string())
                    .data(movement.to_lines())),
                listener,
            ))
        })
    }

    /// The next movement, whenever that is; `None` ends the stream.
    async fn next(&mut self) -> Option<LiveMovement> {
        loop {
            if let Some(movement) = self.ready.pop_front() {
                self.after = Some(EntryId::new(movement.entry));
                return Some(movement);
            }
            self.changes.mark_unchanged();
            self.ready = self.movements().await.ok()?.into();
            if self.ready.is_empty() && !self.wait().await {
                return None;
            }
        }
    }

    async fn movements(&mut self) -> Result<Vec<LiveMovement>, StoreError> {
        let (member, after) = (self.member, self.after.unwrap_or(EntryId::new(0)));
        let found = self
            .state
            .store
            .read(move |tx: &mut Tx<'_>| movements_since(tx, member, after))
            .await?;
        if self.after.is_none() {
            self.after = Some(found.last().map_or(after, |newest| newest.entry));
            return Ok(Vec::new());
        }
        Ok(found
            .iter()
            .map(|movement| live_movement(self.language, movement))
            .collect())
    }

    /// Until something changed; false when the stream has to end: the server stops, or the session was ended elsewhere.
    async fn wait(&mut self) -> bool {
        loop {
            let stopping = async { drop(self.stopping.wait_for(|stop| *stop).await) };
            let changed = tokio::select! {
                () = stopping => return false,
                changed = timeout(SESSION_CHECK, self.changes.changed()) => changed.ok().map(|changed| changed.is_ok()),
            };
            match changed {
                Some(goes_on) => return goes_on,
                None if matches!(signed_in(&self.state, &self.token).await, Ok(None)) => return false,
                None => {}
            }
        }
    }
}
