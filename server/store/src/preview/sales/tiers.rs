//! What other tiers would have taken off, and given.

use std::collections::HashMap;

use huika_domain::{
    Fen, MemberId, Points,
    settings::{Rules, TierRule},
    tier_at,
};

use super::read::Sold;
use crate::{
    StoreError, Tx,
    ledger::day_number,
    params,
    preview::outcome::{DAYS, Effect, Preview, ROWS},
    rules::Snapshot,
    tier::sums_of_many,
};

/// Discounts and points, and who would stand in another tier where what a tier asks for is changed.
pub(super) fn compare(
    tx: &mut Tx<'_>,
    preview: &mut Preview,
    then: &Snapshot,
    sold: &[Sold],
) -> Result<(), StoreError> {
    let (now, then) = (tx.rules(), then.chain());
    let moves = moves(tx, &now.tiers, &then.tiers)?;
    let (mut discount, mut earned) = ((0, 0), (0, 0));
    for sale in sold {
        let rank = sale
            .member
            .and_then(|member| moves.ranks.get(&member).copied())
            .unwrap_or(sale.tier_rank);
        let old = taken_and_given(&now, sale, sale.tier_rank);
        let new = taken_and_given(then, sale, rank);
        preview.changed += i64::from(old != new);
        discount = (discount.0 + old.0, discount.1 + new.0);
        earned = (earned.0 + old.1, earned.1 + new.1);
    }
    preview.effects.extend([
        Effect::Discount(Fen::new(discount.0), Fen::new(discount.1)),
        Effect::Earned(Points::new(earned.0), Points::new(earned.1)),
    ]);
    if moves.up > 0 {
        preview.effects.push(Effect::TiersUp(moves.up));
    }
    if moves.down > 0 {
        preview.effects.push(Effect::TiersDown(moves.down));
    }
    Ok(())
}

/// What the tier of this rank takes off a sale, and the points that it then earns.
fn taken_and_given(rules: &Rules, sale: &Sold, rank: i64) -> (i64, i64) {
    let Some(tier) = tier_at(&rules.tiers.tiers, rank) else {
        return (0, 0);
    };
    let discount = tier.discount_of(sale.gross).unwrap_or_default();
    let more = discount.get().saturating_sub(sale.discount.get());
    // What is taken off more is not paid, and so earns nothing.
    let net = Fen::new(sale.net.get().saturating_sub(more).max(0));
    let earned = rules.points.earn().earned(net, tier.points_percent).unwrap_or_default();
    (discount.get(), earned.get())
}

/// Who among the buyers would stand elsewhere.
#[derive(Default)]
struct Moves {
    /// The ranks of those whom the new rule raises. It takes nobody down at once.
    ranks: HashMap<MemberId, i64>,
    up: i64,
    down: i64,
}

/// Looks at the buyers of the last days; at nobody where tiers ask for what they asked for.
fn moves(tx: &mut Tx<'_>, now: &TierRule, then: &TierRule) -> Result<Moves, StoreError> {
    let mut moves = Moves::default();
    if now.mark() == then.mark() {
        return Ok(moves);
    }
    let since = day_number(tx.today().plus_days(-DAYS));
    let of = "SELECT s.member_id FROM entry e JOIN sale s ON s.entry_id = e.id WHERE e.business_day >= ?2 AND e.kind = 'sale' \
              ORDER BY e.business_day DESC, e.id DESC LIMIT ?3";
    let (today, bounds) = (tx.today(), [since, ROWS]);
    let sums = sums_of_many(tx, then, today, (of, &bounds))?;
    let earned: HashMap<MemberId, i64> = tx
        .all(
            "SELECT m.id, m.earned_rank FROM member m WHERE m.id IN (SELECT s.member_id FROM entry e JOIN sale s ON s.entry_id = e.id \
             WHERE e.business_day >= ?1 AND e.kind = 'sale' ORDER BY e.business_day DESC, e.id DESC LIMIT ?2)",
            params![since, ROWS],
            |row| Ok((row.get("id")?, row.get("earned_rank")?)),
        )?
        .into_iter()
        .collect();
    for (member, sums) in sums {
        let has = earned.get(&member).copied().unwrap_or_default();
        let reached = i64::from(then.reached(|days| sums.of(days)));
        if reached > has {
            moves.up += 1;
            moves.ranks.insert(member, reached);
        } else if reached < has {
            moves.down += 1;
        }
    }
    Ok(moves)
}
