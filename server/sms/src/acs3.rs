//! Aliyun's signature, ACS3-HMAC-SHA256.

use aws_lc_rs::{digest, hmac};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// What RFC 3986 leaves as it is.
const UNRESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~');

/// What is signed of a request to `/` without a body.
pub(crate) struct Request<'a> {
    pub method: &'a str,
    /// Parameters of the address; the order does not matter.
    pub query: &'a [(&'a str, &'a str)],
    /// `host` and every `x-acs-…` header, names in small letters, sorted.
    pub headers: &'a [(&'a str, &'a str)],
}

/// The address's query, encoded and sorted as it is signed.
pub(crate) fn canonical_query(query: &[(&str, &str)]) -> String {
    let encode = |text: &str| utf8_percent_encode(text, UNRESERVED).to_string();
    let mut pairs: Vec<String> = query
        .iter()
        .map(|(name, value)| format!("{}={}", encode(name), encode(value)))
        .collect();
    pairs.sort();
    pairs.join("&")
}

/// SHA-256 in hexadecimal.
pub(crate) fn sha256_hex(bytes: &[u8]) -> String {
    hex::encode(digest::digest(&digest::SHA256, bytes))
}

/// The value of `Authorization`.
pub(crate) fn authorization(key_id: &str, secret: &str, request: &Request<'_>) -> String {
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
    let canonical = format!(
        "{}\n/\n{}\n{headers}\n{signed}\n{}",
        request.method,
        canonical_query(request.query),
        sha256_hex(b"")
    );
    let to_sign = format!("ACS3-HMAC-SHA256\n{}", sha256_hex(canonical.as_bytes()));
    let key = hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes());
    let signature = hex::encode(hmac::sign(&key, to_sign.as_bytes()));
    format!("ACS3-HMAC-SHA256 Credential={key_id},SignedHeaders={signed},Signature={signature}")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The worked example of Aliyun's own description of the signature.
    #[test]
    fn the_published_example_is_signed_as_published() {
        let empty = sha256_hex(b"");
        let request = Request {
            method: "POST",
            query: &[
                ("RegionId", "cn-shanghai"),
                ("ImageId", "win2019_1809_x64_dtc_zh-cn_40G_alibase_20230811.vhd"),
            ],
            headers: &[
                ("host", "ecs.cn-shanghai.aliyuncs.com"),
                ("x-acs-action", "RunInstances"),
                ("x-acs-content-sha256", &empty),
                ("x-acs-date", "2023-10-26T10:22:32Z"),
                ("x-acs-signature-nonce", "3156853299f313e23d1673dc12e1703d"),
                ("x-acs-version", "2014-05-26"),
            ],
        };
        assert_eq!(
            authorization("YourAccessKeyId", "YourAccessKeySecret", &request),
            "ACS3-HMAC-SHA256 Credential=YourAccessKeyId,SignedHeaders=host;x-acs-action;x-acs-content-sha256;x-acs-date;\
             x-acs-signature-nonce;x-acs-version,Signature=06563a9e1b43f5dfe96b81484da74bceab24a1d853912eee15083a6f0f3283c0"
        );
    }

    #[test]
    fn spaces_and_chinese_are_encoded_as_rfc_3986_wants() {
        assert_eq!(
            canonical_query(&[("b", "会 *"), ("a", "x~y")]),
            "a=x~y&b=%E4%BC%9A%20%2A"
        );
    }
}
