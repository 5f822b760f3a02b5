//! What a connection is doing, and until when it may.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

use super::Limits;

/// Shared by a connection's socket, its requests, and whoever looks whether it has had its time.
#[derive(Debug)]
pub(super) struct Pulse(Mutex<State>);

#[derive(Clone, Copy, Debug)]
struct State {
    doing: Doing,
    since: Instant,
    /// Since when nothing more of the answer could be sent.
    stalled: Option<Instant>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Doing {
    /// The client sends the headers of a request; nothing of them has come yet when it is not `heard`.
    Headers { heard: bool },
    /// A request is being answered.
    Answering,
    /// Everything was answered.
    Idle,
}

/// Why a connection has had its time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Over {
    Headers,
    Idle,
    Reading,
}

impl Over {
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Headers => "headers",
            Self::Idle => "idle",
            Self::Reading => "reading",
        }
    }
}

impl Pulse {
    pub(super) fn new() -> Self {
        Self(Mutex::new(State {
            doing: Doing::Headers { heard: false },
            since: Instant::now(),
            stalled: None,
        }))
    }

    /// Something came from the client.
    pub(super) fn heard(&self) {
        let mut state = self.lock();
        match state.doing {
            Doing::Headers { .. } => state.doing = Doing::Headers { heard: true },
            Doing::Idle => {
                state.doing = Doing::Headers { heard: true };
                state.since = Instant::now();
            }
            Doing::Answering => {}
        }
    }

    /// Something was sent, or (`false`) could not be.
    pub(super) fn sent(&self, any: bool) {
        let mut state = self.lock();
        if !any {
            state.stalled.get_or_insert_with(Instant::now);
            return;
        }
        state.stalled = None;
        // The last part of a long answer leaves after it was handed over.
        if state.doing == Doing::Idle {
            state.since = Instant::now();
        }
    }

    /// A request's headers are complete.
    pub(super) fn answers(&self) {
        self.enter(Doing::Answering);
    }

    /// A request was answered to its end.
    pub(super) fn rests(&self) {
        self.enter(Doing::Idle);
    }

    fn enter(&self, doing: Doing) {
        let mut state = self.lock();
        state.doing = doing;
        state.since = Instant::now();
    }

    /// Since when the server waits for this client, unless it is answering it.
    pub(super) fn waits_since(&self) -> Option<Instant> {
        let state = *self.lock();
        (state.doing != Doing::Answering).then_some(state.since)
    }

    /// Whether nothing of a request has come since the connection was opened.
    pub(super) fn is_silent(&self) -> bool {
        self.lock().doing == Doing::Headers { heard: false }
    }

    /// What the connection has taken too long for.
    pub(super) fn over(&self, limits: &Limits) -> Option<Over> {
        let state = *self.lock();
        let longer = |since: Instant, limit: Duration| since.elapsed() >= limit;
        if state.stalled.is_some_and(|since| longer(since, limits.reading)) {
            return Some(Over::Reading);
        }
        match state.doing {
            Doing::Headers { .. } if longer(state.since, limits.headers) => Some(Over::Headers),
            Doing::Idle if longer(state.since, limits.idle) => Some(Over::Idle),
            _ => None,
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
