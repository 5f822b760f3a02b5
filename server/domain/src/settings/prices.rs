//! Price levels and rounding-off: what decides a price besides the list price, before any campaign (QUOTE, steps 2 and 8).

use super::{
    Body, Dimension, Sentence,
    area::{choice, switch},
};
use crate::{
    PriceStep,
    pricing::{PriceLevel, Rounding},
};
use serde::{Deserialize, Serialize};

/// What prices for members and for dealers take part in, and what is let go at the end of a bill.
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a switch of its own on the rule's page"
)]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct PricesRule {
    /// `fen`, `jiao` or `yuan`: to whole ones of which a bill is rounded down.
    pub rounding: String,
    /// Tier and campaigns take something off members' prices.
    pub member_discounts: bool,
    /// Coupons take something off members' prices.
    pub member_coupons: bool,
    /// What is sold at members' prices earns points.
    pub member_points: bool,
    /// Tier and campaigns take something off dealers' prices.
    pub dealer_discounts: bool,
    /// Coupons take something off dealers' prices.
    pub dealer_coupons: bool,
    /// What is sold at dealers' prices earns points.
    pub dealer_points: bool,
}

/// Each fen is paid.
const TO_THE_FEN: &str = "fen";
const ROUNDINGS: &[&str] = &[TO_THE_FEN, "jiao", "yuan"];

impl Default for PricesRule {
    fn default() -> Self {
        Self {
            rounding: TO_THE_FEN.to_owned(),
            member_discounts: true,
            member_coupons: true,
            member_points: true,
            dealer_discounts: false,
            dealer_coupons: false,
            dealer_points: false,
        }
    }
}

impl Body for PricesRule {
    const DIMENSION: Dimension = Dimension::Place;
    const SENTENCES: &'static [Sentence] = &[
        Sentence::of("rounding", &[choice("rounding", ROUNDINGS)]),
        Sentence::of(
            "members",
            &[
                switch("member_discounts"),
                switch("member_coupons"),
                switch("member_points"),
            ],
        ),
        Sentence::of(
            "dealers",
            &[
                switch("dealer_discounts"),
                switch("dealer_coupons"),
                switch("dealer_points"),
            ],
        ),
    ];
}

impl PricesRule {
    /// What is let go at the end of a bill.
    #[must_use]
    pub fn rounding(&self) -> Rounding {
        Rounding::parse(&self.rounding).unwrap_or_default()
    }

    /// The levels with what each takes part in.
    #[must_use]
    pub fn levels(&self) -> Vec<PriceLevel> {
        let level = |step: PriceStep| {
            let member = step == PriceStep::Member;
            let of = |of_members: bool, of_dealers: bool| if member { of_members } else { of_dealers };
            PriceLevel {
                id: step.level(),
                discounts: of(self.member_discounts, self.dealer_discounts),
                coupons: of(self.member_coupons, self.dealer_coupons),
                points: of(self.member_points, self.dealer_points),
            }
        };
        PriceStep::ALL.iter().copied().map(level).collect()
    }
}

/// At which price goods are sold to whoever has a kind of card.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct PriceLevelRule {
    /// `list`, `member`, `dealer1`, `dealer2` or `dealer3`.
    pub level: String,
}

const LIST: &str = "list";
const LEVELS: &[&str] = &[LIST, "member", "dealer1", "dealer2", "dealer3"];

impl Default for PriceLevelRule {
    fn default() -> Self {
        Self {
            level: PriceStep::Member.as_str().to_owned(),
        }
    }
}

impl Body for PriceLevelRule {
    const DIMENSION: Dimension = Dimension::CardType;
    const SENTENCES: &'static [Sentence] = &[Sentence::of("level", &[choice("level", LEVELS)])];
}

impl PriceLevelRule {
    /// The level besides the list price; whoever buys as a dealer is a member as well.
    #[must_use]
    pub fn levels(&self) -> Vec<crate::PriceLevelId> {
        let Some(step) = PriceStep::parse(&self.level) else {
            return Vec::new();
        };
        let mut levels = vec![PriceStep::Member.level(), step.level()];
        levels.dedup();
        levels
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_of_the_rules_are_those_of_the_engine() {
        for word in ROUNDINGS.iter().filter(|word| **word != TO_THE_FEN) {
            assert!(Rounding::parse(word).is_some(), "{word}");
        }
        for word in LEVELS.iter().filter(|word| **word != LIST) {
            assert!(PriceStep::parse(word).is_some(), "{word}");
        }
        assert_eq!(LEVELS.len(), PriceStep::ALL.len() + 1);
    }

    #[test]
    fn a_dealer_may_buy_at_the_members_price_where_that_is_lower_and_who_pays_the_list_price_at_none() {
        let levels = |level: &str| {
            PriceLevelRule {
                level: level.to_owned(),
            }
            .levels()
        };
        assert_eq!(levels("list"), []);
        assert_eq!(levels("member"), [PriceStep::Member.level()]);
        assert_eq!(
            levels("dealer2"),
            [PriceStep::Member.level(), PriceStep::Dealer2.level()]
        );
    }
}
