//! What a card may hold, and in which order that is used (RULES, stored value).

use super::{
    Body, Dimension, Field, Sentence,
    area::{MAX, choice, money, name, or_none, switch, whole},
};
use crate::{CapRule, Fen, SpendOrder};
use serde::{Deserialize, Serialize};

/// The cap of a kind of card, the order of use that its lots freeze, and how long bonus lives.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct StoredValueRule {
    /// The most that a card may hold.
    pub cap_fen: Fen,
    /// Whether bonus counts towards it.
    pub cap_counts_bonus: bool,
    /// `pro-rata`, `bonus-first`, `principal-first` or `bonus-at-most`.
    pub order: String,
    /// For `bonus-at-most`: the part of a bill that bonus may pay.
    pub bonus_percent: u8,
    /// Days after a top-up until its bonus expires; none: never.
    pub bonus_days: Option<i64>,
    /// Where what was put on this card comes when a member has several: the smallest number is used first, and of the same the oldest.
    pub use_rank: i64,
    /// The stores and people who top such cards up at a counter; none named: everybody.
    pub top_up_by: Vec<TopUpBy>,
    /// From how much paid-in money on, with what is topped up, the member's document has to have been seen.
    pub real_name_from_fen: Fen,
}

/// A store, by its code, or somebody, by their log-in.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct TopUpBy {
    /// `store` or `operator`.
    pub of: String,
    /// The store's code, or the log-in.
    pub who: String,
}

const TOP_UP_BY: &[Field] = &[choice("of", &["store", "operator"]), name("who", 60)];

const ORDERS: &[&str] = &["pro-rata", "bonus-first", "principal-first", "bonus-at-most"];

impl Default for StoredValueRule {
    fn default() -> Self {
        let CapRule { most, counts_bonus } = CapRule::default();
        Self {
            cap_fen: most,
            cap_counts_bonus: counts_bonus,
            order: "pro-rata".to_owned(),
            bonus_percent: 50,
            bonus_days: None,
            use_rank: Self::USUAL_RANK,
            top_up_by: Vec::new(),
            real_name_from_fen: Fen::new(10_000_00),
        }
    }
}

impl Body for StoredValueRule {
    const DIMENSION: Dimension = Dimension::CardType;
    const SENTENCES: &'static [Sentence] = &[
        Sentence::of("cap", &[money("cap_fen", 0, MAX * 1_000), switch("cap_counts_bonus")]),
        Sentence::of("order", &[choice("order", ORDERS), whole("bonus_percent", 0, 100)]),
        Sentence::of("bonus", &[or_none("bonus_days", 1, 36_600)]),
        Sentence::of("rank", &[whole("use_rank", 1, 99)]),
        Sentence::any("top-up-by", "top_up_by", 50, TOP_UP_BY),
        Sentence::of("real-name", &[money("real_name_from_fen", 0, MAX * 1_000)]),
    ];
}

impl StoredValueRule {
    /// Whether somebody tops such cards up at this store's counter.
    #[must_use]
    pub fn is_topped_up_by(&self, store: &str, operator: Option<&str>) -> bool {
        self.top_up_by.is_empty()
            || self.top_up_by.iter().any(|by| match by.of.as_str() {
                "operator" => Some(by.who.as_str()) == operator,
                _ => by.who == store,
            })
    }

    /// The place of what no kind of card has a place for.
    pub const USUAL_RANK: i64 = 50;

    /// The cap.
    #[must_use]
    pub const fn cap(&self) -> CapRule {
        CapRule {
            most: self.cap_fen,
            counts_bonus: self.cap_counts_bonus,
        }
    }

    /// The order that a new lot freezes.
    #[must_use]
    pub fn spend_order(&self) -> SpendOrder {
        match self.order.as_str() {
            "bonus-first" => SpendOrder::BonusFirst,
            "principal-first" => SpendOrder::PrincipalFirst,
            "bonus-at-most" => SpendOrder::BonusAtMost {
                percent: self.bonus_percent,
            },
            _ => SpendOrder::ProRata,
        }
    }
}
