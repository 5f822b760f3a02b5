//! What other tiers would have taken off, and given.

use std::collections::{HashMap, HashSet};

use huika_domain::{
    Fen, MemberId, Points, Tier, progress,
    settings::{Rules, TierRule},
};

use super::read::Sold;
use crate::{
    StoreError, Tx,
    ledger::{day_number, month_number},
    params,
    preview::outcome::{DAYS, Effect, Preview, ROWS},
    rules::Snapshot,
};

/// Discounts and points, and who would stand in another tier where what a tier asks for is changed.
pub(super) fn compare(
    tx: &mut Tx<'_>,
    preview: &mut Preview,
    then: &Snapshot,
    sold: &[Sold],
) -> Result<(), StoreError> {
    let (now, then) = (tx.rules(), then.chain());
    let ranks = ranks(tx, &now.tiers, &then.tiers)?;
    let (mut discount, mut earned, mut moved) = ((0, 0), (0, 0), HashSet::new());
    for sale in sold {
        let rank = sale
            .member
            .and_then(|member| ranks.get(&member).copied())
            .unwrap_or(sale.tier_rank);
        let old = taken_and_given(&now, sale, sale.tier_rank);
        let new = taken_and_given(then, sale, rank);
        preview.changed += i64::from(old != new);
        discount = (discount.0 + old.0, discount.1 + new.0);
        earned = (earned.0 + old.1, earned.1 + new.1);
        if rank != sale.tier_rank {
            moved.insert(sale.member);
        }
    }
    preview.effects.extend([
        Effect::Discount(Fen::new(discount.0), Fen::new(discount.1)),
        Effect::Earned(Points::new(earned.0), Points::new(earned.1)),
    ]);
    if !moved.is_empty() {
        preview.effects.push(Effect::OtherTier(moved.len() as i64));
    }
    Ok(())
}

/// What the tier of this rank takes off a sale, and the points that it then earns.
fn taken_and_given(rules: &Rules, sale: &Sold, rank: i64) -> (i64, i64) {
    let tiers = &rules.tiers.tiers;
    let Some(tier) = tiers
        .iter()
        .find(|tier| i64::from(tier.rank) == rank)
        .or_else(|| tiers.first())
    else {
        return (0, 0);
    };
    let discount = tier.discount_of(sale.gross).unwrap_or_default();
    let more = discount.get().saturating_sub(sale.discount.get());
    // What is taken off more is not paid, and so earns nothing.
    let net = Fen::new(sale.net.get().saturating_sub(more).max(0));
    let earned = rules.points.earn().earned(net, tier.points_percent).unwrap_or_default();
    (discount.get(), earned.get())
}

/// The rank that each buyer would have by what they paid net; nobody's where a tier asks for what it asked for.
fn ranks(tx: &mut Tx<'_>, now: &TierRule, then: &TierRule) -> Result<HashMap<MemberId, i64>, StoreError> {
    let asks = |rule: &TierRule| {
        let thresholds = rule.tiers.iter().map(|tier: &Tier| tier.threshold_fen);
        (rule.growth_months, thresholds.collect::<Vec<_>>())
    };
    if asks(now) == asks(then) {
        return Ok(HashMap::new());
    }
    let since = day_number(tx.today().plus_days(-DAYS));
    let first = month_number(tx.today().in_month().plus_months(1 - then.growth_months));
    let grown: Vec<(MemberId, Fen)> = tx.all(
        "SELECT w.member_id, CAST(CASE WHEN w.growth_month >= ?3 THEN w.growth_fen ELSE 0 END + COALESCE((SELECT SUM(g.net_fen) \
         FROM growth_month g WHERE g.member_id = w.member_id AND g.month >= ?3), 0) AS BIGINT) AS growth FROM wallet w \
         WHERE w.member_id IN (SELECT s.member_id FROM entry e JOIN sale s ON s.entry_id = e.id \
         WHERE e.business_day >= ?1 AND e.kind = 'sale' ORDER BY e.business_day DESC, e.id DESC LIMIT ?2)",
        params![since, ROWS, first],
        |row| Ok((row.get("member_id")?, row.get("growth")?)),
    )?;
    let rank = |growth: Fen| i64::from(progress(growth, &then.tiers).current.rank);
    Ok(grown
        .into_iter()
        .map(|(member, growth)| (member, rank(growth)))
        .collect())
}
