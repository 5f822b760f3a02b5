//! The one place where an HTTP client for providers is made: with time-outs, without redirects.

use std::time::Duration;

/// Far above any provider's answer.
const ANSWER_LIMIT_BYTES: usize = 64 * 1024;

/// Makes the client that senders use.
///
/// # Errors
/// When the system's trust store cannot be opened.
pub fn sms_http_client() -> Result<reqwest::Client, reqwest::Error> {
    reqwest::Client::builder()
        .connect_timeout(Duration::from_secs(3))
        .timeout(Duration::from_secs(8))
        .redirect(reqwest::redirect::Policy::none())
        .user_agent(concat!("huika/", env!("CARGO_PKG_VERSION")))
        .build()
}

/// Reads an answer; one that is too long is cut, since only its beginning matters.
pub(crate) async fn read_answer(mut response: reqwest::Response) -> Result<Vec<u8>, crate::SmsError> {
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(|e| crate::SmsError::transport(&e))? {
        body.extend_from_slice(&chunk);
        if body.len() > ANSWER_LIMIT_BYTES {
            break;
        }
    }
    Ok(body)
}

/// The value of `Host` for an address: its host, and its port where that is not the scheme's own.
pub(crate) fn host_of(setting: &'static str, address: &str) -> Result<String, crate::SettingsError> {
    let problem = || crate::SettingsError::Value {
        setting,
        problem: "must be an http or https address without a path".to_owned(),
    };
    let url = url::Url::parse(address).map_err(|_| problem())?;
    let plain = matches!(url.scheme(), "http" | "https") && url.path() == "/" && url.query().is_none();
    let host = url.host_str().filter(|_| plain).ok_or_else(problem)?;
    Ok(url
        .port()
        .map_or_else(|| host.to_owned(), |port| format!("{host}:{port}")))
}
