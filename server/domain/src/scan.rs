//! What a cashier scanned or typed: one field takes all three.

use crate::{CardNumber, Payload, PayloadError, Phone};

/// What a till was given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Scanned {
    /// A rotating code, which may spend.
    Code(Payload),
    /// A printed card number, which identifies and earns.
    Card(CardNumber),
    /// A phone number, which identifies and earns.
    Phone(Phone),
}

/// It is none of them; the reason is the one that fits its length best.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(transparent)]
pub struct ScannedError(#[from] pub PayloadError);

impl Scanned {
    /// Tells a code, a card number and a phone apart: they have twenty, sixteen and eleven digits.
    pub fn parse(text: &str) -> Result<Self, ScannedError> {
        match Payload::parse(text) {
            Ok(payload) => return Ok(Self::Code(payload)),
            Err(PayloadError::WrongLength | PayloadError::NotDigits) => {}
            Err(error) => return Err(ScannedError(error)),
        }
        if text.len() > 512 {
            return Err(ScannedError(PayloadError::WrongLength));
        }
        if let Ok(number) = CardNumber::parse(text) {
            return Ok(Self::Card(number));
        }
        if let Ok(phone) = Phone::parse(text) {
            return Ok(Self::Phone(phone));
        }
        Err(ScannedError(
            Payload::parse(text).err().unwrap_or(PayloadError::WrongLength),
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Handle, Prefix};
    use proptest::prelude::*;

    #[test]
    fn one_field_takes_a_code_a_card_number_and_a_phone() {
        let payload = Payload::new(Prefix::default(), Handle::from_random(123_456_789), 46_119_246);
        assert_eq!(Scanned::parse(&payload.compose()), Ok(Scanned::Code(payload)));
        let number = CardNumber::compose(6800, 241);
        assert_eq!(Scanned::parse(&number.grouped()), Ok(Scanned::Card(number)));
        let phone = Phone::parse("13800138000").expect("a number");
        assert_eq!(Scanned::parse("138 0013 8000"), Ok(Scanned::Phone(phone)));
    }

    #[test]
    fn a_payment_code_of_wechat_is_named_as_such_and_other_text_has_its_own_reason() {
        assert_eq!(
            Scanned::parse("134567890123456789"),
            Err(ScannedError(PayloadError::ForbiddenPrefix))
        );
        assert_eq!(Scanned::parse("12"), Err(ScannedError(PayloadError::WrongLength)));
        assert_eq!(Scanned::parse("hello"), Err(ScannedError(PayloadError::NotDigits)));
    }

    proptest! {
        #[test]
        fn no_text_makes_the_parser_panic(text in any::<String>()) {
            let _ = Scanned::parse(&text);
        }
    }
}
