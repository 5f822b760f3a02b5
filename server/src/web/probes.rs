//! What a supervisor and a collector ask.

use std::net::IpAddr;
use std::time::{Duration, Instant};

use aws_lc_rs::constant_time::verify_slices_are_equal;
use axum::Extension;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::{HeaderMap, StatusCode, header};
use huika_app::context::ClientIp;
use huika_store::{Store, StoreError, Tx, payment::open_alarms, sale::watch::open_watched_sales, top_up::held_now};
use tokio::sync::Mutex;

use super::AppState;
use super::bearer::bearer;
use crate::{clock::Doubt, logging, metrics};

/// The process runs.
pub async fn healthz() -> &'static str {
    "ok\n"
}

/// How long an answer is good for: however often one is asked, the disk is written to once a second at most.
const FRESH: Duration = Duration::from_secs(1);

/// A store that takes longer than this cannot do its work.
const PATIENCE: Duration = Duration::from_secs(5);

/// What the last look at the store found.
#[derive(Default)]
pub struct Readiness(Mutex<Option<(Instant, Result<(), &'static str>)>>);

impl Readiness {
    /// Whoever asks while another looks waits for what that one finds.
    async fn look(&self, store: &Store, server: &str) -> Result<(), &'static str> {
        let mut last = self.0.lock().await;
        if let Some((at, found)) = *last
            && at.elapsed() < FRESH
        {
            return found;
        }
        let probed = tokio::time::timeout(PATIENCE, store.probe(server)).await;
        let probed = probed.unwrap_or_else(|_| Err(StoreError::Unavailable("no answer in time".into())));
        let found = probed.map_err(|error| {
            tracing::error!(%error, "not ready");
            match error {
                StoreError::Storage(_) | StoreError::Unknown(_) => "not ready: the database cannot be written\n",
                StoreError::Unavailable(_) => "not ready: the database cannot be reached\n",
                StoreError::Schema(_) => "not ready: a newer program has changed the database\n",
                _ => "not ready: the database does not do its work\n",
            }
        });
        *last = Some((Instant::now(), found));
        found
    }
}

/// The process can do its work: the store reads, and writes durably, and no background job is dead.
pub async fn readyz(State(state): State<AppState>) -> Response {
    match readiness(&state).await {
        Ok(()) => "ready\n".into_response(),
        Err(why) => (StatusCode::SERVICE_UNAVAILABLE, why).into_response(),
    }
}

/// Whether it can, or why not.
async fn readiness(state: &AppState) -> Result<(), String> {
    if let Some(job) = state.pulses.dead().filter(|_| !*state.stopping.borrow()) {
        tracing::error!(job, "not ready: a background job is dead");
        return Err(format!("not ready: the background job {job} is dead\n"));
    }
    if let Some(doubt) = state.time.not_ready() {
        let why = match doubt {
            Doubt::Differs(millis) => format!("differs from the database's by {} s", millis / 1000),
            _ => "has jumped".to_owned(),
        };
        return Err(format!("not ready: this server's clock {why}\n"));
    }
    let looked = state.readiness.look(&state.store, &state.server_id).await;
    looked.map_err(str::to_owned)
}

/// Figures for Prometheus, for whoever has the token; without a token, for this machine alone, and as long as it serves nobody else.
pub async fn metrics_page(
    State(state): State<AppState>,
    Extension(ClientIp(client)): Extension<ClientIp>,
    headers: HeaderMap,
) -> Response {
    let allowed = match &state.config.metrics.token {
        Some(token) => bearer(&headers)
            .is_some_and(|given| verify_slices_are_equal(given.as_bytes(), token.expose().as_bytes()).is_ok()),
        // Where members reach the server by another address a proxy stands before it, which may well run here and say nothing.
        None => state.config.server.public_url.is_this_machine() && is_direct_and_local(client, &headers),
    };
    if !allowed {
        return StatusCode::NOT_FOUND.into_response();
    }
    metrics::observe_store(state.store.figures());
    metrics::observe_log(logging::lines_lost());
    metrics::observe_ready(readiness(&state).await.is_ok());
    // A database that does not answer shows in the other figures.
    let waiting = state
        .store
        .read(|tx: &mut Tx<'_>| Ok::<_, StoreError>((open_alarms(tx)?, held_now(tx)?)));
    if let Ok((open, held)) = waiting.await {
        metrics::observe_alarms(open, held);
    }
    if let Ok(open) = state.store.read(open_watched_sales).await {
        metrics::observe_watched_sales(open);
    }
    let text = metrics::handle().render();
    (
        [(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")],
        text,
    )
        .into_response()
}

/// A proxy on this machine is local too, but it says that it forwards.
fn is_direct_and_local(client: IpAddr, headers: &HeaderMap) -> bool {
    client.is_loopback() && !headers.contains_key("x-forwarded-for") && !headers.contains_key(header::FORWARDED)
}
