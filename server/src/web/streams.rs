//! How many event streams each session has open: a browser needs one or a few, and each holds a connection.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::response::{IntoResponse, Response};
use http::{HeaderName, HeaderValue, StatusCode, header};
use huika_store::db::secret::sha256;

/// Open streams by the hash of their session's token.
#[derive(Clone, Debug, Default)]
pub struct Streams(Arc<Mutex<HashMap<[u8; 32], usize>>>);

/// One open stream; it is counted until this is dropped.
#[derive(Debug)]
pub struct OpenStream {
    streams: Streams,
    session: [u8; 32],
}

impl Streams {
    /// Counts one more stream of the session whose token this is; nothing when it has `most` already.
    pub fn open(&self, token: &str, most: usize) -> Option<OpenStream> {
        let session = sha256(token.as_bytes());
        let mut open = self.lock();
        let count = open.entry(session).or_default();
        if *count >= most {
            return None;
        }
        *count += 1;
        Some(OpenStream {
            streams: self.clone(),
            session,
        })
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<[u8; 32], usize>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for OpenStream {
    fn drop(&mut self) {
        let mut open = self.streams.lock();
        if let Some(count) = open.get_mut(&self.session) {
            *count -= 1;
            if *count == 0 {
                open.remove(&self.session);
            }
        }
    }
}

/// For whoever has too many open.
pub fn too_many() -> Response {
    (StatusCode::TOO_MANY_REQUESTS, [(header::RETRY_AFTER, "60")]).into_response()
}

/// A stream as it leaves: nginx would keep events until it has a page full of them.
pub fn unbuffered(stream: impl IntoResponse) -> Response {
    let mut response = stream.into_response();
    response.headers_mut().insert(
        HeaderName::from_static("x-accel-buffering"),
        HeaderValue::from_static("no"),
    );
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_session_has_a_few_streams_and_others_are_not_counted_with_it() {
        let streams = Streams::default();
        let mine: Vec<_> = (0..3).map(|_| streams.open("mine", 3).unwrap()).collect();
        assert!(streams.open("mine", 3).is_none());
        let theirs = streams.open("theirs", 3);
        assert!(theirs.is_some());
        drop(mine);
        assert!(streams.open("mine", 3).is_some());
        drop(theirs);
        assert!(streams.lock().is_empty(), "a session without streams is forgotten");
    }
}
