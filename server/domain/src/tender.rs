//! How money comes in at a till that the card does not pay: cash, a bank card, another terminal.

use crate::ChannelId;
use serde::{Deserialize, Serialize};

/// The name of a tender, such as `cash`: small letters, digits and dashes, at most [`OutsideTender::LONGEST`] of them, and never a name
/// that our own gateways or bank transfers are booked under. Each has a clearing account of its own in the books.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct OutsideTender(String);

/// Why a text names no tender.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OutsideTenderError {
    /// Empty, too long, or with signs that a name does not have.
    #[error(
        "a tender's name has 1 to {} small letters, digits and dashes",
        OutsideTender::LONGEST
    )]
    Malformed,
    /// Its clearing account is a gateway's, or that of bank transfers.
    #[error("this name is a payment gateway's, whose account no till's sale may touch")]
    Reserved,
}

impl OutsideTender {
    /// The most characters that a name has.
    pub const LONGEST: usize = 40;

    /// Names under which the program books payments of its own beside those of the gateways ([`ChannelId`]): `bank` of transfers that a person
    /// made, and [`Self::SEVERAL`].
    pub const OWN: [&'static str; 2] = ["bank", Self::SEVERAL];

    /// What a sale names that came in by several.
    pub const SEVERAL: &'static str = "several";

    /// Reads a name.
    ///
    /// # Errors
    /// See [`OutsideTenderError`].
    pub fn parse(text: &str) -> Result<Self, OutsideTenderError> {
        let fits = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
        if text.is_empty() || text.len() > Self::LONGEST || !text.bytes().all(fits) {
            return Err(OutsideTenderError::Malformed);
        }
        if ChannelId::parse(text).is_some() || Self::OWN.contains(&text) {
            return Err(OutsideTenderError::Reserved);
        }
        Ok(Self(text.to_owned()))
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for OutsideTender {
    type Error = OutsideTenderError;

    fn try_from(text: String) -> Result<Self, OutsideTenderError> {
        Self::parse(&text)
    }
}

impl From<OutsideTender> for String {
    fn from(tender: OutsideTender) -> Self {
        tender.0
    }
}

/// The tenders that the shop takes. Default: cash, bank cards, and what other terminals than ours took.
pub fn default_tenders() -> Vec<OutsideTender> {
    [
        "cash",
        "card",
        "wechat-pos",
        "alipay-pos",
        "unionpay-pos",
        "voucher",
        "other",
    ]
    .map(|name| OutsideTender(name.to_owned()))
    .into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tender_never_has_the_name_of_a_gateway_nor_none() {
        for name in ChannelId::ALL
            .map(ChannelId::as_str)
            .into_iter()
            .chain(OutsideTender::OWN)
        {
            assert_eq!(OutsideTender::parse(name), Err(OutsideTenderError::Reserved), "{name}");
        }
        for name in ["", " ", "Cash", "cash ", "现金", "a_b", &"a".repeat(41)] {
            assert_eq!(OutsideTender::parse(name), Err(OutsideTenderError::Malformed), "{name}");
        }
        for name in ["cash", "wechat-pos", "42", &"a".repeat(40)] {
            assert_eq!(OutsideTender::parse(name).map(String::from), Ok(name.to_owned()));
        }
    }

    #[test]
    fn the_tenders_of_the_start_are_names_that_may_be_used() {
        for tender in default_tenders() {
            assert_eq!(OutsideTender::parse(tender.as_str()), Ok(tender));
        }
    }
}
