//! Rules that have several figures, and what must hold between them.

use huika_domain::{DeductionRule, EarnRule, GiftRule, OutsideTender, Prefix, RefundRule, ReviewRule, Tier, WatchRule};
use serde::Deserializer;

use crate::ranges::{check_name, checked};

/// Ten million yuan in fen, or so many points: more is a slip of the hand.
const MOST: i64 = 1_000_000_000;

fn between(what: &str, value: i64, least: i64, most: i64) -> Result<(), String> {
    if (least..=most).contains(&value) {
        return Ok(());
    }
    Err(format!(
        "{what}: expected a number from {least} to {most}, found {value}"
    ))
}

/// A reader of one field of the rules.
macro_rules! reader {
    ($name:ident: $kind:ty, |$value:ident| $check:expr) => {
        pub(super) fn $name<'de, D: Deserializer<'de>>(deserializer: D) -> Result<$kind, D::Error> {
            checked(deserializer, |$value: &$kind| $check)
        }
    };
}

reader!(earning: EarnRule, |rule| {
    between("points", rule.points.get(), 0, MOST)?;
    between("per", rule.per.get(), 1, MOST)
});
reader!(deduction: DeductionRule, |rule| {
    between("block", rule.block.get(), 1, MOST)?;
    between("worth", rule.worth.get(), 0, MOST)?;
    between("most_percent", rule.most_percent.into(), 0, 100)
});
reader!(refund: RefundRule, |rule| between("full_within_days", rule.full_within_days.into(), 0, 366));
reader!(gift: GiftRule, |rule| between("per_day", rule.per_day.get(), 0, MOST));
reader!(review: ReviewRule, |rule| {
    between("points_alone", rule.points_alone.get(), 0, MOST)?;
    between("money_alone", rule.money_alone.get(), 0, MOST)
});
reader!(watch: WatchRule, |rule| {
    between("points_at_once", rule.points_at_once.get(), 1, MOST)?;
    between("outside_at_once", rule.outside_at_once.get(), 1, MOST)?;
    between("large_a_day", rule.large_a_day, 1, 1_000_000)
});
reader!(tenders: Vec<OutsideTender>, |tenders| between("tenders", tenders.len() as i64, 1, 50));
reader!(tiers: Vec<Tier>, |tiers| in_order(tiers));
reader!(prefix: u8, |prefix| Prefix::new(*prefix).map(drop));
reader!(terms: String, |terms| check_name(terms, 40));

fn in_order(tiers: &[Tier]) -> Result<(), String> {
    between("tiers", tiers.len() as i64, 1, 8)?;
    let mut before = None;
    for (rank, tier) in (0..).zip(tiers) {
        check_name(&tier.name, 40).map_err(|words| format!("name: {words}"))?;
        between("rank", tier.rank.into(), rank, rank)?;
        between("points_percent", tier.points_percent.into(), 0, 1_000)?;
        between("discount_percent", tier.discount_percent.into(), 0, 99)?;
        let (least, most) = before.map_or((0, 0), |before: i64| (before + 1, i64::MAX));
        between("threshold_fen", tier.threshold_fen.get(), least, most)?;
        before = Some(tier.threshold_fen.get());
    }
    Ok(())
}
