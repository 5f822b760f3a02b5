//! The key of the member code. The browser keeps it in IndexedDB as a key that WebCrypto uses but never shows, not even to us.

use js_sys::{Array, Object, Promise, Reflect, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{CryptoKey, IdbDatabase, IdbObjectStore, IdbOpenDbRequest, IdbRequest, IdbTransactionMode, SubtleCrypto};

use super::{forever, window};

const DATABASE: &str = "huika";
const KEYS: &str = "keys";

/// The key that was kept for a device's handle. `None` when there is none, or when the browser keeps nothing.
pub async fn find_key(handle: &str) -> Option<CryptoKey> {
    let keys = keys(IdbTransactionMode::Readonly).await?;
    let request = keys.get(&JsValue::from_str(handle)).ok()?;
    settled(&request).await?.dyn_into().ok()
}

/// Imports the raw key and keeps it, instead of any other device's. The key is usable also where it could not be kept.
pub async fn keep_key(handle: &str, raw: &[u8]) -> Option<CryptoKey> {
    let algorithm = Object::new();
    Reflect::set(&algorithm, &"name".into(), &"HMAC".into()).ok()?;
    Reflect::set(&algorithm, &"hash".into(), &"SHA-256".into()).ok()?;
    let uses = Array::of1(&"sign".into());
    let imported = subtle()?
        .import_key_with_object("raw", Uint8Array::from(raw).unchecked_ref(), &algorithm, false, &uses)
        .ok()?;
    let key: CryptoKey = JsFuture::from(imported).await.ok()?.dyn_into().ok()?;
    // iOS may refuse to keep it or throw it away later; the next visit then asks for it again.
    if let Some(keys) = keys(IdbTransactionMode::Readwrite).await
        && keys.clear().is_ok()
        && let Ok(request) = keys.put_with_key(&key, &JsValue::from_str(handle))
    {
        settled(&request).await;
    }
    Some(key)
}

/// HMAC-SHA-256 of a step's message.
pub async fn code_mac(key: &CryptoKey, message: &[u8; 8]) -> Option<[u8; 32]> {
    let message = Uint8Array::from(message.as_slice());
    let signing = subtle()?.sign_with_str_and_buffer_source("HMAC", key, &message).ok()?;
    let mac = JsFuture::from(signing).await.ok()?;
    Uint8Array::new(&mac).to_vec().try_into().ok()
}

/// Only there in a secure context; elsewhere the server goes on drawing the code.
fn subtle() -> Option<SubtleCrypto> {
    let subtle = window().crypto().ok()?.subtle();
    (!subtle.is_undefined()).then_some(subtle)
}

async fn keys(mode: IdbTransactionMode) -> Option<IdbObjectStore> {
    let opening: IdbOpenDbRequest = window().indexed_db().ok()??.open_with_u32(DATABASE, 1).ok()?;
    let fresh = opening.clone();
    opening.set_onupgradeneeded(Some(&forever(move || {
        if let Ok(database) = fresh.result() {
            // If this fails, the transaction below fails too, and the key is asked for every time.
            drop(database.unchecked_into::<IdbDatabase>().create_object_store(KEYS));
        }
    })));
    let database: IdbDatabase = settled(&opening).await?.dyn_into().ok()?;
    database
        .transaction_with_str_and_mode(KEYS, mode)
        .ok()?
        .object_store(KEYS)
        .ok()
}

/// The result of a request of IndexedDB, which knows events but no promises.
async fn settled(request: &IdbRequest) -> Option<JsValue> {
    let promise = Promise::new(&mut |resolve, reject| {
        request.set_onsuccess(Some(&resolve));
        request.set_onerror(Some(&reject));
    });
    JsFuture::from(promise).await.ok()?;
    request.result().ok()
}
