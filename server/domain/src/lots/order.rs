//! In which order principal and bonus of one lot are used.

use serde::{Deserialize, Serialize};

/// The order of use inside a lot, frozen into it when it is made (RULES, stored value: order of use).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum SpendOrder {
    /// Principal and bonus in proportion to what is left of each, so that the principal left is at every moment the amount
    /// to refund. The default.
    #[default]
    ProRata,
    /// Bonus first, then principal.
    BonusFirst,
    /// Principal first, then bonus.
    PrincipalFirst,
    /// Bonus pays at most this part of a bill, principal the rest.
    BonusAtMost {
        /// 0 to 100.
        percent: u8,
    },
}

/// A text is not an order of use.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("this is not an order of use")]
pub struct SpendOrderError;

impl SpendOrder {
    /// How the database keeps it: `pro-rata`, `bonus-first`, `principal-first`, `bonus-at-most:30`.
    pub fn to_text(self) -> String {
        match self {
            Self::ProRata => "pro-rata".to_owned(),
            Self::BonusFirst => "bonus-first".to_owned(),
            Self::PrincipalFirst => "principal-first".to_owned(),
            Self::BonusAtMost { percent } => format!("bonus-at-most:{percent}"),
        }
    }

    /// Reads what `to_text` wrote.
    pub fn parse(text: &str) -> Result<Self, SpendOrderError> {
        match text {
            "pro-rata" => Ok(Self::ProRata),
            "bonus-first" => Ok(Self::BonusFirst),
            "principal-first" => Ok(Self::PrincipalFirst),
            _ => {
                let percent = text.strip_prefix("bonus-at-most:").ok_or(SpendOrderError)?;
                match percent.parse::<u8>() {
                    Ok(percent @ 0..=100) => Ok(Self::BonusAtMost { percent }),
                    _ => Err(SpendOrderError),
                }
            }
        }
    }
}

impl TryFrom<String> for SpendOrder {
    type Error = SpendOrderError;

    fn try_from(text: String) -> Result<Self, SpendOrderError> {
        Self::parse(&text)
    }
}

impl From<SpendOrder> for String {
    fn from(order: SpendOrder) -> Self {
        order.to_text()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_order_comes_back_from_its_text() {
        for order in [
            SpendOrder::ProRata,
            SpendOrder::BonusFirst,
            SpendOrder::PrincipalFirst,
            SpendOrder::BonusAtMost { percent: 0 },
            SpendOrder::BonusAtMost { percent: 100 },
        ] {
            assert_eq!(SpendOrder::parse(&order.to_text()), Ok(order));
            // The way of serde.
            assert_eq!(SpendOrder::try_from(String::from(order)), Ok(order));
        }
        for text in [
            "",
            "pro rata",
            "bonus-at-most:",
            "bonus-at-most:101",
            "bonus-at-most:-1",
        ] {
            assert_eq!(SpendOrder::parse(text), Err(SpendOrderError), "{text}");
        }
    }
}
