//! Notifications: verify, then decrypt, then read.

use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use http::HeaderMap;
use huika_domain::Millis;
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;

use super::refund::Refund;
use super::trade::Transaction;
use super::verify::TrustedKeys;
use crate::{Notification, NotifiedEvent, NotifyError};

/// Far above any notification.
const BODY_LIMIT_BYTES: usize = 64 * 1024;

#[derive(Deserialize)]
struct Envelope {
    id: String,
    event_type: String,
    resource: Resource,
}

#[derive(Deserialize)]
struct Resource {
    algorithm: String,
    ciphertext: String,
    #[serde(default)]
    associated_data: String,
    nonce: String,
}

pub(super) fn read(
    trusted: &TrustedKeys,
    apiv3_key: &SecretString,
    headers: &HeaderMap,
    body: &[u8],
    now: Millis,
) -> Result<Notification, NotifyError> {
    if body.len() > BODY_LIMIT_BYTES {
        return Err(NotifyError::TooLarge);
    }
    trusted.verify(headers, body, now)?;
    let envelope: Envelope = serde_json::from_slice(body).map_err(|_| NotifyError::Unreadable("envelope"))?;
    let plain = decrypt(apiv3_key, &envelope.resource)?;
    let event = if envelope.event_type.starts_with("TRANSACTION.") {
        let transaction: Transaction =
            serde_json::from_slice(&plain).map_err(|_| NotifyError::Unreadable("transaction"))?;
        NotifiedEvent::Payment(transaction.into_result().map_err(NotifyError::Unreadable)?)
    } else if envelope.event_type.starts_with("REFUND.") {
        let refund: Refund = serde_json::from_slice(&plain).map_err(|_| NotifyError::Unreadable("refund"))?;
        NotifiedEvent::Refund(refund.notified().map_err(NotifyError::Unreadable)?)
    } else {
        NotifiedEvent::Other(envelope.event_type)
    };
    Ok(Notification { id: envelope.id, event })
}

fn decrypt(apiv3_key: &SecretString, resource: &Resource) -> Result<Vec<u8>, NotifyError> {
    if resource.algorithm != "AEAD_AES_256_GCM" {
        return Err(NotifyError::Unreadable("algorithm"));
    }
    let key = UnboundKey::new(&AES_256_GCM, apiv3_key.expose_secret().as_bytes());
    let key = LessSafeKey::new(key.map_err(|_| NotifyError::Undecryptable)?);
    let nonce = Nonce::try_assume_unique_for_key(resource.nonce.as_bytes()).map_err(|_| NotifyError::Undecryptable)?;
    let mut bytes = STANDARD
        .decode(&resource.ciphertext)
        .map_err(|_| NotifyError::Undecryptable)?;
    let plain_len = key
        .open_in_place(nonce, Aad::from(resource.associated_data.as_bytes()), &mut bytes)
        .map_err(|_| NotifyError::Undecryptable)?
        .len();
    bytes.truncate(plain_len);
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use http::HeaderValue;
    use huika_domain::Fen;

    use super::*;
    use crate::rsa::VerifyingKey;
    use crate::{GatewayState, SignatureError};

    const BODY: &str = include_str!("../../fixtures/wechat-notification.json");
    const BY_OPENSSL: &str = include_str!("../../fixtures/wechat-notification.signature");
    const SIGNED_AT: Millis = Millis::new(1_795_320_000_000);

    fn trusted() -> TrustedKeys {
        let key = VerifyingKey::parse(include_str!("../../fixtures/test-only-public.pem")).unwrap();
        TrustedKeys::new(BTreeMap::from([("PUB_KEY_ID_1".to_owned(), key)]), 300)
    }

    fn headers() -> HeaderMap {
        let mut headers = HeaderMap::new();
        headers.insert("wechatpay-timestamp", HeaderValue::from_static("1795320000"));
        headers.insert("wechatpay-nonce", HeaderValue::from_static("nonce1"));
        headers.insert("wechatpay-serial", HeaderValue::from_static("PUB_KEY_ID_1"));
        headers.insert("wechatpay-signature", HeaderValue::from_static(BY_OPENSSL));
        headers
    }

    fn read_at(headers: &HeaderMap, body: &[u8], now: Millis) -> Result<Notification, NotifyError> {
        read(
            &trusted(),
            &SecretString::from("0123456789abcdef0123456789abcdef"),
            headers,
            body,
            now,
        )
    }

    #[test]
    fn what_openssl_signed_and_node_sealed_is_read() {
        let read = read_at(&headers(), BODY.as_bytes(), SIGNED_AT).unwrap();
        assert_eq!(read.id, "EV-2026112212000012345678");
        let NotifiedEvent::Payment(result) = read.event else {
            panic!("a payment")
        };
        let GatewayState::Paid(paid) = result.state else {
            panic!("paid")
        };
        assert_eq!((paid.amount, paid.paid_at), (Fen::new(10_000), SIGNED_AT));
    }

    #[test]
    fn any_flipped_bit_of_the_body_is_found() {
        for at in 0..BODY.len() {
            let mut body = BODY.as_bytes().to_vec();
            body[at] ^= 1;
            let error = read_at(&headers(), &body, SIGNED_AT).unwrap_err();
            assert_eq!(error, NotifyError::Signature(SignatureError::Mismatch), "byte {at}");
        }
    }

    #[test]
    fn five_minutes_are_too_old_and_too_new() {
        for (off_secs, fits) in [(-300, false), (-299, true), (299, true), (300, false)] {
            let read = read_at(&headers(), BODY.as_bytes(), SIGNED_AT.plus_secs(off_secs));
            assert_eq!(read.is_ok(), fits, "{off_secs} s: {read:?}");
        }
    }

    #[test]
    fn a_header_that_is_missing_doubled_or_strange_is_no_signature() {
        for name in [
            "Wechatpay-Timestamp",
            "Wechatpay-Nonce",
            "Wechatpay-Serial",
            "Wechatpay-Signature",
        ] {
            let mut missing = headers();
            missing.remove(name);
            let error = read_at(&missing, BODY.as_bytes(), SIGNED_AT).unwrap_err();
            assert_eq!(error, NotifyError::Signature(SignatureError::Missing(name)));

            let mut doubled = headers();
            doubled.append(name, HeaderValue::from_static("1795320000"));
            assert!(read_at(&doubled, BODY.as_bytes(), SIGNED_AT).is_err(), "{name} twice");
        }
        for (name, value, expected) in [
            (
                "wechatpay-timestamp",
                "",
                SignatureError::Missing("Wechatpay-Timestamp"),
            ),
            ("wechatpay-timestamp", "soon", SignatureError::Stale),
            ("wechatpay-timestamp", "-9223372036854775808", SignatureError::Stale),
            ("wechatpay-timestamp", "1795320001", SignatureError::Mismatch),
            ("wechatpay-nonce", "nonce2", SignatureError::Mismatch),
            ("wechatpay-serial", "pub_key_id_1", SignatureError::UnknownKey),
            (
                "wechatpay-signature",
                "WECHATPAY/SIGNTEST/AAAA",
                SignatureError::NotReadable,
            ),
            ("wechatpay-signature", "AAAA", SignatureError::Mismatch),
            (
                "wechatpay-signature-type",
                "WECHATPAY2-SM2-WITH-SM3",
                SignatureError::UnknownType,
            ),
        ] {
            let mut strange = headers();
            strange.insert(name, HeaderValue::from_static(value));
            let error = read_at(&strange, BODY.as_bytes(), SIGNED_AT).unwrap_err();
            assert_eq!(error, NotifyError::Signature(expected), "{name}: {value}");
        }
    }
}
