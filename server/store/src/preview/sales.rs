//! Sales, worked out again.

mod read;
mod tiers;

use std::collections::HashMap;

use huika_domain::{
    DeductionRule, Fen, Points,
    settings::{Area, Rules, Scope},
    tier_at,
};

use super::outcome::{Effect, Of, Preview};
use crate::{StoreError, Tx, rules::Snapshot};
use read::{Sold, sold};

/// What a rule of one of the areas that a sale is worked out by would have done.
pub(super) fn replay(tx: &mut Tx<'_>, area: &Area, scope: Scope, then: &Snapshot) -> Result<Preview, StoreError> {
    let sold = sold(tx, scope, then)?;
    let now = std::sync::Arc::clone(tx.standing());
    let mut preview = Preview {
        of: Of::Sales,
        count: sold.len() as i64,
        changed: 0,
        effects: Vec::new(),
    };
    match area.name {
        "points" => {
            let (before, after) = preview.compare(&now, then, &sold, earned);
            preview
                .effects
                .push(Effect::Earned(Points::new(before), Points::new(after)));
        }
        "deduction" => {
            let (before, after) = preview.compare(&now, then, &sold, deducted);
            preview
                .effects
                .push(Effect::Deducted(Fen::new(before), Fen::new(after)));
        }
        "tenders" => {
            let (_, amount) = preview.compare(&now, then, &sold, unknown_tender);
            preview
                .effects
                .push(Effect::UnknownTender(preview.changed, Fen::new(amount)));
        }
        "watch" => {
            let (before, after) = (watched(&now, &sold), watched(then, &sold));
            preview.changed = before
                .iter()
                .zip(&after)
                .filter(|(before, after)| before != after)
                .count() as i64;
            let count = |watched: &[bool]| watched.iter().filter(|watched| **watched).count() as i64;
            preview.effects.push(Effect::Watched(count(&before), count(&after)));
        }
        _ => tiers::compare(tx, &mut preview, then, &sold)?,
    }
    Ok(preview)
}

impl Preview {
    /// The sum of a figure as it is and as it would have been; notes how many sales differ in it.
    fn compare(
        &mut self,
        now: &Snapshot,
        then: &Snapshot,
        sold: &[Sold],
        figure: fn(&Rules, &Sold) -> i64,
    ) -> (i64, i64) {
        let (mut before, mut after) = (0_i64, 0_i64);
        for sale in sold {
            let (old, new) = (
                figure(now.of_store(sale.store), sale),
                figure(then.of_store(sale.store), sale),
            );
            self.changed += i64::from(old != new);
            before = before.saturating_add(old);
            after = after.saturating_add(new);
        }
        (before, after)
    }
}

/// The points of a sale, by the tier that the member has now.
fn earned(rules: &Rules, sale: &Sold) -> i64 {
    let tier = tier_at(&rules.tiers.tiers, sale.tier_rank);
    let percent = tier.map_or(100, |tier| tier.points_percent);
    rules.points.earn().earned(sale.net, percent).unwrap_or_default().get()
}

/// What the points that were used would take off: as many of them as the rule lets in.
fn deducted(rules: &Rules, sale: &Sold) -> i64 {
    let rule: DeductionRule = rules.deduction;
    if !sale.points_used.is_positive() {
        return 0;
    }
    let bill = Fen::new(sale.gross.get().saturating_sub(sale.discount.get()));
    rule.most(bill, sale.points_used).unwrap_or_default().amount.get()
}

/// The outside money of a sale whose tender is none of the shop's.
fn unknown_tender(rules: &Rules, sale: &Sold) -> i64 {
    let is_known = rules
        .tenders
        .tenders
        .iter()
        .any(|tender| tender.as_str() == sale.tender);
    if is_known { 0 } else { sale.outside.get() }
}

/// Which of the sales, from the oldest on, would alarm: by themselves, or as one of many of the same member or till in a day.
fn watched(rules: &Snapshot, sold: &[Sold]) -> Vec<bool> {
    let mut of_member: HashMap<_, i64> = HashMap::new();
    let mut of_till: HashMap<_, i64> = HashMap::new();
    let mut one = |sale: &Sold| {
        let rule = rules.of_store(sale.store).watch;
        if !rule.is_large(sale.outside, sale.earned) {
            return false;
        }
        let by_member = of_member.entry((sale.member, sale.day)).or_default();
        *by_member += 1;
        let by_till = of_till.entry((sale.store, sale.till.clone(), sale.day)).or_default();
        *by_till += 1;
        rule.reason(sale.earned, (*by_member).max(*by_till)).is_some()
    };
    sold.iter().map(&mut one).collect()
}
