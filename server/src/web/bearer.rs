//! The one reader of bearer tokens, for tills and for `/metrics`.

use http::{HeaderMap, header};

/// The token of an `Authorization: Bearer …` header (RFC 6750), if there is one. A scheme's name is the same in capitals and small
/// letters (RFC 9110, section 11.1), and any number of spaces may follow it.
pub fn bearer(headers: &HeaderMap) -> Option<&str> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = value.trim().split_once(' ')?;
    let token = token.trim_start();
    (scheme.eq_ignore_ascii_case("bearer") && !token.is_empty()).then_some(token)
}

#[cfg(test)]
mod tests {
    use http::{HeaderMap, HeaderValue, header};

    use super::bearer;

    fn read(value: &'static str) -> Option<String> {
        let headers = HeaderMap::from_iter([(header::AUTHORIZATION, HeaderValue::from_static(value))]);
        bearer(&headers).map(str::to_owned)
    }

    #[test]
    fn a_bearer_token_is_read_however_its_scheme_is_written() {
        for value in [
            "Bearer hk_1",
            "bearer hk_1",
            "BEARER hk_1",
            "bEaReR   hk_1",
            " Bearer hk_1 ",
        ] {
            assert_eq!(read(value).as_deref(), Some("hk_1"), "{value}");
        }
    }

    #[test]
    fn another_scheme_or_no_token_is_nothing() {
        for value in ["", "Bearer", "Bearer ", "Basic hk_1", "Bearerhk_1", "hk_1"] {
            assert_eq!(read(value), None, "{value}");
        }
        assert_eq!(bearer(&HeaderMap::new()), None);
    }
}
