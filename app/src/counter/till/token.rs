//! The tokens of till sessions in addresses.

/// Whether a text can stand in an address of ours as it is.
pub fn is_token(text: &str) -> bool {
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
    !text.is_empty() && text.bytes().all(fits)
}
