//! What is signed: all parameters but the signature, sorted, joined as they are.

use std::collections::BTreeMap;

/// Parameters by name, which keeps them sorted as the signature wants them.
pub(super) type Parameters = BTreeMap<String, String>;

/// `a=1&b=2`, raw values, leaving out `without` and what is empty.
pub(super) fn content(parameters: &Parameters, without: &[&str]) -> String {
    let mut content = String::new();
    for (name, value) in parameters {
        if value.is_empty() || without.contains(&name.as_str()) {
            continue;
        }
        if !content.is_empty() {
            content.push('&');
        }
        content.push_str(name);
        content.push('=');
        content.push_str(value);
    }
    content
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_are_sorted_and_joined_raw_without_signature_and_empty_ones() {
        let parameters: Parameters = [
            ("sign", "x"),
            ("b", "中 文&"),
            ("a", "1"),
            ("c", ""),
            ("sign_type", "RSA2"),
        ]
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .into();
        assert_eq!(content(&parameters, &["sign"]), "a=1&b=中 文&&sign_type=RSA2");
        assert_eq!(content(&parameters, &["sign", "sign_type"]), "a=1&b=中 文&");
    }
}
