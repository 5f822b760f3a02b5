//! What stores, regions and operators are called: texts with a length each, read once where they come in.

use crate::text::visible;

/// A text that does not fit: what it should have been stands in its code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct DetailError(&'static str);

impl DetailError {
    /// That a text is not what this code's words ask for.
    pub(crate) const fn of(code: crate::ErrorCode) -> Self {
        Self(code.as_str())
    }

    /// The same by the code's text, for the table of texts below.
    pub(crate) const fn named(code: &'static str) -> Self {
        Self(code)
    }

    /// A stable code for addresses and words.
    pub const fn code(self) -> &'static str {
        self.0
    }
}

/// Nobody types more than this; what is longer is not looked at.
pub(crate) const LONGEST_BYTES: usize = 4_000;

macro_rules! texts {
    ($($(#[$doc:meta])+ $name:ident: $min:literal ..= $max:literal, $code:literal;)+) => {$(
        $(#[$doc])+
        #[derive(Clone, Debug, PartialEq, Eq)]
        pub struct $name(String);

        impl $name {
            /// The most signs that it has.
            pub const MAX: usize = $max;

            /// Reads it as people type it.
            ///
            /// # Errors
            /// [`DetailError`] when it is too short or too long.
            pub fn parse(text: &str) -> Result<Self, $crate::DetailError> {
                if text.len() > $crate::organisation::LONGEST_BYTES {
                    return Err($crate::DetailError::named($code));
                }
                let text = $crate::visible(text);
                let fits = ($min..=$max).contains(&text.chars().count());
                fits.then_some(Self(text)).ok_or($crate::DetailError::named($code))
            }

            /// The text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }
    )+};
}

pub(crate) use texts;

texts! {
    /// What a store is called: 1 to 40 signs.
    StoreName: 1..=40, "store-name";
    /// Where a store is, as one writes it on a letter; may be empty.
    StoreAddress: 0..=120, "store-address";
    /// When a store is open, in words; may be empty.
    OpeningHours: 0..=120, "store-hours";
    /// What a region is called: 1 to 40 signs.
    RegionName: 1..=40, "region-name";
}

/// A store's short name, which never changes: 1 to 8 letters of the Latin alphabet and digits, in capitals.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoreCode(String);

impl StoreCode {
    /// The most signs.
    pub const MAX: usize = 8;

    /// Reads it, in whatever case it is typed.
    ///
    /// # Errors
    /// [`DetailError`] when it is empty, too long, or holds anything but letters and digits.
    pub fn parse(text: &str) -> Result<Self, DetailError> {
        let code = text.trim().to_ascii_uppercase();
        let fits = (1..=Self::MAX).contains(&code.len()) && code.bytes().all(|byte| byte.is_ascii_alphanumeric());
        fits.then_some(Self(code)).ok_or(DetailError("store-code"))
    }

    /// The short name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A store's phone, of any kind and country: digits, with the signs that people put between them. May be empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StorePhone(String);

impl StorePhone {
    /// Reads it.
    ///
    /// # Errors
    /// [`DetailError`] when it holds anything else, or too few or too many digits.
    pub fn parse(text: &str) -> Result<Self, DetailError> {
        if text.len() > LONGEST_BYTES {
            return Err(DetailError("store-phone"));
        }
        let text = visible(text);
        let digits = text.bytes().filter(u8::is_ascii_digit).count();
        let known = text
            .bytes()
            .all(|byte| byte.is_ascii_digit() || b" +-()/".contains(&byte));
        let fits = text.is_empty() || (known && (3..=20).contains(&digits) && text.len() <= 40);
        fits.then_some(Self(text)).ok_or(DetailError("store-phone"))
    }

    /// The phone.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A link to a store's place on a map: `https` only, because it becomes a link on pages. May be empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MapLink(String);

impl MapLink {
    /// Reads it.
    ///
    /// # Errors
    /// [`DetailError`] when it is no address of that kind.
    pub fn parse(text: &str) -> Result<Self, DetailError> {
        let link = text.trim();
        let host = link
            .strip_prefix("https://")
            .and_then(|rest| rest.split(['/', '?', '#']).next());
        // A name in front of an `@` is not the host that one sees.
        let named = host.is_some_and(|host| host.contains('.') && !host.contains('@'));
        let plain = link.len() <= 500 && !link.chars().any(|sign| sign.is_whitespace() || sign.is_control());
        let fits = link.is_empty() || (named && plain);
        fits.then(|| Self(link.to_owned())).ok_or(DetailError("store-map"))
    }

    /// The link.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// With what an operator signs in: 2 to 40 letters of the Latin alphabet in lower case, digits, dots, hyphens and underscores.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogInName(String);

impl LogInName {
    /// Reads it, in whatever case it is typed.
    ///
    /// # Errors
    /// [`DetailError`] when it is anything else.
    pub fn parse(text: &str) -> Result<Self, DetailError> {
        let name = text.trim().to_ascii_lowercase();
        let known = name
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b".-_".contains(&byte));
        let fits = known && (2..=40).contains(&name.len());
        fits.then_some(Self(name)).ok_or(DetailError("login-shape"))
    }

    /// The log-in.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_names_and_log_ins_have_one_form_whatever_is_typed() {
        assert_eq!(
            StoreCode::parse(" xh2 ").map(|code| code.as_str().to_owned()),
            Ok("XH2".to_owned())
        );
        assert_eq!(
            LogInName::parse(" Chen.Xiao ").map(|name| name.as_str().to_owned()),
            Ok("chen.xiao".to_owned())
        );
        for text in ["", "徐汇", "A-1", "ABCDEFGHI"] {
            assert_eq!(
                StoreCode::parse(text).map_err(DetailError::code),
                Err("store-code"),
                "{text}"
            );
        }
        for text in ["", "a", "陈晓", "a b", &"a".repeat(41)] {
            assert_eq!(
                LogInName::parse(text).map_err(DetailError::code),
                Err("login-shape"),
                "{text}"
            );
        }
    }

    #[test]
    fn a_link_to_a_map_leads_where_one_sees_that_it_leads() {
        for link in [
            "",
            "https://uri.amap.com/marker?position=121.43,31.19",
            "https://maps.example/徐汇",
        ] {
            assert!(MapLink::parse(link).is_ok(), "{link}");
        }
        for link in [
            "http://uri.amap.com/",
            "javascript:alert(1)",
            "https://uri.amap.com@evil.example/",
            "https://localhost/",
            "https://a.example/ b",
        ] {
            assert_eq!(
                MapLink::parse(link).map_err(DetailError::code),
                Err("store-map"),
                "{link}"
            );
        }
    }

    #[test]
    fn a_store_has_a_phone_of_any_country_or_none() {
        for phone in ["", "021-6433 1234", "+86 (21) 6433-1234", "400 820 8820", "13800138000"] {
            assert!(StorePhone::parse(phone).is_ok(), "{phone}");
        }
        for phone in ["12", "call us", "021-6433-1234 ext", &"1".repeat(21)] {
            assert!(StorePhone::parse(phone).is_err(), "{phone}");
        }
    }
}
