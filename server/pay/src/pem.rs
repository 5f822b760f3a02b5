//! PEM armour: the text form in which gateways hand out keys.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

/// One block of a PEM file.
pub(crate) struct Block {
    /// What stands after `BEGIN`, such as `PRIVATE KEY`.
    pub label: String,
    /// The DER inside.
    pub der: Vec<u8>,
}

/// All blocks of a PEM text, in their order.
pub(crate) fn blocks(text: &str) -> Vec<Block> {
    let mut found = Vec::new();
    let mut open: Option<(String, String)> = None;
    for line in text.lines().map(str::trim) {
        if let Some(label) = line
            .strip_prefix("-----BEGIN ")
            .and_then(|rest| rest.strip_suffix("-----"))
        {
            open = Some((label.to_owned(), String::new()));
        } else if line.starts_with("-----END ") {
            if let Some((label, base64)) = open.take()
                && let Ok(der) = STANDARD.decode(base64)
            {
                found.push(Block { label, der });
            }
        } else if let Some((_, base64)) = &mut open {
            base64.push_str(line);
        }
    }
    found
}

/// The DER of a key: out of its armour, or of bare base64, which is how Alipay's console shows keys.
pub(crate) fn key_der(text: &str) -> Option<Vec<u8>> {
    if let Some(block) = blocks(text).into_iter().find(|b| b.label.ends_with("KEY")) {
        return Some(block.der);
    }
    let bare: String = text.split_whitespace().collect();
    STANDARD.decode(bare).ok().filter(|der| !der.is_empty())
}
