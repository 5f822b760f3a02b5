//! Bytes as letters and digits, for addresses and cookies.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};

/// Lower-case hexadecimal digits.
pub fn to_hex(bytes: &[u8]) -> String {
    use std::fmt::Write;

    bytes
        .iter()
        .fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
            // Writing into a string cannot fail.
            let _ = write!(text, "{byte:02x}");
            text
        })
}

/// Reads [`to_hex`]; `None` when it is something else or unreasonably long.
pub fn from_hex(text: &str) -> Option<Vec<u8>> {
    let pairs = text.as_bytes().chunks_exact(2);
    if !pairs.remainder().is_empty() || text.len() > 1024 {
        return None;
    }
    pairs
        .map(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok())
        .collect()
}

/// Letters and digits that can stand in a cookie, a third longer than the bytes.
pub fn to_base64(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

/// Reads [`to_base64`]; `None` when it is something else or longer than a cookie can be.
pub fn from_base64(text: &str) -> Option<Vec<u8>> {
    (text.len() <= 4096)
        .then(|| URL_SAFE_NO_PAD.decode(text).ok())
        .flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_survive_their_digits_and_nothing_else_is_read() {
        assert_eq!(from_hex(&to_hex(&[0, 10, 255])), Some(vec![0, 10, 255]));
        assert_eq!(from_hex("0"), None);
        assert_eq!(from_hex("zz"), None);
        assert_eq!(from_hex(&"0".repeat(2000)), None);
    }
}
