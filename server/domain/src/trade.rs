//! What a new shop begins with: rules for its trade, so that nobody begins with an empty form. Everything can be
//! changed afterwards; a template is read once, when the shop is opened.

use crate::{
    CardGiver, CardKind, Fen, Tier,
    settings::{AREAS, Area, PackageRule, Rules, TierRule},
};

mod goods;

pub use goods::TradeGoods;

/// A trade for which there is a template.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Trade {
    /// Milk tea, coffee, bakeries: small bills, often.
    Drinks,
    /// Restaurants: larger bills, points as money on part of them.
    Restaurant,
    /// Retail: goods that come back, points that wait until they can no longer.
    Retail,
    /// Beauty and hair: high prepayments and high bonuses.
    Beauty,
}

/// A kind of card of a template.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TradeCard {
    /// Its short name.
    pub code: &'static str,
    /// What it is called in Chinese.
    pub name: &'static str,
    /// And in English.
    pub english: &'static str,
    /// What it is for.
    pub kind: CardKind,
    /// The colour of its face.
    pub colour: &'static str,
    /// Who gives it out.
    pub giver: CardGiver,
}

impl Trade {
    /// All of them, as a page lists them.
    pub const ALL: [Self; 4] = [Self::Drinks, Self::Restaurant, Self::Retail, Self::Beauty];

    /// The word in files and forms, also the key of its name in the locales.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Drinks => "drinks",
            Self::Restaurant => "restaurant",
            Self::Retail => "retail",
            Self::Beauty => "beauty",
        }
    }

    /// Reads [`Self::as_str`] back.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|trade| trade.as_str() == word)
    }

    /// The rules that it begins with.
    #[must_use]
    pub fn rules(self) -> Rules {
        let mut rules = Rules::default();
        let yuan = |yuan: i64| Fen::new(yuan * 100);
        rules.packages = self.packages();
        match self {
            Self::Drinks => {
                rules.tiers = tiers(&[("normal", 0, 100, 0), ("silver", 300, 110, 0), ("gold", 800, 120, 2)]);
                rules.stored_value.cap_fen = yuan(1_000);
            }
            Self::Restaurant => {
                rules.tiers = tiers(&[
                    ("normal", 0, 100, 0),
                    ("silver", 1_000, 110, 2),
                    ("gold", 3_000, 120, 5),
                    ("platinum", 8_000, 150, 8),
                ]);
                rules.deduction.most_percent = 30;
            }
            Self::Retail => {
                rules.tiers = tiers(&[
                    ("normal", 0, 100, 0),
                    ("silver", 1_000, 110, 0),
                    ("gold", 5_000, 120, 3),
                    ("platinum", 10_000, 150, 5),
                ]);
                rules.points.pending_days = 7;
                rules.return_terms.window_days = Some(7);
            }
            Self::Beauty => {
                rules.tiers = tiers(&[
                    ("normal", 0, 100, 0),
                    ("silver", 2_000, 110, 5),
                    ("gold", 5_000, 120, 10),
                    ("platinum", 10_000, 150, 15),
                ]);
                rules.deduction.most_percent = 20;
            }
        }
        rules
    }

    /// The kinds of card that it begins with; the first one is what new members get.
    #[must_use]
    pub const fn card_kinds(self) -> &'static [TradeCard] {
        const MEMBER: TradeCard = TradeCard {
            code: "member",
            name: "会员卡",
            english: "Member card",
            kind: CardKind::StoredValue,
            colour: "#0b7a5b",
            giver: CardGiver::Desk,
        };
        const GOLD: TradeCard = TradeCard {
            code: "gold",
            name: "金卡",
            english: "Gold card",
            kind: CardKind::StoredValue,
            colour: "#8a6420",
            giver: CardGiver::Lead,
        };
        const POINTS: TradeCard = TradeCard {
            code: "points",
            name: "积分卡",
            english: "Points card",
            kind: CardKind::Points,
            colour: "#3a5a98",
            giver: CardGiver::Desk,
        };
        match self {
            Self::Drinks | Self::Restaurant => &[MEMBER, GOLD],
            Self::Retail => &[MEMBER, POINTS],
            Self::Beauty => &[MEMBER, GOLD, POINTS],
        }
    }

    /// The areas in which it differs from the defaults.
    pub fn areas(self) -> impl Iterator<Item = &'static Area> {
        let (own, usual) = (self.rules(), Rules::default());
        AREAS.iter().filter(move |area| own.body(area) != usual.body(area))
    }

    /// What can be topped up on its cards.
    fn packages(self) -> PackageRule {
        match self {
            Self::Drinks => packages(&[(50, 3), (100, 8), (200, 20), (300, 36)], 10),
            Self::Restaurant => packages(&[(300, 20), (500, 50), (1_000, 130), (2_000, 300)], 100),
            Self::Retail => packages(&[(200, 10), (500, 30), (1_000, 80)], 50),
            Self::Beauty => packages(&[(500, 50), (1_000, 150), (2_000, 400), (3_000, 700)], 100),
        }
    }
}

fn tiers(steps: &[(&str, i64, u16, u8)]) -> TierRule {
    let tiers = steps
        .iter()
        .zip(0_u8..)
        .map(|((name, from, points, discount), rank)| Tier {
            rank,
            name: (*name).to_owned(),
            threshold_fen: Fen::new(from * 100),
            points_percent: *points,
            discount_percent: *discount,
        });
    TierRule {
        tiers: tiers.collect(),
        ..TierRule::default()
    }
}

/// A package for each step of yuan, the same bonuses for free amounts, and the smallest amount in yuan.
fn packages(steps: &[(i64, i64)], least: i64) -> PackageRule {
    let steps = steps
        .iter()
        .map(|(paid, bonus)| (Fen::new(paid * 100), Fen::new(bonus * 100)));
    PackageRule {
        least_fen: Fen::new(least * 100),
        ..PackageRule::of_steps(steps)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_template_is_one_that_the_pages_would_take() {
        for trade in Trade::ALL {
            assert_eq!(Trade::parse(trade.as_str()), Some(trade));
            let rules = trade.rules();
            for area in AREAS {
                let body = rules.body(area);
                area.read(area.version, &body)
                    .unwrap_or_else(|error| panic!("{} {}: {error}", trade.as_str(), area.name));
            }
            assert!(trade.areas().any(|area| area.name == "tiers"), "{}", trade.as_str());
        }
    }

    #[test]
    fn every_menu_rises_and_fits_on_the_card() {
        for trade in Trade::ALL {
            let rules = trade.rules();
            let zone = crate::ShopZone::parse("Asia/Shanghai").expect("a zone");
            let (menu, cap) = (rules.packages.menu(zone), rules.stored_value.cap_fen);
            assert_eq!(menu.table.segments().len(), menu.packages.len(), "{}", trade.as_str());
            for package in &menu.packages {
                assert!(package.principal >= menu.least && package.principal <= menu.most);
                assert!(
                    package.principal.get() + package.bonus.get() <= cap.get(),
                    "{}",
                    trade.as_str()
                );
                assert_eq!(menu.table.bonus(package.principal), Ok(package.bonus));
            }
        }
    }
}
