//! The tier metric: net paid in the last months. The month that runs is counted in the wallet, which a sale writes
//! anyway; the months before have rows of their own.

use huika_domain::{BusinessDay, BusinessMonth, Fen, MemberId, Millis, settings::PointsRule};

use crate::{
    StoreError, Tx,
    ledger::{Draft, Wallet, month_number},
    params,
};

/// Counts what was paid net in the month of `day`, with the entry that is being written; a return counts a negative amount
/// in the month of its sale.
pub(crate) fn count_growth(tx: &mut Tx<'_>, draft: &mut Draft, day: BusinessDay, net: Fen) -> Result<(), StoreError> {
    if net.is_zero() {
        return Ok(());
    }
    draft.count_spent(net);
    let month = day.in_month();
    let Wallet {
        member,
        growth_month: running,
        growth: counted,
        ..
    } = *draft.wallet();
    match running {
        Some(running) if month < running => return keep(tx, member, month, net),
        Some(running) if month > running && !counted.is_zero() => keep(tx, member, running, counted)?,
        _ => {}
    }
    draft.count_growth(month, net);
    Ok(())
}

/// Adds to a month that is over.
fn keep(tx: &mut Tx<'_>, member: MemberId, month: BusinessMonth, net: Fen) -> Result<(), StoreError> {
    tx.exec(
        "INSERT INTO growth_month (member_id, month, net_fen) VALUES (?1, ?2, ?3) \
         ON CONFLICT (member_id, month) DO UPDATE SET net_fen = growth_month.net_fen + ?3",
        params![member, month_number(month), net],
    )?;
    Ok(())
}

/// The sum of this month and of those before it that count.
pub fn growth(tx: &mut Tx<'_>, wallet: &Wallet) -> Result<Fen, StoreError> {
    let kept = tx.value(
        "SELECT CAST(COALESCE(SUM(net_fen), 0) AS BIGINT) FROM growth_month WHERE member_id = ?1 AND month >= ?2",
        params![wallet.member, month_number(first_month(tx))],
    )?;
    Ok(growth_with(tx, wallet, kept))
}

/// The same when the sum of what is kept of the months since [`first_month`] was read before.
pub(crate) fn growth_with(tx: &Tx<'_>, wallet: &Wallet, kept: Fen) -> Fen {
    let running = if wallet.growth_month >= Some(first_month(tx)) {
        wallet.growth.get()
    } else {
        0
    };
    Fen::new(kept.get().saturating_add(running))
}

/// The first of the months that count.
pub(crate) fn first_month(tx: &Tx<'_>) -> BusinessMonth {
    tx.today().in_month().plus_months(1 - tx.rules().tiers.growth_months)
}

/// When points expire that are granted now outside of a store; none: never.
pub(crate) fn point_expiry(tx: &Tx<'_>) -> Option<Millis> {
    expiry_under(tx, &tx.rules().points, tx.now())
}

/// When points expire that can be used from `from` on: 31 December of the year that the rule says, in the shop's time.
pub(crate) fn expiry_under(tx: &Tx<'_>, rule: &PointsRule, from: Millis) -> Option<Millis> {
    rule.lapse_years
        .map(|years| tx.context().zone.end_of_year_after(from, years))
}
