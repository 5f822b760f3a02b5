//! The gateway's answer. Its signature covers the characters of one value as they were sent, so that value is cut out of the text and not
//! parsed and written again: `\/` would become `/`.

use std::collections::BTreeMap;

use serde_json::value::RawValue;

/// An answer taken apart, nothing in it believed yet.
#[derive(Debug)]
pub(super) struct Answer<'a> {
    /// The value of `…_response`, character for character.
    pub content: &'a str,
    pub sign: Option<&'a str>,
    pub cert_serial: Option<&'a str>,
}

/// Takes an answer apart; `response` is the name of the value that the method has, such as `alipay_trade_query_response`.
pub(super) fn take_apart<'a>(text: &'a str, response: &str) -> Option<Answer<'a>> {
    let fields: BTreeMap<String, &RawValue> = serde_json::from_str(text).ok()?;
    let content = fields.get(response).or_else(|| fields.get("error_response"))?.get();
    let text_field = |name: &str| {
        // Base64 and hexadecimal need no escapes, so the characters between the quotation marks are the text.
        fields
            .get(name)
            .and_then(|raw| raw.get().strip_prefix('"')?.strip_suffix('"'))
    };
    Some(Answer {
        content,
        sign: text_field("sign"),
        cert_serial: text_field("alipay_cert_sn"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_signed_value_is_cut_out_character_for_character() {
        let content = r#"{"code":"10000", "msg":"a \"sign\":\"x\" } \/ 中", "list":[{"a":"}"}]}"#;
        let text =
            format!("{{\"alipay_trade_query_response\":{content},\"alipay_cert_sn\":\"ab12\",\"sign\":\"c2ln\"}}");
        let answer = take_apart(&text, "alipay_trade_query_response").unwrap();
        assert_eq!(
            (answer.content, answer.sign, answer.cert_serial),
            (content, Some("c2ln"), Some("ab12"))
        );

        let error = r#"{"error_response":{"code":"40002","sub_code":"isv.invalid-app-id"}}"#;
        assert!(take_apart(error, "alipay_trade_query_response").unwrap().sign.is_none());
        for bad in [
            "",
            "{",
            "<html>",
            r#"{"sign":"x"}"#,
            r#"{"alipay_trade_query_response":{"code":"100"#,
        ] {
            assert!(take_apart(bad, "alipay_trade_query_response").is_none(), "{bad}");
        }
    }
}
