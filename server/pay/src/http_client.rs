//! The one place where an HTTP client for gateways is made: with time-outs, without redirects.

use std::time::Duration;

/// How long a gateway may take. A member is waiting, so these are short; what is left undone is asked for again later.
#[derive(Debug, Clone, Copy)]
pub struct HttpTimeouts {
    /// Until the connection stands, in milliseconds.
    pub connect_ms: u64,
    /// For the whole exchange, in milliseconds.
    pub total_ms: u64,
}

impl Default for HttpTimeouts {
    fn default() -> Self {
        Self {
            connect_ms: 3_000,
            total_ms: 8_000,
        }
    }
}

/// Makes the client that [`crate::Channel`]s and bill downloads share.
///
/// Redirects are not followed: a signed request must not be carried to another address.
///
/// # Errors
/// When the system's trust store cannot be opened.
pub fn http_client(timeouts: HttpTimeouts) -> Result<reqwest::Client, reqwest::Error> {
    reqwest::Client::builder()
        .connect_timeout(Duration::from_millis(timeouts.connect_ms))
        .timeout(Duration::from_millis(timeouts.total_ms))
        .redirect(reqwest::redirect::Policy::none())
        .pool_idle_timeout(Duration::from_mins(1))
        .user_agent(concat!("huika/", env!("CARGO_PKG_VERSION")))
        .build()
}

/// Reads a body of at most `limit` bytes.
pub(crate) async fn read_limited(mut response: reqwest::Response, limit: usize) -> Result<Vec<u8>, crate::PayError> {
    let mut body = Vec::new();
    loop {
        let chunk = response.chunk().await.map_err(|e| unreachable_gateway(&e))?;
        let Some(chunk) = chunk else { return Ok(body) };
        if body.len() + chunk.len() > limit {
            return Err(crate::PayError::Unreadable("the answer is too large".to_owned()));
        }
        body.extend_from_slice(&chunk);
    }
}

/// Describes a transport error without the address, whose query may carry more than a log should hold.
pub(crate) fn unreachable_gateway(error: &reqwest::Error) -> crate::PayError {
    let what = if error.is_timeout() {
        "time-out"
    } else if error.is_connect() {
        "no connection"
    } else if error.is_body() || error.is_decode() {
        "the answer broke off"
    } else {
        "the request could not be sent"
    };
    crate::PayError::Unreachable(what.to_owned())
}
