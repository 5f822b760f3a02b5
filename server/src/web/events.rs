//! `/events`: what just happened to the signed-in member, as it happens: movements, and for pages that say which question of a till
//! they show (`asked=`), the event `asked` when another one waits. `over` is the last event of a session that was ended elsewhere.
//!
//! The store's hub says only *that* something changed; the stream then reads what. Each event carries the number of its entry, and a
//! browser that reconnects says which one it saw last, so nothing is lost in a tunnel and nothing is shown twice.
//!
//! A proxy that holds a stream back delivers nothing before it ends. A page finds that out by `hello`, which it asks for and which comes at
//! once; where it does not come, the page asks for `brief` streams, which end with the first news or after some seconds.

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
use huika_app::show::approval::asked_text;
use huika_app::show::live_movement;
use huika_domain::{EntryId, MemberId};
use huika_store::{
    StoreError, Tx,
    member::{MemberSession, movements_since, no_pin_left, session},
    till::waiting_approval,
};
use serde::Deserialize;
use tokio::sync::watch;
use tokio::time::timeout;

use super::AppState;
use super::streams::{OpenStream, too_many, unbuffered};

/// Proxies and phones drop a connection on which nothing happens for a minute; a comment now and then keeps it.
const HEARTBEAT: Duration = Duration::from_secs(20);
/// How long a brief stream waits for news.
const BRIEF: Duration = Duration::from_secs(10);
/// When a browser asks for the next brief stream.
const BRIEF_AGAIN: Duration = Duration::from_millis(500);
/// How long a stream believes that its session is still open.
const SESSION_CHECK: Duration = Duration::from_mins(1);

#[derive(Deserialize)]
pub struct Wanted {
    /// The newest entry that the page knows.
    after: Option<i64>,
    /// The question of a till that the page shows, or nothing when it shows none.
    asked: Option<String>,
    /// Whether the stream begins with a word that it has come through.
    hello: Option<String>,
    /// Whether it ends with the first news.
    brief: Option<String>,
}

/// What a page is told.
enum News {
    /// The stream has come through.
    Hello,
    Movement(LiveMovement),
    /// A question's token and its words, a line each; both empty when none waits any more.
    Asked(String),
    /// The session is over.
    Over,
}

impl News {
    fn event(&self) -> Event {
        match self {
            Self::Hello => Event::default().event("hello").data("hello").retry(BRIEF_AGAIN),
            Self::Movement(movement) => Event::default()
                .id(movement.entry.to_string())
                .data(movement.to_lines()),
            Self::Asked(lines) => Event::default().event("asked").data(lines),
            Self::Over => Event::default().event("over").data("over"),
        }
    }
}

/// The stream, for whoever is signed in.
pub async fn events(State(state): State<AppState>, Query(asked): Query<Wanted>, parts: Parts) -> Response {
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
    let Some(open) = state.streams.open(&token, state.config.server.streams_per_session) else {
        return too_many();
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
        asked: asked.asked,
        ready: asked.hello.map(|_| News::Hello).into_iter().collect(),
        brief: asked.brief.map(|_| Brief {
            ends: tokio::time::Instant::now() + BRIEF,
            told: false,
        }),
        _open: open,
        token,
        state,
    };
    unbuffered(Sse::new(listener.stream()).keep_alive(KeepAlive::new().interval(HEARTBEAT)))
}

async fn signed_in(state: &AppState, token: &str) -> Result<Option<MemberSession>, StoreError> {
    let token = token.to_owned();
    state.store.look_up(move |tx: &mut Tx<'_>| session(tx, &token)).await
}

/// A stream that ends soon.
#[derive(Clone, Copy)]
struct Brief {
    ends: tokio::time::Instant,
    /// It had something to tell.
    told: bool,
}

struct Listener {
    state: AppState,
    _open: OpenStream,
    token: String,
    member: MemberId,
    language: Lang,
    after: Option<EntryId>,
    /// The question that the page shows; none for pages that show no questions.
    asked: Option<String>,
    ready: VecDeque<News>,
    brief: Option<Brief>,
    changes: watch::Receiver<u64>,
    stopping: watch::Receiver<bool>,
}

impl Listener {
    fn stream(self) -> impl Stream<Item = Result<Event, Infallible>> {
        stream::unfold(Some(self), |listener| async move {
            let mut listener = listener?;
            let news = listener.next().await?;
            let event = Ok(news.event());
            // Nothing comes after the end.
            Some((event, (!matches!(news, News::Over)).then_some(listener)))
        })
    }

    /// The next piece of news, whenever that is; `None` ends the stream.
    async fn next(&mut self) -> Option<News> {
        loop {
            if let Some(news) = self.ready.pop_front() {
                if let (Some(brief), false) = (&mut self.brief, matches!(news, News::Hello)) {
                    brief.told = true;
                }
                if let News::Movement(movement) = &news {
                    self.after = Some(EntryId::new(movement.entry));
                }
                return Some(news);
            }
            self.changes.mark_unchanged();
            let movements = self.movements().await.ok()?;
            let question = self.question().await.ok()?;
            self.ready.extend(movements.into_iter().map(News::Movement));
            self.ready.extend(question);
            if self.ready.is_empty() {
                if self.brief.is_some_and(|brief| brief.told) {
                    return None;
                }
                match self.wait().await {
                    Waited::Changed => {}
                    Waited::Over => return Some(News::Over),
                    Waited::Stopping => return None,
                }
            }
        }
    }

    /// What waits now, when it is another question than the one that the page shows.
    async fn question(&mut self) -> Result<Option<News>, StoreError> {
        let Some(shown) = self.asked.clone() else {
            return Ok(None);
        };
        let member = self.member;
        let found = self
            .state
            .store
            .read(move |tx: &mut Tx<'_>| waiting_approval(tx, member))
            .await?;
        let token = found.as_ref().map(|asked| asked.token.clone()).unwrap_or_default();
        if token == shown {
            return Ok(None);
        }
        let words = found.map(|asked| asked_text(self.language, &asked)).unwrap_or_default();
        self.asked = Some(token.clone());
        Ok(Some(News::Asked(format!(
            "{token}\n{}",
            words.replace(['\n', '\r'], " ")
        ))))
    }

    async fn movements(&mut self) -> Result<Vec<LiveMovement>, StoreError> {
        let (member, after) = (self.member, self.after.unwrap_or(EntryId::new(0)));
        let read = move |tx: &mut Tx<'_>| Ok((movements_since(tx, member, after)?, no_pin_left(tx, member)?));
        let (found, left) = self.state.store.read(read).await?;
        if self.after.is_none() {
            self.after = Some(found.last().map_or(after, |newest| newest.entry));
            return Ok(Vec::new());
        }
        let told = found
            .iter()
            .map(|movement| live_movement(self.language, movement, left));
        Ok(told.collect())
    }

    /// Until something changed.
    async fn wait(&mut self) -> Waited {
        let stopping = async { drop(self.stopping.wait_for(|stop| *stop).await) };
        let ends = self.brief.map(|brief| brief.ends);
        let brief = async {
            match ends {
                Some(ends) => tokio::time::sleep_until(ends).await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            () = stopping => return Waited::Stopping,
            () = brief => return Waited::Stopping,
            changed = timeout(SESSION_CHECK, self.changes.changed()) => {
                if matches!(changed, Ok(Err(_))) {
                    return Waited::Stopping;
                }
            }
        }
        // Whatever woke us may have been the end of this session, and after a while it may simply have expired.
        match signed_in(&self.state, &self.token).await {
            Ok(None) => Waited::Over,
            _ => Waited::Changed,
        }
    }
}

/// How a wait came to its end.
enum Waited {
    Changed,
    /// The session was ended elsewhere, or its time is over.
    Over,
    /// The server stops, or the stream was to be brief.
    Stopping,
}
