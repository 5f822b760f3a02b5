//! The number by which we and every gateway know an order or a refund.

use std::fmt;

/// Our own number of an order or of a refund: 6 to 32 of `A-Z a-z 0-9 _`, the set that all gateways accept.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TradeNumber(String);

/// Why a text is no [`TradeNumber`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("an order number has 6 to 32 letters, digits or underscores")]
pub struct NumberError;

impl TradeNumber {
    /// Reads a number.
    pub fn parse(text: &str) -> Result<Self, NumberError> {
        let fits = (6..=32).contains(&text.len());
        let plain = text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_');
        if fits && plain {
            Ok(Self(text.to_owned()))
        } else {
            Err(NumberError)
        }
    }

    /// The number as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for TradeNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Display for TradeNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_that_could_break_out_of_a_path_is_refused() {
        assert!(TradeNumber::parse("T20261122_000001").is_ok());
        for bad in [
            "",
            "short",
            "has space1",
            "../../refund",
            "number?x=1",
            "订单号订单号",
            &"9".repeat(33),
        ] {
            assert_eq!(TradeNumber::parse(bad), Err(NumberError), "{bad}");
        }
    }
}
