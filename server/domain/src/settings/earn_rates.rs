//! Where a purchase earns more or less than usual: by till, category, brand, kind of card, tier and day (RULES, points: rate). A store's
//! own rates are the rule of its scope.

use super::{
    Body, BodyError, Dimension, Expected, Field, Sentence,
    area::{name, or_none, whole},
};
use crate::{
    BrandId, CardTypeId, CategoryId, ErrorCode, TerminalId,
    pricing::{EarnRate, What, Who, Window},
};
use serde::{Deserialize, Serialize};

/// The rates, the first of which that holds for a line decides.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct EarnRateRule {
    /// The rows.
    pub rates: Vec<EarnRateRow>,
}

/// One rate. What is not said is unlimited.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct EarnRateRow {
    /// What the shop calls it.
    pub name: String,
    /// So many hundredths of the usual points; 0 for none.
    pub percent: u16,
    /// At this till.
    pub terminal: Option<i64>,
    /// On goods of this category.
    pub category: Option<i64>,
    /// On goods of this brand.
    pub brand: Option<i64>,
    /// For members with this kind of card.
    pub card_type: Option<i64>,
    /// For members of this tier, counted from the lowest, which is 1.
    pub tier: Option<i64>,
    /// On this day of the week, 1 for Monday.
    pub weekday: Option<i64>,
    /// On this day of the month.
    pub month_day: Option<i64>,
}

/// The largest number of a row in the books that can be meant.
const MOST: i64 = 1_000_000_000_000;

const RATE: &[Field] = &[
    name("name", 30),
    whole("percent", 0, 1_000),
    or_none("terminal", 1, MOST),
    or_none("category", 1, MOST),
    or_none("brand", 1, MOST),
    or_none("card_type", 1, MOST),
    or_none("tier", 1, 8),
    or_none("weekday", 1, 7),
    or_none("month_day", 1, 31),
];

impl Body for EarnRateRule {
    const DIMENSION: Dimension = Dimension::Place;
    const SENTENCES: &'static [Sentence] = &[Sentence::any("rate", "rates", 40, RATE)];

    /// A rate that would never be looked at is a slip of the hand: one before it says the same of the same.
    fn check_together(&self) -> Result<(), BodyError> {
        let limits = |row: &EarnRateRow| EarnRateRow {
            name: String::new(),
            percent: 0,
            ..row.clone()
        };
        for (place, row) in self.rates.iter().enumerate() {
            if self.rates[..place].iter().any(|before| limits(before) == limits(row)) {
                let code = ErrorCode::EarnRateTwice.as_str();
                return Err(BodyError::value(
                    format!("rates.{place}.name"),
                    Expected::Together(code),
                ));
            }
        }
        Ok(())
    }
}

impl EarnRateRule {
    /// The rows as the engine of prices reads them.
    #[must_use]
    pub fn rates(&self) -> Vec<EarnRate> {
        self.rates.iter().map(EarnRateRow::rate).collect()
    }
}

impl EarnRateRow {
    fn rate(&self) -> EarnRate {
        let place = |number: Option<i64>| number.and_then(|number| u8::try_from(number).ok());
        EarnRate {
            when: Window {
                weekdays: place(self.weekday)
                    .map(|day| day.saturating_sub(1))
                    .into_iter()
                    .collect(),
                month_days: place(self.month_day).into_iter().collect(),
                ..Window::default()
            },
            who: Who {
                terminals: self.terminal.map(TerminalId::new).into_iter().collect(),
                card_types: self.card_type.map(CardTypeId::new).into_iter().collect(),
                tiers: place(self.tier)
                    .map(|tier| tier.saturating_sub(1))
                    .into_iter()
                    .collect(),
                ..Who::default()
            },
            what: What {
                categories: self.category.map(CategoryId::new).into_iter().collect(),
                brands: self.brand.map(BrandId::new).into_iter().collect(),
                ..What::default()
            },
            percent: self.percent,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::Area;
    use serde_json::json;

    #[test]
    fn a_row_says_for_whom_where_and_when_and_the_same_twice_is_refused() {
        let area = Area::find("earn-rates").expect("an area");
        let body = json!({ "rates": [
            { "name": "周三双倍", "percent": 200, "weekday": 3, "tier": 2 },
            { "name": "烟酒", "percent": 0, "category": 7 },
        ]});
        let body = area.read(area.version, &body).expect("it is right");
        let rule: EarnRateRule = serde_json::from_value(body).expect("it was read");
        let rates = rule.rates();
        assert_eq!(
            (&rates[0].when.weekdays[..], &rates[0].who.tiers[..], rates[0].percent),
            (&[2][..], &[1][..], 200)
        );
        assert_eq!(
            (&rates[1].what.categories[..], rates[1].percent),
            (&[CategoryId::new(7)][..], 0)
        );
        let row = json!({ "name": "a", "percent": 1, "brand": 3 });
        assert!(area.read(area.version, &json!({ "rates": [row, row] })).is_err());
    }
}
