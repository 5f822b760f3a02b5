//! The parameters of an address, read as a form is read.

use percent_encoding::percent_decode_str;

use super::Visit;

/// The parameters of a visit, in their order.
pub fn query_of(visit: &Visit) -> Vec<(String, String)> {
    pairs_of(&visit.query)
}

/// The parameters that a text holds (`a=1&b=2`, percent-encoded, with `+` for a space).
pub fn pairs_of(query: &str) -> Vec<(String, String)> {
    let read = |text: &str| {
        percent_decode_str(&text.replace('+', " "))
            .decode_utf8_lossy()
            .into_owned()
    };
    query
        .split('&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            (read(name), read(value))
        })
        .collect()
}
