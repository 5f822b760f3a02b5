//! How a form is answered: always by leading on to a page. What went wrong travels in the address as a code that the page has words
//! for; figures that belong to it are sealed, so that nobody can put words into our mouth by making up an address.

use leptos::prelude::{ServerFnError, use_context};

use super::portal;
use crate::i18n::Arg;

/// What every form handler answers.
pub type Done = Result<(), ServerFnError>;

const SEAL: &str = "said-with";

/// Leads on to a page of ours.
pub fn go(path: &str) -> Done {
    // Outside of a request, such as in a test that calls a handler, there is nobody to lead.
    if use_context::<leptos_axum::ResponseOptions>().is_some() {
        leptos_axum::redirect(path);
    }
    Ok(())
}

/// Leads back to the form, which says why nothing was done.
pub fn refuse(path: &str, code: &str) -> Done {
    refuse_with(path, code, &[])
}

/// [`refuse`] with the figures that the words name.
pub fn refuse_with(path: &str, code: &str, figures: &[(&str, String)]) -> Done {
    go(&refused_address(path, code, figures))
}

/// Where [`refuse_with`] leads.
pub fn refused_address(path: &str, code: &str, figures: &[(&str, String)]) -> String {
    let joint = if path.contains('?') { '&' } else { '?' };
    let mut address = format!("{path}{joint}error={code}");
    if !figures.is_empty() {
        let lines: Vec<_> = figures.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let sealed = portal().store.context().secret.seal(SEAL, lines.join("\n").as_bytes());
        address.push_str("&with=");
        address.push_str(&to_hex(&sealed));
    }
    address
}

/// The figures that [`refuse_with`] sealed into this address. The names are those that the words may use.
pub fn said_with(sealed: &str) -> Vec<(&'static str, Arg<'static>)> {
    const NAMES: [&str; 6] = ["amount", "points", "count", "when", "store", "tries"];
    let opened = from_hex(sealed).and_then(|sealed| portal().store.context().secret.open(SEAL, &sealed).ok());
    let text = opened
        .and_then(|bytes| String::from_utf8(bytes).ok())
        .unwrap_or_default();
    text.lines()
        .filter_map(|line| line.split_once('='))
        .filter_map(|(name, value)| {
            Some((
                *NAMES.iter().find(|known| **known == name)?,
                Arg::from(value.to_owned()),
            ))
        })
        .collect()
}

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
