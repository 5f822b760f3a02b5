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

#[cfg(test)]
mod tests {
    use super::*;

    /// The worked example of Tencent Cloud's own description of the signature, asterisks and all.
    #[test]
    fn the_published_example_is_signed_as_published() {
        let request = Request {
            service: "cvm",
            date: "2019-02-25",
            timestamp_secs: 1_551_113_065,
            headers: &[
                ("content-type", "application/json; charset=utf-8"),
                ("host", "cvm.tencentcloudapi.com"),
                ("x-tc-action", "describeinstances"),
            ],
            body: br#"{"Limit": 1, "Filters": [{"Values": ["\u672a\u547d\u540d"], "Name": "instance-name"}]}"#,
        };
        let secret = "*".repeat(32);
        assert_eq!(
            authorization(&format!("AKID{secret}"), &secret, &request),
            format!(
                "TC3-HMAC-SHA256 Credential=AKID{secret}/2019-02-25/cvm/tc3_request, SignedHeaders=content-type;host;x-tc-action, \
                 Signature=10b1a37a7301a02ca19a647ad722d5e43b4b3cff309d421d85b46093f6ab6c4f"
            )
        );
    }
}
