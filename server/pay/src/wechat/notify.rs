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
        NotifiedEvent::Refund(refund.into_result().map_err(NotifyError::Unreadable)?)
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
