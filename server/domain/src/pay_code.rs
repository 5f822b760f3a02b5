//! The payment code (付款码) that a customer's own wallet shows and a till scans: WeChat's and Alipay's, told apart by length and first
//! two digits; and the life of one attempt to be paid by it.
//!
//! A code lives for a minute and pays once, so it is a secret: it stays in memory for one attempt, and neither the books nor a log have it.

mod attempt;

pub use attempt::{CodeAttempt, CodeHeard, CodeNext, CodePace, CodePayState};

use std::fmt;

use crate::{ChannelId, scan::without_frame};

/// What a customer's wallet showed.
#[derive(Clone, PartialEq, Eq)]
pub struct PayCode {
    digits: String,
    channel: ChannelId,
}

/// Why a text is no payment code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PayCodeError {
    /// Not 16 to 24 digits that begin as a wallet's do.
    #[error("these are not the digits of a payment code")]
    NotACode,
    /// UnionPay's, which no gateway here takes.
    #[error("UnionPay codes are not taken here")]
    UnionPay,
}

impl PayCode {
    /// Reads what a reader typed: 18 digits from 10 to 15 are WeChat's, 16 to 24 from 25 to 30 Alipay's, 19 from 62 UnionPay's.
    ///
    /// # Errors
    /// See [`PayCodeError`].
    pub fn parse(text: &str) -> Result<Self, PayCodeError> {
        if text.len() > 512 {
            return Err(PayCodeError::NotACode);
        }
        let digits: String = without_frame(text).chars().filter(|sign| *sign != ' ').collect();
        if !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(PayCodeError::NotACode);
        }
        let begins: u8 = digits
            .get(..2)
            .and_then(|two| two.parse().ok())
            .ok_or(PayCodeError::NotACode)?;
        let channel = match (digits.len(), begins) {
            (18, 10..=15) => ChannelId::WeChat,
            (16..=24, 25..=30) => ChannelId::Alipay,
            (19, 62) => return Err(PayCodeError::UnionPay),
            _ => return Err(PayCodeError::NotACode),
        };
        Ok(Self { digits, channel })
    }

    /// Whose wallet showed it.
    #[must_use]
    pub const fn channel(&self) -> ChannelId {
        self.channel
    }

    /// The digits, for the gateway alone.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.digits
    }
}

impl PayCodeError {
    /// A stable code for addresses and words.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::NotACode => crate::ErrorCode::PayCodeMalformed.as_str(),
            Self::UnionPay => crate::ErrorCode::PayCodeUnionpay.as_str(),
        }
    }
}

impl fmt::Debug for PayCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let last = self.digits.len() - 4;
        write!(f, "PayCode({}…{})", &self.digits[..2], &self.digits[last..])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wallets_are_told_apart_by_length_and_first_digits_whatever_a_reader_adds() {
        for (text, channel) in [
            ("134567890123456789", ChannelId::WeChat),
            ("]Q1１３4567 890123456789\r\n", ChannelId::WeChat),
            ("2812345678901234", ChannelId::Alipay),
            ("301234567890123456789012", ChannelId::Alipay),
            ("251234567890123456", ChannelId::Alipay),
        ] {
            assert_eq!(PayCode::parse(text).map(|code| code.channel()), Ok(channel), "{text}");
        }
        assert_eq!(PayCode::parse("6212345678901234567"), Err(PayCodeError::UnionPay));
        for text in [
            "",
            "1",
            "16456789012345678",
            "164567890123456789",
            "281234567890123",
            "28a2345678901234",
        ] {
            assert_eq!(PayCode::parse(text), Err(PayCodeError::NotACode), "{text}");
        }
    }

    #[test]
    fn a_log_never_has_the_whole_code() {
        let code = PayCode::parse("134567890123456789").expect("a code");
        assert_eq!(format!("{code:?}"), "PayCode(13…6789)");
    }
}
