//! Who may speak for WeChat: a map from the serial in the header to a public key.

use std::collections::BTreeMap;

use http::HeaderMap;
use huika_domain::Millis;

use crate::SignatureError;
use crate::rsa::VerifyingKey;

const SIGNATURE_TYPE: &str = "WECHATPAY2-SHA256-RSA2048";

/// WeChat's public keys by id or serial. There are two while a merchant moves from certificates to the public key.
pub(super) struct TrustedKeys {
    keys: BTreeMap<String, VerifyingKey>,
    clock_skew_secs: i64,
}

impl TrustedKeys {
    pub(super) fn new(keys: BTreeMap<String, VerifyingKey>, clock_skew_secs: i64) -> Self {
        Self { keys, clock_skew_secs }
    }

    /// The id to name in requests, so that WeChat answers with a key that we have. A public key is preferred to a certificate.
    pub(super) fn preferred(&self) -> &str {
        let id = self
            .keys
            .keys()
            .find(|id| id.starts_with("PUB_KEY_ID_"))
            .or_else(|| self.keys.keys().next());
        id.map_or("", String::as_str)
    }

    /// Checks that WeChat signed these bytes within the last minutes.
    ///
    /// WeChat now and then sends a signature that is wrong on purpose (`WECHATPAY/SIGNTEST/…`); it fails here like any other.
    pub(super) fn verify(&self, headers: &HeaderMap, body: &[u8], now: Millis) -> Result<(), SignatureError> {
        let timestamp = text(headers, "Wechatpay-Timestamp")?;
        let nonce = text(headers, "Wechatpay-Nonce")?;
        let signature = text(headers, "Wechatpay-Signature")?;
        let serial = text(headers, "Wechatpay-Serial")?;
        if headers
            .get("Wechatpay-Signature-Type")
            .is_some_and(|kind| kind != SIGNATURE_TYPE)
        {
            return Err(SignatureError::UnknownType);
        }

        let timestamp_secs: i64 = timestamp.parse().map_err(|_| SignatureError::Stale)?;
        let age_secs = (now.get() / 1000).abs_diff(timestamp_secs);
        if age_secs >= self.clock_skew_secs.unsigned_abs() {
            return Err(SignatureError::Stale);
        }

        let key = self.keys.get(serial).ok_or(SignatureError::UnknownKey)?;
        let mut message = format!("{timestamp}\n{nonce}\n").into_bytes();
        message.extend_from_slice(body);
        message.push(b'\n');
        key.verify(&message, signature)
    }
}

fn text<'a>(headers: &'a HeaderMap, name: &'static str) -> Result<&'a str, SignatureError> {
    let mut values = headers.get_all(name).iter();
    match (values.next().and_then(|value| value.to_str().ok()), values.next()) {
        (Some(value), None) if !value.is_empty() => Ok(value),
        _ => Err(SignatureError::Missing(name)),
    }
}
