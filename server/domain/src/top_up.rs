//! What a top-up costs and gives, and whether the card can hold it.
//!
//! Price and bonus are decided here together, from a package or from the bonus table; what a browser sends is only the
//! choice (RULES, stored value: top-up price).

use crate::{Balance, ErrorCode, Fen, PackageId, Points};
use serde::{Deserialize, Serialize};

mod campaign;
mod cap;
mod table;

pub use campaign::{Campaign, Occasion};
pub use cap::{CapRule, cap_room, check_cap};
pub use table::{BonusGrant, BonusSegment, BonusTable};

/// A package at a fixed price.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Package {
    /// Which package.
    pub id: PackageId,
    /// What is paid, and becomes principal.
    pub principal: Fen,
    /// Bonus money with it.
    pub bonus: Fen,
    /// Points with it.
    pub points: Points,
}

/// What a member can choose from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TopUpMenu {
    /// Packages, in the order they are shown.
    pub packages: Vec<Package>,
    /// Bonus of a free amount.
    pub table: BonusTable,
    /// The smallest free amount.
    pub least: Fen,
    /// The largest free amount.
    pub most: Fen,
    /// What gives more for a time.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub campaigns: Vec<Campaign>,
    /// What a member's first top-up gives on top.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first: Option<BonusGrant>,
}

/// What the member chose: never a price and a bonus, only one of these.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TopUpChoice {
    /// A package.
    Package(PackageId),
    /// A free amount.
    Amount(Fen),
}

/// The server's answer to a choice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TopUpPrice {
    /// To be paid, and becomes principal.
    pub principal: Fen,
    /// Bonus money with it.
    pub bonus: Fen,
    /// How much of the bonus is for being the first top-up.
    pub first: Fen,
    /// Points with it.
    pub points: Points,
    /// The rule it was made under, frozen into the lot: `package 100.00: 100.00 + 12.00`, `table from 100.00: 150.00 + 12.00`.
    pub rule: String,
}

/// Why a top-up is not offered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TopUpError {
    /// There is no such package.
    #[error("there is no such package")]
    UnknownPackage,
    /// Below the smallest free amount.
    #[error("at least {least} is needed")]
    TooSmall {
        /// The smallest amount.
        least: Fen,
    },
    /// Above the largest free amount.
    #[error("at most {most} is possible at once")]
    TooLarge {
        /// The largest amount.
        most: Fen,
    },
    /// The card cannot hold so much (RULES, stored value: caps).
    #[error("the card can take {room} more")]
    AboveCap {
        /// What it still can take, bonus included where the cap counts it.
        room: Fen,
    },
    /// The table or the package itself makes no sense.
    #[error("the top-up rule makes no sense")]
    BadRule,
}

impl TopUpError {
    /// A stable code for addresses and logs.
    pub const fn code(self) -> &'static str {
        match self {
            Self::UnknownPackage => ErrorCode::PackageUnknown.as_str(),
            Self::TooSmall { .. } => ErrorCode::AmountTooSmall.as_str(),
            Self::TooLarge { .. } => ErrorCode::AmountTooLarge.as_str(),
            Self::AboveCap { .. } => ErrorCode::AboveCap.as_str(),
            Self::BadRule => ErrorCode::TopUpRuleWrong.as_str(),
        }
    }
}

impl Default for TopUpMenu {
    /// A package for each segment of the default table, and a free amount from 1.00 to 5,000.00.
    fn default() -> Self {
        let table = BonusTable::default();
        let packages = (1..)
            .zip(table.segments())
            .map(|(number, segment)| Package {
                id: PackageId::new(number),
                principal: segment.from,
                bonus: table.bonus(segment.from).unwrap_or_default(),
                points: Points::ZERO,
            })
            .collect();
        Self {
            packages,
            table,
            least: Fen::new(100),
            most: Fen::new(500_000),
            campaigns: Vec::new(),
            first: None,
        }
    }
}

impl TopUpMenu {
    /// What a choice costs and gives.
    ///
    /// # Errors
    /// An unknown package, an amount outside the limits, or a rule that makes no sense.
    pub fn price(&self, choice: TopUpChoice, occasion: Occasion) -> Result<TopUpPrice, TopUpError> {
        match choice {
            TopUpChoice::Package(id) => self.package_price(id, occasion),
            TopUpChoice::Amount(amount) => self.amount_price(amount, occasion),
        }
    }

    /// The largest amount that may be topped up into so much room, its bonus included where the cap counts it: what every page and
    /// every refusal names as the most. Less than [`Self::least`] when nothing fits.
    pub fn most_that_fits(&self, room: Fen, counts_bonus: bool, occasion: Occasion) -> Fen {
        let fits = |fen: i64| {
            self.price(TopUpChoice::Amount(Fen::new(fen)), occasion)
                .is_ok_and(|price| {
                    let counted = if counts_bonus { price.bonus } else { Fen::ZERO };
                    price.principal.checked_add(counted).is_some_and(|sum| sum <= room)
                })
        };
        // More money never gives so much less bonus that a larger amount fits where a smaller one does not, so halving finds it.
        let (mut below, mut above) = (self.least.get().max(1) - 1, self.most.min(room).get().saturating_add(1));
        while above - below > 1 {
            let middle = below + (above - below) / 2;
            if fits(middle) {
                below = middle;
            } else {
                above = middle;
            }
        }
        Fen::new(below)
    }

    fn package_price(&self, id: PackageId, occasion: Occasion) -> Result<TopUpPrice, TopUpError> {
        let package = self
            .packages
            .iter()
            .find(|package| package.id == id)
            .ok_or(TopUpError::UnknownPackage)?;
        let Package {
            principal,
            bonus,
            points,
            ..
        } = *package;
        if !principal.is_positive() || bonus.is_negative() || points.is_negative() {
            return Err(TopUpError::BadRule);
        }
        let price = self.given(
            principal,
            bonus,
            Some(format!("package {}", principal.yuan())),
            occasion,
        )?;
        Ok(TopUpPrice { points, ..price })
    }

    fn amount_price(&self, amount: Fen, occasion: Occasion) -> Result<TopUpPrice, TopUpError> {
        if amount < self.least || !amount.is_positive() {
            return Err(TopUpError::TooSmall { least: self.least });
        }
        if amount > self.most {
            return Err(TopUpError::TooLarge { most: self.most });
        }
        let standing = self.table.segment(amount);
        let standing = standing.map(|segment| format!("table from {}", segment.from.yuan()));
        let price = self.given(amount, self.table.bonus(amount)?, standing, occasion)?;
        let points = self.most_points(amount, occasion.at);
        Ok(TopUpPrice { points, ..price })
    }

    /// The standing bonus, what a campaign gives beyond it, and what the first top-up gives on top.
    fn given(
        &self,
        principal: Fen,
        bonus: Fen,
        standing: Option<String>,
        occasion: Occasion,
    ) -> Result<TopUpPrice, TopUpError> {
        let best = self.best(principal, bonus, occasion.at)?;
        let first = self.for_the_first(principal, occasion)?;
        let bonus = best.bonus.checked_add(first).ok_or(TopUpError::BadRule)?;
        principal.checked_add(bonus).ok_or(TopUpError::BadRule)?;
        let mut reasons: Vec<String> = standing.into_iter().collect();
        reasons.extend(best.campaign.map(|campaign| campaign.name.clone()));
        if first.is_positive() {
            reasons.push(format!("first top-up {}", first.yuan()));
        }
        let rule = if reasons.is_empty() {
            format!("no bonus: {}", principal.yuan())
        } else {
            format!("{}: {} + {}", reasons.join(", "), principal.yuan(), bonus.yuan())
        };
        Ok(TopUpPrice {
            principal,
            bonus,
            first,
            points: Points::ZERO,
            rule,
        })
    }
}

impl TopUpPrice {
    /// What it adds to a balance.
    pub fn balance(&self) -> Balance {
        Balance {
            principal: self.principal,
            bonus: self.bonus,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const ANY_DAY: Occasion = Occasion {
        at: crate::Millis::new(0),
        first: false,
    };

    fn price(fen: i64) -> Result<TopUpPrice, TopUpError> {
        TopUpMenu::default().price(TopUpChoice::Amount(Fen::new(fen)), ANY_DAY)
    }

    #[test]
    fn a_hundred_gives_twelve_more() {
        let price = price(10_000).expect("inside the limits");
        assert_eq!((price.principal, price.bonus), (Fen::new(10_000), Fen::new(1_200)));
        assert_eq!(price.rule, "table from 100.00: 100.00 + 12.00");
    }

    #[test]
    fn an_amount_between_two_segments_gets_the_lower_one() {
        assert_eq!(price(9_999).expect("inside").bonus, Fen::ZERO);
        assert_eq!(price(29_999).expect("inside").bonus, Fen::new(1_200));
        assert_eq!(price(30_000).expect("inside").bonus, Fen::new(4_000));
        assert_eq!(price(500_000).expect("inside").bonus, Fen::new(20_000));
    }

    #[test]
    fn zero_negative_and_huge_amounts_are_refused() {
        let least = Fen::new(100);
        assert_eq!(price(0), Err(TopUpError::TooSmall { least }));
        assert_eq!(price(-100), Err(TopUpError::TooSmall { least }));
        assert_eq!(price(99), Err(TopUpError::TooSmall { least }));
        assert_eq!(
            price(i64::MAX),
            Err(TopUpError::TooLarge {
                most: Fen::new(500_000)
            })
        );
    }

    #[test]
    fn a_package_has_the_price_and_the_bonus_of_the_server() {
        let menu = TopUpMenu::default();
        let price = menu
            .price(TopUpChoice::Package(PackageId::new(4)), ANY_DAY)
            .expect("a package");
        assert_eq!((price.principal, price.bonus), (Fen::new(100_000), Fen::new(20_000)));
        assert_eq!(
            menu.price(TopUpChoice::Package(PackageId::new(9)), ANY_DAY),
            Err(TopUpError::UnknownPackage)
        );
    }

    proptest! {
        #[test]
        fn no_amount_and_no_table_make_a_price_panic(amount: i64, from: i64, fixed: i64, per_mille: u32, most: i64) {
            for bonus in [BonusGrant::Fixed(Fen::new(fixed)), BonusGrant::PerMille(per_mille)] {
                if let Ok(table) = BonusTable::new(vec![BonusSegment { from: Fen::new(from), bonus, points: Points::new(most % 7) }]) {
                    let menu = TopUpMenu { packages: Vec::new(), table, least: Fen::new(1), most: Fen::new(most), first: Some(bonus), ..TopUpMenu::default() };
                    if let Ok(price) = menu.price(TopUpChoice::Amount(Fen::new(amount)), Occasion { first: true, ..ANY_DAY }) {
                        let balance = price.balance();
                        prop_assert!(balance.principal.checked_add(balance.bonus).is_some());
                        prop_assert!(!price.bonus.is_negative() && !price.points.is_negative());
                    }
                }
            }
        }
    }
}
