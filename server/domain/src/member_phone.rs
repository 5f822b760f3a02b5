//! What stands where a member's phone number is kept: the number, or, once the account was closed, a pseudonym that leads to nobody.

use crate::{MemberId, Phone, PhoneError};

/// A member's phone number, or nothing of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MemberPhone {
    /// The number.
    Known(Phone),
    /// The account was closed. The books go on under the member's number alone.
    Closed(MemberId),
}

impl MemberPhone {
    /// What is kept in the place of the number: no text that a search for digits at the end finds, and no phone number.
    pub fn pseudonym(member: MemberId) -> String {
        format!("closed({member})")
    }

    /// Reads a kept text.
    ///
    /// # Errors
    /// It is neither a phone number nor a pseudonym.
    pub fn of_kept(text: &str) -> Result<Self, PhoneError> {
        let closed = text.strip_prefix("closed(").and_then(|rest| rest.strip_suffix(')'));
        match closed.map(MemberId::parse) {
            Some(Ok(member)) => Ok(Self::Closed(member)),
            _ => Phone::parse(text).map(Self::Known),
        }
    }

    /// The number, where there still is one.
    pub const fn known(&self) -> Option<&Phone> {
        match self {
            Self::Known(phone) => Some(phone),
            Self::Closed(_) => None,
        }
    }

    /// How it is shown to anyone: `138****8000`, or `#12` of an account that was closed.
    pub fn masked(&self) -> String {
        match self {
            Self::Known(phone) => phone.masked(),
            Self::Closed(member) => format!("#{member}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_closed_account_leaves_a_pseudonym_that_is_no_number_and_ends_in_no_digits() {
        let member = MemberId::new(1234);
        let kept = MemberPhone::pseudonym(member);
        assert!(Phone::parse(&kept).is_err());
        assert!(!kept.ends_with(|sign: char| sign.is_ascii_digit()));
        let read = MemberPhone::of_kept(&kept).expect("a pseudonym");
        assert_eq!(read, MemberPhone::Closed(member));
        assert_eq!((read.masked().as_str(), read.known()), ("#1234", None));
        let phone = MemberPhone::of_kept("+8613800138000").expect("a phone");
        assert_eq!(phone.masked(), "138****8000");
        assert!(phone.known().is_some());
        for text in ["closed()", "closed(x)", "closed(1", "", "1"] {
            assert!(MemberPhone::of_kept(text).is_err(), "{text}");
        }
    }
}
