//! The tiers, and what is counted for them (RULES, tiers).

use super::{
    Body, BodyError, Dimension, Expected, Field, Kind, Sentence,
    area::{money, name, whole},
};
use crate::{Tier, default_tiers};
use serde::{Deserialize, Serialize};

/// The tiers and the window of the growth value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct TierRule {
    /// The tiers, lowest first.
    pub tiers: Vec<Tier>,
    /// Months whose net payments are the growth value, the one that runs included.
    pub growth_months: i32,
}

impl Default for TierRule {
    fn default() -> Self {
        Self {
            tiers: default_tiers(),
            growth_months: 12,
        }
    }
}

/// What a tier says. Its rank is its place in the list.
const TIER: &[Field] = &[
    Field {
        name: "rank",
        kind: Kind::Place { max: 7 },
    },
    name("name", 40),
    money("threshold_fen", 0, 1_000_000_000_000),
    whole("points_percent", 0, 1_000),
    whole("discount_percent", 0, 99),
];

impl Body for TierRule {
    const DIMENSION: Dimension = Dimension::Chain;
    const SENTENCES: &'static [Sentence] = &[
        Sentence::of("growth", &[whole("growth_months", 1, 120)]),
        Sentence::each("tier", "tiers", 8, TIER),
    ];

    /// Everybody has a tier, and the next one always asks for more.
    fn check_together(&self) -> Result<(), BodyError> {
        let refused = |place: usize, field: &str, code| {
            Err(BodyError::value(
                format!("tiers.{place}.{field}"),
                Expected::Together(code),
            ))
        };
        let mut before = None;
        for (place, tier) in self.tiers.iter().enumerate() {
            if usize::from(tier.rank) != place {
                return refused(place, "rank", "tier-rank");
            }
            let fits = match before {
                None => tier.threshold_fen.is_zero(),
                Some(before) => tier.threshold_fen > before,
            };
            if !fits {
                return refused(place, "threshold_fen", "tier-threshold");
            }
            before = Some(tier.threshold_fen);
        }
        Ok(())
    }
}
