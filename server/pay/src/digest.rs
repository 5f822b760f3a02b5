//! Digests of bills.

use aws_lc_rs::digest::{SHA1_FOR_LEGACY_USE_ONLY, SHA256, digest};

/// SHA-1 in hexadecimal, which WeChat names for its bills.
pub(crate) fn sha1_hex(bytes: &[u8]) -> String {
    hex::encode(digest(&SHA1_FOR_LEGACY_USE_ONLY, bytes))
}

/// SHA-256 in hexadecimal, where the gateway names no digest: it says later which file it was.
pub(crate) fn sha256_hex(bytes: &[u8]) -> String {
    hex::encode(digest(&SHA256, bytes))
}
