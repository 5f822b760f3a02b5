//! What a cashier scanned or typed: one field takes all three.
//!
//! Readers add to the digits what they were set up to add: a symbology identifier (`]Q1` before a QR code, ISO/IEC 15424), STX and ETX,
//! a group separator, CR and LF, or the same code once more. One normaliser takes all of it away, so that every way in (the counter,
//! the card desk, the tills' interface) reads the same.

use crate::arith::half_width;
use crate::typed::is_invisible;
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
        if text.len() > LONGEST_BYTES {
            return Err(ScannedError(PayloadError::WrongLength));
        }
        let text = without_frame(text);
        let reason = match Payload::parse(&text) {
            Ok(payload) => return Ok(Self::Code(payload)),
            Err(reason @ (PayloadError::WrongLength | PayloadError::NotDigits)) => reason,
            Err(reason) => return Err(ScannedError(reason)),
        };
        if let Ok(number) = CardNumber::parse(&text) {
            return Ok(Self::Card(number));
        }
        if let Ok(phone) = Phone::parse(&text) {
            return Ok(Self::Phone(phone));
        }
        Err(ScannedError(reason))
    }
}

/// What a reader can sensibly send, twice over and with everything that it adds.
const LONGEST_BYTES: usize = 512;

/// The text that was in the symbol: half-width, without control and invisible characters, without a symbology identifier, and once
/// when the reader sent it more than once.
pub(crate) fn without_frame(text: &str) -> String {
    let folded: String = text
        .chars()
        .map(half_width)
        .map(|sign| {
            if matches!(sign, '\t' | '\u{2028}' | '\u{2029}') {
                '\n'
            } else {
                sign
            }
        })
        .filter(|sign| matches!(sign, '\r' | '\n') || !is_invisible(*sign))
        .collect();
    let mut lines = folded
        .split(['\r', '\n'])
        .map(|line| without_identifier(line.trim()))
        .filter(|line| !line.is_empty());
    let first = lines.next().unwrap_or_default();
    lines
        .filter(|line| *line != first)
        .fold(first.to_owned(), |whole, line| whole + line)
}

/// Cuts off `]`, a letter for the symbology and its modifier: `]Q1`, `]C0`, `]d2`. Caps Lock changes the letter, so its case says nothing.
fn without_identifier(line: &str) -> &str {
    let is_identifier = matches!(
        line.as_bytes(),
        [b']', symbology, modifier, ..] if symbology.is_ascii_alphabetic() && modifier.is_ascii_alphanumeric()
    );
    if is_identifier { line[3..].trim_start() } else { line }
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

    #[test]
    fn what_a_reader_adds_around_the_digits_is_taken_away() {
        let payload = Payload::new(Prefix::default(), Handle::from_random(123_456_789), 46_119_246);
        let code = payload.compose();
        let wide: String = code
            .bytes()
            .map(|digit| char::from_u32(0xFF10 + u32::from(digit - b'0')).expect("a full-width digit"))
            .collect();
        let sent = [
            format!("{code}\r\n"),
            format!("{code}\r{code}\n"),
            format!("{code}\t"),
            format!("]Q1{code}"),
            format!("]q1{code}"),
            format!("]C0{code}\r\n]C0{code}\r\n"),
            format!("]C1{code}"),
            format!("]d2{code}"),
            format!("]E0 {code}"),
            format!("\u{2}{code}\u{3}"),
            format!("\u{2}]C1\u{1d}{code}\u{1d}\u{3}\r\n"),
            format!("\u{feff}{code}"),
            format!("\u{200b}{code}\u{202c}"),
            format!("]Q1HTTPS://HUIKA.EXAMPLE/CODE/{code}"),
            wide.clone(),
            format!("\u{ff3d}\u{ff31}\u{ff11}{wide}"),
        ];
        for text in sent {
            assert_eq!(Scanned::parse(&text), Ok(Scanned::Code(payload)), "{text:?}");
        }
        let number = CardNumber::compose(6800, 241);
        let text = format!("\u{2}]C0{}\u{3}\r\n", number.as_digits());
        assert_eq!(Scanned::parse(&text), Ok(Scanned::Card(number)));
        let phone = Phone::parse("13800138000").expect("a number");
        assert_eq!(
            Scanned::parse("\u{202d}138 0013 8000\u{202c}"),
            Ok(Scanned::Phone(phone))
        );
    }

    #[test]
    fn two_codes_in_one_text_are_neither_of_them() {
        let code = |random| Payload::new(Prefix::default(), Handle::from_random(random), 1).compose();
        let both = format!("{}\r\n{}", code(1), code(2));
        assert_eq!(Scanned::parse(&both), Err(ScannedError(PayloadError::WrongLength)));
    }

    proptest! {
        #[test]
        fn no_text_makes_the_parser_panic(text in any::<String>()) {
            let _ = Scanned::parse(&text);
        }
    }
}
