//! What somebody types into the office's search box: which kind of thing it names is decided by its form alone.

use crate::{CardNumber, ErrorCode, NamePart, Phone, typed::together};

crate::text_enum! {
    /// What a number on a receipt, an order or a refund belongs to; its first letter says it.
    pub enum RecordKind {
        /// A sale at a till.
        Sale = "sale",
        /// Goods that came back.
        Return = "return",
        /// An order of the points mall.
        Redemption = "redemption",
        /// A top-up.
        TopUp = "top-up",
        /// A top-up's refund.
        Refund = "refund",
    }
}

impl RecordKind {
    /// The letter that its numbers begin with.
    pub const fn letter(self) -> char {
        match self {
            Self::Sale => 'S',
            Self::Return => 'B',
            Self::Redemption => 'R',
            Self::TopUp => 'T',
            Self::Refund => 'F',
        }
    }
}

/// One thing to look for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SearchTerm {
    /// A whole phone number.
    Phone(Phone),
    /// The end of one: its last four to ten digits.
    PhoneTail(PhoneTail),
    /// A card's number.
    Card(CardNumber),
    /// The number of a sale, return, order, top-up or refund.
    Record(RecordKind, String),
    /// A name, or a part of one.
    Name(NamePart),
}

/// The last digits of a phone number: at least four, because fewer name too many people.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PhoneTail(String);

impl PhoneTail {
    /// The fewest digits.
    pub const MIN: usize = 4;

    /// All digits that were typed.
    pub fn digits(&self) -> &str {
        &self.0
    }

    /// The last four of them.
    pub fn last_four(&self) -> &str {
        &self.0[self.0.len() - Self::MIN..]
    }
}

/// Why there is nothing to look for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SearchError {
    /// Nothing was typed.
    #[error("nothing was typed")]
    Empty,
    /// It has the form of nothing that can be looked for.
    #[error("it is neither a phone number, the last digits of one, a card number, a number on a receipt nor a name")]
    UnknownForm,
}

impl SearchError {
    /// A stable code for addresses and words.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Empty => ErrorCode::SearchEmpty.as_str(),
            Self::UnknownForm => ErrorCode::SearchForm.as_str(),
        }
    }
}

/// Longer texts are nothing of ours.
const LONGEST_BYTES: usize = 200;
/// Letter, day, time of day and eight signs of chance.
const RECORD_SIGNS: usize = 23;

impl SearchTerm {
    /// Reads it as people type, paste and scan it: in full width, with spaces and dashes, a receipt's number in either case.
    ///
    /// # Errors
    /// When nothing was typed, or nothing that has a form we know.
    pub fn parse(text: &str) -> Result<Self, SearchError> {
        if text.len() > LONGEST_BYTES {
            return Err(SearchError::UnknownForm);
        }
        let typed = together(text);
        if typed.is_empty() {
            return Err(SearchError::Empty);
        }
        if let Some(record) = record(&typed) {
            return Ok(record);
        }
        if let Ok(card) = CardNumber::parse(&typed) {
            return Ok(Self::Card(card));
        }
        if let Ok(phone) = Phone::parse(&typed) {
            return Ok(Self::Phone(phone));
        }
        let digits = typed.bytes().all(|byte| byte.is_ascii_digit());
        if digits && (PhoneTail::MIN..11).contains(&typed.len()) {
            return Ok(Self::PhoneTail(PhoneTail(typed)));
        }
        match NamePart::parse(text) {
            Ok(part) if NamePart::looks_like_one(text) => Ok(Self::Name(part)),
            _ => Err(SearchError::UnknownForm),
        }
    }
}

fn record(typed: &str) -> Option<SearchTerm> {
    let first = typed.chars().next()?.to_ascii_uppercase();
    let kind = RecordKind::ALL.into_iter().find(|kind| kind.letter() == first)?;
    let rest = &typed[1..];
    let plain = typed.len() == RECORD_SIGNS && rest.bytes().all(|byte| byte.is_ascii_alphanumeric());
    plain.then(|| SearchTerm::Record(kind, format!("{first}{}", rest.to_ascii_lowercase())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_on_a_receipt_says_by_its_letter_what_it_belongs_to() {
        for kind in RecordKind::ALL {
            let number = format!("{}20261128193005k7f3q9xz", kind.letter());
            for typed in [
                number.clone(),
                number.to_uppercase(),
                format!(" {} ", number.to_lowercase()),
            ] {
                assert_eq!(
                    SearchTerm::parse(&typed),
                    Ok(SearchTerm::Record(kind, number.clone())),
                    "{typed}"
                );
            }
        }
    }

    #[test]
    fn a_phone_is_looked_for_whole_or_by_its_last_digits() {
        let phone = Phone::parse("13800138000").unwrap();
        for typed in ["13800138000", "+86 138-0013-8000", "１３８００１３８０００"] {
            assert_eq!(
                SearchTerm::parse(typed),
                Ok(SearchTerm::Phone(phone.clone())),
                "{typed}"
            );
        }
        for (typed, digits) in [("8000", "8000"), ("０１３８０００", "0138000"), ("38 8000", "388000")] {
            let Ok(SearchTerm::PhoneTail(tail)) = SearchTerm::parse(typed) else {
                panic!("{typed} is the end of a phone number");
            };
            assert_eq!((tail.digits(), tail.last_four()), (digits, "8000"));
        }
    }

    #[test]
    fn what_has_letters_and_no_digits_is_a_part_of_a_name() {
        for (typed, part) in [
            ("林女士", "林女士"),
            (" 林 ", "林"),
            ("Wu Lei", "wulei"),
            ("𠮷野", "𠮷野"),
        ] {
            let Ok(SearchTerm::Name(name)) = SearchTerm::parse(typed) else {
                panic!("{typed} is a name");
            };
            assert_eq!(name.as_str(), part);
        }
    }

    #[test]
    fn what_has_no_form_that_we_know_is_said_to_have_none() {
        for typed in [
            "800",
            "S2026",
            "%",
            "_8000",
            "12345678901",
            "1234567890123456",
            "X20261128193005k7f3q9xz",
        ] {
            assert_eq!(SearchTerm::parse(typed), Err(SearchError::UnknownForm), "{typed}");
        }
        for typed in ["", "  ", "\u{200b}"] {
            assert_eq!(SearchTerm::parse(typed), Err(SearchError::Empty), "{typed:?}");
        }
        assert_eq!(SearchTerm::parse(&"8".repeat(300)), Err(SearchError::UnknownForm));
    }
}
