//! Requests and what their answers say.

use std::{sync::LazyLock, time::Duration};

use reqwest::{Client, RequestBuilder, Response, header};
use serde_json::Value;

use super::{Answer, Silence};

/// The client of all tests; connections are not kept over a server's death.
pub fn http() -> Client {
    static HTTP: LazyLock<Client> = LazyLock::new(|| {
        Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .timeout(Duration::from_secs(20))
            .pool_max_idle_per_host(0)
            .build()
            .expect("a client can be made")
    });
    HTTP.clone()
}

/// The status and the JSON of a till's answer; a server that says that it cannot now is silent too.
pub async fn read(request: RequestBuilder) -> Result<(u16, Value), Silence> {
    loop {
        let answer = sent(request.try_clone().expect("bodies here can be sent twice")).await?;
        let status = answer.status().as_u16();
        let kind = answer.headers().get(header::CONTENT_TYPE).cloned();
        let body = answer.bytes().await.map_err(|_| Silence::Broken)?;
        let body: Value = serde_json::from_slice(&body)
            .unwrap_or_else(|e| panic!("{status} {e}: {}", String::from_utf8_lossy(&body)));
        match status {
            429 => tokio::time::sleep(Duration::from_millis(50)).await,
            500.. => {
                assert_eq!(
                    kind.as_ref().map(header::HeaderValue::as_bytes),
                    Some(&b"application/problem+json"[..])
                );
                assert_eq!(status, 503, "{body}");
                return Err(Silence::Unavailable(
                    body["code"].as_str().unwrap_or_default().to_owned(),
                ));
            }
            _ => return Ok((status, body)),
        }
    }
}

/// Where a form's answer leads.
pub async fn leads_to(request: RequestBuilder) -> Result<String, Silence> {
    let answer = sent(request).await?;
    let status = answer.status();
    if status.as_u16() == 503 {
        return Err(Silence::Unavailable("503".to_owned()));
    }
    assert!(status.is_redirection(), "{} was answered {status}", answer.url());
    let location = answer
        .headers()
        .get(header::LOCATION)
        .and_then(|value| value.to_str().ok());
    Ok(location.unwrap_or_default().to_owned())
}

async fn sent(request: RequestBuilder) -> Result<Response, Silence> {
    request.send().await.map_err(|_| Silence::Broken)
}

/// The number at the end of an address, or why the form was refused.
pub fn number_in(address: &str, before: &str) -> Result<Answer, Silence> {
    if let Some((_, code)) = address.split_once("error=") {
        let faults = ["busy", "storage", "unknown-outcome", "gateway-unavailable"];
        assert!(faults.contains(&code), "a form was refused: {address}");
        return Err(Silence::Unavailable(code.to_owned()));
    }
    let number = address
        .split_once(before)
        .unwrap_or_else(|| panic!("a form leads to {address}"))
        .1;
    Ok(Answer::Number(number.to_owned()))
}
