//! Up at once: in the transaction of what reached it, several steps where several are reached, each with its gift in their order.

use huika_domain::settings::TierRule;

use super::{
    cause::Cause,
    change::Note,
    gift::give,
    seat::Seat,
    sums::{Sums, sums_by_entry},
};
use crate::{StoreError, Tx, ledger::Wallet};

/// Looks whether what was just counted reaches a tier, and moves the member up. What was sold was sold at the tier before. As long as less
/// was counted than the nearest tier needs, nothing is read for it.
pub(crate) fn rise(tx: &mut Tx<'_>, wallet: Wallet, cause: &Cause) -> Result<Wallet, StoreError> {
    let rules = tx.rules();
    let rule = &rules.tiers;
    let mark = rule.mark();
    if wallet.tier_mark == mark && wallet.tier_left > 0 {
        return Ok(wallet);
    }
    let day = tx.business_day(cause.store);
    let sums = sums_by_entry(tx, &wallet, rule, day)?;
    let Some(mut seat) = Seat::read(tx, wallet.member)? else {
        return Err(StoreError::Decode(format!(
            "wallet of {}, who is no member",
            wallet.member
        )));
    };
    let earned = seat.earned;
    let reached = rule.reached(|days| sums.of(days));
    let mut wallet = remember(wallet, rule, reached.max(earned), &sums);
    if reached <= earned {
        wallet.save(tx)?;
        return Ok(wallet);
    }
    seat.earn(reached, Some(rule.period_end(tx.today())), tx.today());
    seat.save(tx)?;
    let mut from = earned;
    for tier in rule
        .tiers
        .iter()
        .filter(|tier| tier.rank > earned && tier.rank <= reached)
    {
        let note = Note {
            counted: sums.of(rule.window_days),
            entry: Some(cause.entry),
            ..Note::step(wallet.member, (from, tier.rank), seat.until)
        };
        note.keep(tx)?;
        from = tier.rank;
        wallet = give(tx, wallet, tier, cause)?;
    }
    wallet.save(tx)?;
    tx.announce(wallet.member);
    Ok(wallet)
}

/// Notes how much has at least to come until the next look.
pub(super) fn remember(mut wallet: Wallet, rule: &TierRule, earned: u8, sums: &Sums) -> Wallet {
    let left = rule.left_above(earned, |days| sums.of(days));
    wallet.tier_left = left.map_or(i64::MAX, huika_domain::Fen::get);
    wallet.tier_mark = rule.mark();
    wallet
}
