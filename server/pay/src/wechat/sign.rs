//! What we sign: the `Authorization` of each request, and the parameters of a JSAPI payment.

use crate::rsa::SigningKey;

/// Who signs.
pub(super) struct Signer<'a> {
    pub mchid: &'a str,
    pub serial: &'a str,
    pub key: &'a SigningKey,
}

/// What a request's signature covers, exactly as it is sent.
pub(super) struct Signed<'a> {
    /// `GET` or `POST`.
    pub method: &'a str,
    /// Path and query, percent-encoded as sent.
    pub path_and_query: &'a str,
    /// Seconds since 1970.
    pub timestamp_secs: i64,
    pub nonce: &'a str,
    /// Empty for a GET; its line end stays.
    pub body: &'a [u8],
}

/// The text that a request's signature covers: five lines, each ended.
pub(super) fn request_message(request: &Signed<'_>) -> Vec<u8> {
    let Signed {
        method,
        path_and_query,
        timestamp_secs,
        nonce,
        body,
    } = request;
    let mut message = format!("{method}\n{path_and_query}\n{timestamp_secs}\n{nonce}\n").into_bytes();
    message.extend_from_slice(body);
    message.push(b'\n');
    message
}

/// The value of `Authorization`.
pub(super) fn authorization(signer: &Signer<'_>, request: &Signed<'_>) -> String {
    let signature = signer.key.sign(&request_message(request));
    format!(
        "WECHATPAY2-SHA256-RSA2048 mchid=\"{}\",nonce_str=\"{}\",timestamp=\"{}\",serial_no=\"{}\",signature=\"{signature}\"",
        signer.mchid, request.nonce, request.timestamp_secs, signer.serial,
    )
}

/// The parameters with which a page inside WeChat calls `getBrandWCPayRequest`; signed with the same key as the order was.
pub(super) fn js_api_parameters(
    key: &SigningKey,
    appid: &str,
    prepay_id: &str,
    timestamp_secs: i64,
    nonce: String,
) -> Vec<(&'static str, String)> {
    let package = format!("prepay_id={prepay_id}");
    let signature = key.sign(format!("{appid}\n{timestamp_secs}\n{nonce}\n{package}\n").as_bytes());
    vec![
        ("appId", appid.to_owned()),
        ("timeStamp", timestamp_secs.to_string()),
        ("nonceStr", nonce),
        ("package", package),
        ("signType", "RSA".to_owned()),
        ("paySign", signature),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    const PKCS8: &str = include_str!("../../fixtures/test-only-private.pem");
    const PKCS1: &str = include_str!("../../fixtures/test-only-private-pkcs1.pem");
    const BY_OPENSSL: &str = include_str!("../../fixtures/wechat-request.signature");

    fn request() -> Signed<'static> {
        Signed {
            method: "POST",
            path_and_query: "/v3/pay/transactions/h5?a=%E4%BC%9A",
            timestamp_secs: 1_795_348_800,
            nonce: "C380BEC2BFD727A4B6845133519F3AD6",
            body: br#"{"mchid":"1900000109"}"#,
        }
    }

    #[test]
    fn a_request_is_signed_as_openssl_signs_it_whatever_the_form_of_the_key() {
        for pem in [PKCS8, PKCS1] {
            let key = SigningKey::parse(pem).unwrap();
            let signer = Signer {
                mchid: "1900000109",
                serial: "ABC",
                key: &key,
            };
            assert_eq!(
                authorization(&signer, &request()),
                format!(
                    "WECHATPAY2-SHA256-RSA2048 mchid=\"1900000109\",nonce_str=\"C380BEC2BFD727A4B6845133519F3AD6\",\
                     timestamp=\"1795348800\",serial_no=\"ABC\",signature=\"{BY_OPENSSL}\""
                )
            );
        }
    }

    #[test]
    fn the_line_of_an_empty_body_stays() {
        let get = Signed {
            method: "GET",
            body: b"",
            ..request()
        };
        assert!(request_message(&get).ends_with(b"C380BEC2BFD727A4B6845133519F3AD6\n\n"));
    }

    #[test]
    fn a_key_prints_its_size_and_nothing_else() {
        assert_eq!(
            format!("{:?}", SigningKey::parse(PKCS8).unwrap()),
            "SigningKey(2048 bits)"
        );
    }
}
