//! What goods cost whom.

use super::DEAREST;
use crate::{ErrorCode, Fen};

/// The list price, and lower ones for members and for three levels of dealers; none: the list price is theirs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Prices {
    /// For everybody.
    pub list: Fen,
    /// For members.
    pub member: Option<Fen>,
    /// For dealers, by level.
    pub dealers: [Option<Fen>; 3],
}

impl Prices {
    /// Whether the prices make sense: the list price is above zero, and the others above nothing and not above it.
    ///
    /// # Errors
    /// A code for the words that say why not.
    pub fn check(&self) -> Result<(), ErrorCode> {
        if !self.list.is_positive() || self.list > DEAREST {
            return Err(ErrorCode::PriceRange);
        }
        let others = self.dealers.iter().copied().chain([self.member]).flatten();
        for other in others {
            if other.is_negative() {
                return Err(ErrorCode::PriceRange);
            }
            if other > self.list {
                return Err(ErrorCode::PriceAboveList);
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_price_is_above_that_for_everybody() {
        let list = Prices {
            list: Fen::new(1_000),
            ..Prices::default()
        };
        assert_eq!(list.check(), Ok(()));
        assert_eq!(Prices::default().check(), Err(ErrorCode::PriceRange));
        let member = Prices {
            member: Some(Fen::new(1_001)),
            ..list
        };
        assert_eq!(member.check(), Err(ErrorCode::PriceAboveList));
        let dealers = Prices {
            dealers: [Some(Fen::new(900)), None, Some(Fen::new(-1))],
            ..list
        };
        assert_eq!(dealers.check(), Err(ErrorCode::PriceRange));
    }
}
