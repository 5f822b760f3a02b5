//! Tiers by their ranks and names, and what they ask for in words.

use huika_domain::{
    BusinessDay, Fen, Points, Tier,
    settings::{NextTier, TierBenefit, TierMetric},
    tier_at,
};
use huika_store::tier::TierCause;

use crate::{context::Portal, i18n::Lang, show::times::day};

/// The tier of a rank.
pub fn tier_of(tiers: &[Tier], rank: i64) -> Option<Tier> {
    tier_at(tiers, rank).cloned()
}

/// A tier's name: the default ones have words in every language, the shop's own are names.
pub fn tier_name(t: Lang, tier: &Tier) -> String {
    named(t, &tier.name)
}

/// The same of a name that was written down.
pub fn named(t: Lang, name: &str) -> String {
    t.find(&format!("tier-{name}"), &[]).unwrap_or_else(|| name.to_owned())
}

/// So much of a metric: money, or points. Sums are in hundredths of it.
pub fn metric_amount(t: Lang, metric: TierMetric, sum: Fen) -> String {
    match metric {
        TierMetric::NetSpend | TierMetric::TopUp => sum.display(),
        TierMetric::Points => t.with(
            "points-count",
            &[("points", Points::new(sum.get() / 100).display().into())],
        ),
    }
}

/// What leads to the next tier, in one sentence.
pub fn next_words(t: Lang, metric: TierMetric, next: &NextTier) -> String {
    let said = [
        ("amount", metric_amount(t, metric, next.missing()).into()),
        ("tier", tier_name(t, &next.tier).into()),
    ];
    match metric {
        TierMetric::NetSpend => t.with("home-growth-next", &said),
        TierMetric::TopUp => t.with("tier-next-top-up", &said),
        TierMetric::Points => t.with("tier-next-points", &said),
    }
}

/// A benefit in the reader's language.
pub fn benefit_words(t: Lang, benefit: &TierBenefit) -> String {
    if t == Lang::ZhCn {
        benefit.chinese.clone()
    } else {
        benefit.english.clone()
    }
}

/// Why a tier changed.
pub fn cause_words(t: Lang, cause: TierCause) -> String {
    t.find(&format!("tier-cause-{}", cause.as_str()), &[])
        .unwrap_or_default()
}

/// A business day as people write it.
pub fn day_words(portal: &Portal, t: Lang, that: BusinessDay) -> String {
    day(portal, t, portal.shop.zone.start_of(that))
}
