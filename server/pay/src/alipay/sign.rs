//! What is signed: all parameters but the signature, sorted, joined as they are. A request leaves out what is empty; in a notification
//! what is empty is part of what Alipay signed.

use std::collections::BTreeMap;

/// Parameters by name, which keeps them sorted as the signature wants them.
pub(super) type Parameters = BTreeMap<String, String>;

/// `a=1&b=2` of a request: raw values, leaving out `without` and what is empty.
pub(super) fn content(parameters: &Parameters, without: &[&str]) -> String {
    joined(parameters.iter().filter(|(_, value)| !value.is_empty()), without)
}

/// `a=1&b=&c=3` of a notification: raw values, leaving out `without`.
pub(super) fn notified_content(parameters: &Parameters, without: &[&str]) -> String {
    joined(parameters.iter(), without)
}

fn joined<'a>(parameters: impl Iterator<Item = (&'a String, &'a String)>, without: &[&str]) -> String {
    let mut content = String::new();
    for (name, value) in parameters.filter(|(name, _)| !without.contains(&name.as_str())) {
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

    #[test]
    fn an_empty_value_of_a_notification_stays_in_the_text_that_is_signed() {
        let parameters: Parameters = [("sign", "x"), ("b", ""), ("a", "1"), ("c", "")]
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .into();
        assert_eq!(notified_content(&parameters, &["sign", "sign_type"]), "a=1&b=&c=");
    }
}
