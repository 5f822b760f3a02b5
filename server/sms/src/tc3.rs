//! Tencent Cloud's signature, TC3-HMAC-SHA256.

use aws_lc_rs::hmac;

use crate::acs3::sha256_hex;

/// What is signed of a POST to `/`.
pub(crate) struct Request<'a> {
    pub service: &'a str,
    /// UTC, `2026-11-22`.
    pub date: &'a str,
    pub timestamp_secs: i64,
    /// Names in small letters, sorted; values trimmed and in small letters.
    pub headers: &'a [(&'a str, &'a str)],
    pub body: &'a [u8],
}

/// The value of `Authorization`.
pub(crate) fn authorization(secret_id: &str, secret_key: &str, request: &Request<'_>) -> String {
    let headers = request
        .headers
        .iter()
        .map(|(name, value)| format!("{name}:{value}\n"))
        .collect::<Vec<_>>()
        .concat();
    let signed = request
        .headers
        .iter()
        .map(|(name, _)| *name)
        .collect::<Vec<_>>()
        .join(";");
    let canonical = format!("POST\n/\n\n{headers}\n{signed}\n{}", sha256_hex(request.body));
    let scope = format!("{}/{}/tc3_request", request.date, request.service);
    let to_sign = format!(
        "TC3-HMAC-SHA256\n{}\n{scope}\n{}",
        request.timestamp_secs,
        sha256_hex(canonical.as_bytes())
    );
    let mut key = format!("TC3{secret_key}").into_bytes();
    for part in [request.date, request.service, "tc3_request"] {
        key = mac(&key, part);
    }
    let signature = hex::encode(mac(&key, &to_sign));
    format!("TC3-HMAC-SHA256 Credential={secret_id}/{scope}, SignedHeaders={signed}, Signature={signature}")
}

fn mac(key: &[u8], text: &str) -> Vec<u8> {
    hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, key), text.as_bytes())
        .as_ref()
        .to_vec()
}
