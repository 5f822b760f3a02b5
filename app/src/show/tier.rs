//! Tiers by their ranks and names.

use huika_domain::Tier;

use crate::i18n::Lang;

/// The tier of a rank.
pub fn tier_of(tiers: &[Tier], rank: i64) -> Option<Tier> {
    tiers.iter().find(|tier| i64::from(tier.rank) == rank).cloned()
}

/// A tier's name: the default ones have words in every language, the shop's own are names.
pub fn tier_name(t: Lang, tier: &Tier) -> String {
    t.find(&format!("tier-{}", tier.name), &[])
        .unwrap_or_else(|| tier.name.clone())
}
