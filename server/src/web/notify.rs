//! `/notify/{channel}`: what a gateway tells us by itself.
//!
//! Nobody is signed in here and no page may post here; the gateway's signature over the bytes is the only proof of who speaks, and
//! it is checked before anything is read. A gateway that is answered with a failure tells it again, and in the end disables the
//! address: so it hears of a failure only when telling it again can help, because nobody vouched for what came or the database did not
//! take it. What was signed and is not ours, or cannot be read, is acknowledged, logged and counted.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use http::{HeaderMap, StatusCode, header};
use huika_pay::{Acknowledgement, ChannelId, NotifiedEvent, NotifyError};

use super::AppState;
use crate::metrics;

pub async fn notify(
    State(state): State<AppState>,
    Path(channel): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let Some(channel) = ChannelId::parse(&channel).and_then(|id| state.gateways.channel(id)) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let id = channel.id();
    let notification = match channel.read_notification(&headers, &body, state.clock.now()) {
        Ok(notification) => notification,
        Err(error @ NotifyError::Unreadable(_)) => {
            tracing::warn!(channel = %id, %error, "a notification that is not ours, or not complete");
            metrics::observe_notification(id.as_str(), "unreadable");
            return answer(&channel.acknowledge(true));
        }
        Err(error) => {
            tracing::warn!(channel = %id, %error, "a notification was not accepted");
            metrics::observe_notification(id.as_str(), "refused");
            return answer(&channel.acknowledge(false));
        }
    };
    // A gateway hangs up after a few seconds, which ends this function; what came of its news is logged and counted all the same.
    let gateways = Arc::clone(&state.gateways);
    let dealt_with = tokio::spawn(async move {
        let (dealt_with, outcome) = match notification.event {
            NotifiedEvent::Payment(result) => (gateways.apply(result).await, "payment"),
            NotifiedEvent::Refund(result) => (gateways.apply_refund(result).await.is_some(), "refund"),
            NotifiedEvent::Dispute(result) => (gateways.apply_dispute(result).await, "dispute"),
            NotifiedEvent::Other(kind) => {
                tracing::info!(channel = %id, kind, "a notification without use for us");
                (true, "other")
            }
        };
        metrics::observe_notification(id.as_str(), if dealt_with { outcome } else { "not-taken" });
        dealt_with
    });
    answer(&channel.acknowledge(dealt_with.await.unwrap_or(false)))
}

fn answer(acknowledgement: &Acknowledgement) -> Response {
    let status = StatusCode::from_u16(acknowledgement.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    (
        status,
        [(header::CONTENT_TYPE, acknowledgement.content_type)],
        acknowledgement.body,
    )
        .into_response()
}
