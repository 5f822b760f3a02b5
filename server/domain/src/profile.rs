//! What members say about themselves beside name and birthday.

use crate::typed::{plain, together};
use crate::{ErrorCode, visible};
use std::fmt;

crate::text_enum! {
    /// As they say it.
    pub enum Gender {
        /// A woman.
        Female = "female",
        /// A man.
        Male = "male",
    }
}

/// An e-mail address. It does not print itself.
#[derive(Clone, PartialEq, Eq)]
pub struct Email(String);

/// It is no e-mail address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("this is not an e-mail address")]
pub struct EmailError;

impl EmailError {
    /// A stable code for addresses and words.
    pub const fn code(self) -> &'static str {
        ErrorCode::EmailInvalid.as_str()
    }
}

impl Email {
    /// Longer ones reach no mailbox (RFC 5321, 4.5.3.1.3).
    const LONGEST: usize = 254;

    /// Reads an address as people type it. Whether somebody reads mail there, only mail tells.
    ///
    /// # Errors
    /// There is no name, no `@`, or no domain with a dot in it.
    pub fn parse(text: &str) -> Result<Self, EmailError> {
        let text = plain(text);
        let text = text.trim();
        let (name, domain) = text.rsplit_once('@').ok_or(EmailError)?;
        let labels = domain.split('.').collect::<Vec<_>>();
        let is_label = |label: &&str| {
            !label.is_empty()
                && label.len() <= 63
                && !label.starts_with('-')
                && !label.ends_with('-')
                && label.chars().all(|sign| sign.is_alphanumeric() || sign == '-')
        };
        let is_name = !name.is_empty()
            && name.len() <= 64
            && name
                .chars()
                .all(|sign| sign.is_alphanumeric() || "!#$%&'*+-/=?^_`{|}~.".contains(sign));
        if is_name && labels.len() >= 2 && labels.iter().all(is_label) && text.len() <= Self::LONGEST {
            Ok(Self(format!("{name}@{}", domain.to_lowercase())))
        } else {
            Err(EmailError)
        }
    }

    /// The address.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Email {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Email(…)")
    }
}

/// Where somebody lives, in a line as they write it. It does not print itself.
#[derive(Clone, PartialEq, Eq)]
pub struct HomeAddress(String);

/// The line is longer than an address is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("an address has 1 to 120 signs")]
pub struct HomeAddressError;

impl HomeAddressError {
    /// A stable code for addresses and words.
    pub const fn code(self) -> &'static str {
        ErrorCode::AddressLength.as_str()
    }
}

impl HomeAddress {
    /// The most signs that an address has.
    pub const MOST: usize = 120;

    /// Reads a line.
    ///
    /// # Errors
    /// There is nothing to see in it, or too much.
    pub fn parse(text: &str) -> Result<Self, HomeAddressError> {
        let line = visible(text);
        if line.is_empty() || line.chars().count() > Self::MOST {
            return Err(HomeAddressError);
        }
        Ok(Self(line))
    }

    /// The line.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for HomeAddress {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("HomeAddress(…)")
    }
}

crate::text_enum! {
    /// A document whose number is kept.
    pub enum DocumentKind {
        /// The identity card of a resident, whose number has 18 signs and a check digit (GB 11643).
        IdCard = "id-card",
        /// A passport.
        Passport = "passport",
        /// A permit of residence or travel.
        Permit = "residence-permit",
    }
}

/// The number of a document in one form, however it was typed. It shows itself masked.
#[derive(Clone, PartialEq, Eq)]
pub struct DocumentNumber {
    kind: DocumentKind,
    number: String,
}

/// It is no number of such a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("this is not a number of such a document")]
pub struct DocumentNumberError;

impl DocumentNumberError {
    /// A stable code for addresses and words.
    pub const fn code(self) -> &'static str {
        ErrorCode::DocumentNumber.as_str()
    }
}

/// The weights of GB 11643, which leave the remainder 1 modulo 11 with the right check digit.
const WEIGHTS: [u32; 18] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2, 1];

fn is_resident(number: &str) -> bool {
    let value = |(place, sign): (usize, char)| match sign {
        'X' if place == 17 => Some(10),
        sign => sign.to_digit(10),
    };
    let digits: Option<Vec<u32>> = number.chars().enumerate().map(value).collect();
    digits.is_some_and(|digits| {
        digits.len() == WEIGHTS.len()
            && digits
                .iter()
                .zip(WEIGHTS)
                .map(|(digit, weight)| digit * weight)
                .sum::<u32>()
                % 11
                == 1
    })
}

impl DocumentNumber {
    /// Reads a number as people type it: with spaces, in small letters, in full width.
    ///
    /// # Errors
    /// It is none of this kind.
    pub fn parse(kind: DocumentKind, text: &str) -> Result<Self, DocumentNumberError> {
        let number: String = together(text)
            .chars()
            .filter(|sign| !matches!(sign, '-' | '(' | ')'))
            .collect::<String>()
            .to_uppercase();
        let is_one = match kind {
            DocumentKind::IdCard => is_resident(&number),
            DocumentKind::Passport | DocumentKind::Permit => {
                (6..=20).contains(&number.len()) && number.bytes().all(|sign| sign.is_ascii_alphanumeric())
            }
        };
        if is_one {
            Ok(Self { kind, number })
        } else {
            Err(DocumentNumberError)
        }
    }

    /// The numbers that a typed text may be, of whatever kind.
    pub fn of_any_kind(text: &str) -> Vec<Self> {
        if plain(text).len() > 40 {
            return Vec::new();
        }
        DocumentKind::ALL
            .into_iter()
            .filter_map(|kind| Self::parse(kind, text).ok())
            .collect()
    }

    /// Of which kind.
    pub const fn kind(&self) -> DocumentKind {
        self.kind
    }

    /// The whole number.
    pub fn as_str(&self) -> &str {
        &self.number
    }

    /// How it is shown: the last four signs.
    pub fn masked(&self) -> String {
        let hidden = self.number.len().saturating_sub(4);
        format!("{}{}", "*".repeat(hidden), &self.number[hidden..])
    }
}

impl fmt::Debug for DocumentNumber {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "DocumentNumber({})", self.kind.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn an_email_address_has_a_name_and_a_domain_with_a_dot() {
        for (text, read) in [
            (" lin@Example.com ", "lin@example.com"),
            ("lin.x+shop@mail.example.cn", "lin.x+shop@mail.example.cn"),
            ("林@例子.公司", "林@例子.公司"),
        ] {
            assert_eq!(
                Email::parse(text).map(|email| email.as_str().to_owned()),
                Ok(read.to_owned()),
                "{text}"
            );
        }
        for text in [
            "",
            "lin",
            "lin@",
            "@example.com",
            "lin@example",
            "lin@.com",
            "a b@c.d@",
            "lin@exa_mple.com",
            "l<i>n@example.com",
        ] {
            assert_eq!(Email::parse(text), Err(EmailError), "{text}");
        }
    }

    /// The example of the standard itself.
    #[test]
    fn the_number_of_an_identity_card_is_checked_by_its_last_sign() {
        let read = |text: &str| DocumentNumber::parse(DocumentKind::IdCard, text);
        let number = read("11010519491231002x").expect("the standard's own example");
        assert_eq!(number.as_str(), "11010519491231002X");
        assert_eq!(number.masked(), "**************002X");
        assert_eq!(format!("{number:?}"), "DocumentNumber(id-card)");
        assert_eq!(read("１１０１０５ 19491231 002Ｘ"), Ok(number));
        for wrong in [
            "110105194912310021",
            "1101051949123100",
            "",
            "1101051949123100X2",
            "11010519491231002XX",
        ] {
            assert_eq!(read(wrong), Err(DocumentNumberError), "{wrong}");
        }
    }

    #[test]
    fn other_documents_have_letters_and_digits() {
        let passport = DocumentNumber::parse(DocumentKind::Passport, "e 1234-5678").expect("a passport");
        assert_eq!(
            (passport.as_str(), passport.masked().as_str()),
            ("E12345678", "*****5678")
        );
        assert!(DocumentNumber::parse(DocumentKind::Permit, "12345").is_err());
        assert!(DocumentNumber::parse(DocumentKind::Permit, "=1+1+1+1").is_err());
        let kinds: Vec<_> = DocumentNumber::of_any_kind("11010519491231002X")
            .iter()
            .map(DocumentNumber::kind)
            .collect();
        assert_eq!(kinds, DocumentKind::ALL);
    }

    proptest! {
        #[test]
        fn no_text_makes_a_reader_panic(text in any::<String>()) {
            let _ = Email::parse(&text);
            let _ = HomeAddress::parse(&text);
            for number in DocumentNumber::of_any_kind(&text) {
                let _ = number.masked();
            }
        }
    }
}
