//! The twenty digits that a member's phone shows at the till.
//!
//! `prefix 2 · handle 9 · code 8 · check digit 1`. The code is RFC 6238 with HMAC-SHA-256, 30-second steps and 8 digits. The
//! MAC comes in as bytes, so the same functions serve a server that has the key and a browser whose key never leaves
//! WebCrypto (RULES, the member code and the till).

use crate::typed::plain;
use crate::{ErrorCode, Millis};
use serde::{Deserialize, Serialize};
use std::fmt;

/// Length of one step in seconds.
pub const STEP_SECS: i64 = 30;

/// Digits of the whole payload.
const PAYLOAD_DIGITS: usize = 20;
/// Codes have eight digits.
const CODES: u32 = 100_000_000;
/// Handles have nine digits.
const HANDLES: u32 = 1_000_000_000;
/// Payment codes of the networks have 17 to 24 digits; one of them scanned by mistake is named as what it is.
const NETWORK_DIGITS: std::ops::RangeInclusive<usize> = 17..=24;
/// What a scanner can sensibly send: twenty digits, or an address that ends in them.
const LONGEST_SCAN_BYTES: usize = 512;

/// Which device shows the code: a random number of nine digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "u32", into = "u32")]
pub struct Handle(u32);

impl Handle {
    /// The handle with this number, below 1,000,000,000.
    pub fn new(number: u32) -> Result<Self, PayloadError> {
        if number < HANDLES {
            Ok(Self(number))
        } else {
            Err(PayloadError::WrongLength)
        }
    }

    /// A handle out of any random number.
    pub const fn from_random(random: u32) -> Self {
        Self(random % HANDLES)
    }

    /// Its number.
    pub const fn get(self) -> u32 {
        self.0
    }
}

impl TryFrom<u32> for Handle {
    type Error = PayloadError;

    fn try_from(number: u32) -> Result<Self, PayloadError> {
        Self::new(number)
    }
}

impl From<Handle> for u32 {
    fn from(handle: Handle) -> Self {
        handle.0
    }
}

/// The first two digits, which tell our code from those of the payment networks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "u8", into = "u8")]
pub struct Prefix(u8);

impl Prefix {
    /// Two digits; never WeChat's 10–15, Alipay's 25–30 or UnionPay's 62.
    pub fn new(number: u8) -> Result<Self, PayloadError> {
        match number {
            10..=15 | 25..=30 | 62 | 100.. => Err(PayloadError::ForbiddenPrefix),
            _ => Ok(Self(number)),
        }
    }

    /// Its number.
    pub const fn get(self) -> u8 {
        self.0
    }
}

impl Default for Prefix {
    fn default() -> Self {
        Self(88)
    }
}

impl TryFrom<u8> for Prefix {
    type Error = PayloadError;

    fn try_from(number: u8) -> Result<Self, PayloadError> {
        Self::new(number)
    }
}

impl From<Prefix> for u8 {
    fn from(prefix: Prefix) -> Self {
        prefix.0
    }
}

/// A time step: the number of whole 30 seconds since the epoch.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Step(i64);

impl Step {
    /// The step with this number.
    pub const fn new(number: i64) -> Self {
        Self(number)
    }

    /// The step that an instant lies in.
    pub const fn at(now: Millis) -> Self {
        Self(now.unix_secs().div_euclid(STEP_SECS))
    }

    /// Its number.
    pub const fn get(self) -> i64 {
        self.0
    }

    /// The step before.
    #[must_use]
    pub const fn before(self) -> Self {
        Self(self.0.saturating_sub(1))
    }

    /// When it begins.
    pub const fn starts_at(self) -> Millis {
        Millis::from_unix_secs(self.0.saturating_mul(STEP_SECS))
    }

    /// When the next one begins: how long its code is shown.
    pub const fn ends_at(self) -> Millis {
        Millis::from_unix_secs(self.0.saturating_add(1).saturating_mul(STEP_SECS))
    }
}

/// The steps whose code is accepted now: this one and the one before (RFC 6238 §5.2: one step for the way to the till).
pub const fn steps_to_try(now: Step) -> [Step; 2] {
    [now, now.before()]
}

/// What is authenticated for a step: its number as eight bytes, most significant first (RFC 6238 §4.2).
pub const fn message_for(step: Step) -> [u8; 8] {
    step.0.to_be_bytes()
}

/// Eight digits out of a MAC by the dynamic truncation of RFC 4226 §5.3.
pub fn code8(mac: &[u8; 32]) -> u32 {
    let offset = usize::from(mac[31] & 0x0F);
    let word = u32::from_be_bytes([mac[offset], mac[offset + 1], mac[offset + 2], mac[offset + 3]]);
    (word & 0x7FFF_FFFF) % CODES
}

/// The digit that makes a row of digits satisfy Luhn's formula (ISO/IEC 7812-1 annex B), given the row without it.
/// It finds every single wrong digit and every swap of neighbours but 09 and 90.
pub fn luhn_check_digit(digits: &[u8]) -> u8 {
    let sum: u32 = digits
        .iter()
        .rev()
        .enumerate()
        .map(|(from_right, digit)| {
            let digit = u32::from(digit % 10);
            let weighted = if from_right % 2 == 0 { digit * 2 } else { digit };
            if weighted > 9 { weighted - 9 } else { weighted }
        })
        .sum();
    u8::try_from((10 - sum % 10) % 10).unwrap_or(0)
}

/// What the twenty digits say. Whether the code is right only the holder of the key can tell.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Payload {
    prefix: Prefix,
    handle: Handle,
    code: u32,
}

/// Why a scan is not a member code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PayloadError {
    /// It has not twenty digits.
    #[error("a member code has twenty digits")]
    WrongLength,
    /// It holds something other than digits.
    #[error("a member code has only digits")]
    NotDigits,
    /// It is a payment code of WeChat, Alipay or UnionPay.
    #[error("this is a payment code of another network")]
    ForbiddenPrefix,
    /// The check digit says that a digit was read or typed wrongly.
    #[error("a digit is wrong")]
    CheckDigit,
}

impl PayloadError {
    /// A stable code for addresses and logs.
    pub const fn code(self) -> &'static str {
        match self {
            Self::WrongLength => ErrorCode::CodeLength.as_str(),
            Self::NotDigits => ErrorCode::CodeNotDigits.as_str(),
            Self::ForbiddenPrefix => ErrorCode::CodeOtherNetwork.as_str(),
            Self::CheckDigit => ErrorCode::CodeCheckDigit.as_str(),
        }
    }
}

impl Payload {
    /// The payload of a device at a step, whose `code8` is the code.
    pub const fn new(prefix: Prefix, handle: Handle, code: u32) -> Self {
        Self {
            prefix,
            handle,
            code: code % CODES,
        }
    }

    /// The first two digits.
    pub const fn prefix(self) -> Prefix {
        self.prefix
    }

    /// The device.
    pub const fn handle(self) -> Handle {
        self.handle
    }

    /// The time-based code.
    pub const fn code(self) -> u32 {
        self.code
    }

    /// The twenty digits, 0 to 9 each.
    pub fn digits(self) -> [u8; PAYLOAD_DIGITS] {
        let mut digits = [0; PAYLOAD_DIGITS];
        write_digits(&mut digits[..2], u32::from(self.prefix.0));
        write_digits(&mut digits[2..11], self.handle.0);
        write_digits(&mut digits[11..19], self.code);
        digits[19] = luhn_check_digit(&digits[..19]);
        digits
    }

    /// The twenty digits as text.
    pub fn compose(self) -> String {
        self.digits().iter().map(|digit| char::from(b'0' + digit)).collect()
    }

    /// What may stand under the code and in a log: `8812 ···· ···· ···· ····`. People read codes aloud to fraudsters.
    pub fn masked(self) -> String {
        format!("{} ···· ···· ···· ····", &self.compose()[..4])
    }

    /// Reads what a scanner or a cashier typed: spaces, dashes and full-width digits are tolerated, and of an address only
    /// what follows its last `/` or `=` is read.
    pub fn parse(text: &str) -> Result<Self, PayloadError> {
        if text.len() > LONGEST_SCAN_BYTES {
            return Err(PayloadError::WrongLength);
        }
        let digits = scanned_digits(text)?;
        if !NETWORK_DIGITS.contains(&digits.len()) {
            return Err(PayloadError::WrongLength);
        }
        let prefix = u8::try_from(read_digits(&digits[..2])).map_err(|_| PayloadError::ForbiddenPrefix)?;
        let prefix = Prefix::new(prefix)?;
        let digits: [u8; PAYLOAD_DIGITS] = digits.try_into().map_err(|_| PayloadError::WrongLength)?;
        if luhn_check_digit(&digits[..19]) != digits[19] {
            return Err(PayloadError::CheckDigit);
        }
        Ok(Self {
            prefix,
            handle: Handle::new(read_digits(&digits[2..11]))?,
            code: read_digits(&digits[11..19]),
        })
    }
}

impl fmt::Debug for Payload {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Payload({})", self.masked())
    }
}

/// The digits of a scan, folded and without what stands between them.
pub(crate) fn scanned_digits(text: &str) -> Result<Vec<u8>, PayloadError> {
    let folded = plain(text);
    let tail = folded.trim().rsplit(['/', '=']).next().unwrap_or_default();
    tail.chars()
        .filter(|character| !character.is_whitespace() && !matches!(character, '-' | '·'))
        .map(|character| match character {
            '0'..='9' => u8::try_from(u32::from(character) - u32::from('0')).map_err(|_| PayloadError::NotDigits),
            _ => Err(PayloadError::NotDigits),
        })
        .collect()
}

fn write_digits(places: &mut [u8], mut number: u32) {
    for place in places.iter_mut().rev() {
        *place = u8::try_from(number % 10).unwrap_or(0);
        number /= 10;
    }
}

/// At most nine digits, so the number fits.
fn read_digits(places: &[u8]) -> u32 {
    places.iter().fold(0, |number: u32, digit| {
        number.wrapping_mul(10).wrapping_add(u32::from(*digit))
    })
}

#[cfg(test)]
mod tests;
