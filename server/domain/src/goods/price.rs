//! What goods cost whom.

use super::DEAREST;
use crate::{ErrorCode, Fen, PriceLevelId, pricing::LevelPrice, text_enum};

text_enum! {
    /// A price besides the list price.
    pub enum PriceStep {
        /// For members.
        Member = "member",
        /// For dealers of the first level.
        Dealer1 = "dealer1",
        /// For dealers of the second level.
        Dealer2 = "dealer2",
        /// For dealers of the third level.
        Dealer3 = "dealer3",
    }
}

impl PriceStep {
    /// The level that the engine knows it by.
    #[must_use]
    pub const fn level(self) -> PriceLevelId {
        PriceLevelId::new(match self {
            Self::Member => 1,
            Self::Dealer1 => 2,
            Self::Dealer2 => 3,
            Self::Dealer3 => 4,
        })
    }

    /// Which one a level is.
    #[must_use]
    pub fn of(level: PriceLevelId) -> Option<Self> {
        Self::ALL.iter().copied().find(|step| step.level() == level)
    }
}

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
    /// The prices besides the list price, as the engine reads them.
    #[must_use]
    pub fn at_levels(&self) -> Vec<LevelPrice> {
        let [one, two, three] = self.dealers;
        let prices = [self.member, one, two, three];
        let at = |(step, price): (&PriceStep, Option<Fen>)| {
            price.map(|price| LevelPrice {
                level: step.level(),
                price,
            })
        };
        PriceStep::ALL.iter().zip(prices).filter_map(at).collect()
    }

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
