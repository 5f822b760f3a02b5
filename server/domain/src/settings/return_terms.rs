//! Which goods come back, until when, and what they bring without a receipt (RULES, returns).

use super::{
    Body, BodyError, Dimension, Expected, Sentence,
    area::{MAX, money, name, or_none, whole},
};
use crate::{CategoryId, ErrorCode, Fen};
use serde::{Deserialize, Serialize};

/// What a store takes back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ReturnTermsRule {
    /// So many days after the sale goods come back; none for without an end.
    pub window_days: Option<u16>,
    /// Categories with days of their own, of which the nearest to the goods decides.
    pub categories: Vec<CategoryTerm>,
    /// Without a receipt, goods bring the lowest price at which they stood in the shop in so many days.
    pub lowest_days: u16,
    /// So many hundredths of that price.
    pub lowest_percent: u16,
    /// So much a day one person takes back without receipts before a second one is asked; a limit of the role's own replaces it.
    pub without_receipt_a_day_fen: Fen,
}

/// Days of one category and of those below it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct CategoryTerm {
    /// What the shop calls it.
    pub name: String,
    /// Which category, by its number.
    pub category: i64,
    /// So many days; 0 for goods that do not come back.
    pub days: u16,
}

impl Default for ReturnTermsRule {
    fn default() -> Self {
        Self {
            window_days: None,
            categories: Vec::new(),
            lowest_days: 30,
            lowest_percent: 100,
            without_receipt_a_day_fen: Fen::new(20_000),
        }
    }
}

const MOST_DAYS: i64 = 3_660;

impl Body for ReturnTermsRule {
    const DIMENSION: Dimension = Dimension::Place;
    const SENTENCES: &'static [Sentence] = &[
        Sentence::of("window", &[or_none("window_days", 1, MOST_DAYS)]),
        Sentence::any(
            "category",
            "categories",
            100,
            &[
                name("name", 30),
                whole("category", 1, 1_000_000_000_000),
                whole("days", 0, MOST_DAYS),
            ],
        ),
        Sentence::of(
            "lowest",
            &[whole("lowest_days", 1, MOST_DAYS), whole("lowest_percent", 1, 100)],
        ),
        Sentence::of("a-day", &[money("without_receipt_a_day_fen", 0, MAX)]),
    ];

    /// Two rows of one category would say two things of the same goods.
    fn check_together(&self) -> Result<(), BodyError> {
        for (place, row) in self.categories.iter().enumerate() {
            if self.categories[..place]
                .iter()
                .any(|before| before.category == row.category)
            {
                let code = ErrorCode::ReturnCategoryTwice.as_str();
                return Err(BodyError::value(
                    format!("categories.{place}.category"),
                    Expected::Together(code),
                ));
            }
        }
        Ok(())
    }
}

impl ReturnTermsRule {
    /// For so many days goods of this category come back: `path` is the category and those above it, the nearest first. None for without an
    /// end, 0 for not at all.
    #[must_use]
    pub fn days_of(&self, path: &[CategoryId]) -> Option<u16> {
        let row_of = |category: &CategoryId| self.categories.iter().find(|row| row.category == category.get());
        path.iter()
            .find_map(row_of)
            .map_or(self.window_days, |row| Some(row.days))
    }

    /// What one piece brings without a receipt, of which `lowest` was the lowest price.
    #[must_use]
    pub fn without_receipt(&self, lowest: Fen) -> Fen {
        Fen::new(
            lowest
                .get()
                .saturating_mul(i64::from(self.lowest_percent))
                .div_euclid(100),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::Area;
    use serde_json::json;

    fn rule() -> ReturnTermsRule {
        let row = |category, days| CategoryTerm {
            name: "x".to_owned(),
            category,
            days,
        };
        ReturnTermsRule {
            window_days: Some(15),
            categories: vec![row(1, 7), row(2, 0)],
            lowest_percent: 90,
            ..ReturnTermsRule::default()
        }
    }

    #[test]
    fn the_nearest_category_says_for_how_long_goods_come_back() {
        let path = |numbers: &[i64]| {
            numbers
                .iter()
                .map(|number| CategoryId::new(*number))
                .collect::<Vec<_>>()
        };
        assert_eq!(rule().days_of(&path(&[2, 1])), Some(0));
        assert_eq!(rule().days_of(&path(&[9, 1])), Some(7));
        assert_eq!(rule().days_of(&path(&[9])), Some(15));
        assert_eq!(rule().days_of(&[]), Some(15));
        assert_eq!(ReturnTermsRule::default().days_of(&[]), None);
    }

    #[test]
    fn without_a_receipt_a_piece_brings_a_part_of_its_lowest_price_and_never_more() {
        assert_eq!(rule().without_receipt(Fen::new(9_99)), Fen::new(8_99));
        assert_eq!(ReturnTermsRule::default().without_receipt(Fen::new(1)), Fen::new(1));
    }

    #[test]
    fn a_category_that_is_named_twice_is_refused() {
        let area = Area::find("return-terms").expect("an area");
        let row = json!({ "name": "a", "category": 3, "days": 7 });
        let body = |rows: Vec<serde_json::Value>| json!({ "categories": rows });
        assert!(area.read(area.version, &body(vec![row.clone()])).is_ok());
        assert!(area.read(area.version, &body(vec![row.clone(), row])).is_err());
    }
}
