//! What an entry counts towards the tier of its member, and on which day: read off its lines. Of a return it counts on the day of the sale,
//! of a refund on the day of the top-up, so that neither changes what was done since.

use huika_domain::{BusinessDay, EntryId, Fen, LotId, Points};

use super::{
    Header,
    rows::{Line, LotRef},
};
use crate::{
    StoreError, Tx,
    ledger::{Account, DaySums, EntryKind, day_of},
    params,
};

/// The sums of an entry, by the days that they count on.
pub(super) fn counted(
    tx: &mut Tx<'_>,
    header: &Header<'_>,
    lines: &[Line],
) -> Result<Vec<(BusinessDay, DaySums)>, StoreError> {
    let on = |day: BusinessDay, sums: DaySums| if sums.is_zero() { Vec::new() } else { vec![(day, sums)] };
    Ok(match header.kind {
        EntryKind::Sale => on(tx.business_day(header.store), traded(lines, |points| points > 0)),
        EntryKind::Return => match header.reverses {
            Some(sale) => on(day_of_entry(tx, sale)?, traded(lines, |points| points < 0)),
            None => Vec::new(),
        },
        EntryKind::TopUp => {
            let sums = DaySums {
                topped_up: Fen::new(sum_of(lines, &[Account::Principal])),
                ..DaySums::default()
            };
            on(tx.business_day(header.store), sums)
        }
        EntryKind::Refund => paid_back(tx, lines)?,
        _ => Vec::new(),
    })
}

/// What was paid net, and the points with the sign of what earning is in such an entry; the other sign is what was spent, or came back.
fn traded(lines: &[Line], is_earned: fn(i64) -> bool) -> DaySums {
    let earned = of_accounts(lines, &[Account::Points, Account::Shortfall]).filter(|points| is_earned(*points));
    DaySums {
        net: Fen::new(sum_of(lines, &[Account::Principal, Account::Clearing]).saturating_neg()),
        topped_up: Fen::ZERO,
        earned: Points::new(earned.fold(0, i64::saturating_add)),
    }
}

fn of_accounts<'l>(lines: &'l [Line], accounts: &'l [Account]) -> impl Iterator<Item = i64> + 'l {
    let lines = lines.iter().filter(move |line| accounts.contains(&line.account));
    lines.map(|line| line.amount)
}

fn sum_of(lines: &[Line], accounts: &[Account]) -> i64 {
    of_accounts(lines, accounts).fold(0, i64::saturating_add)
}

/// The principal that left for good, by the lots that it had been topped up as.
fn paid_back(tx: &mut Tx<'_>, lines: &[Line]) -> Result<Vec<(BusinessDay, DaySums)>, StoreError> {
    let mut by_lot: Vec<(LotId, i64)> = Vec::new();
    for line in lines {
        let Some(LotRef::Old(lot)) = line.lot else { continue };
        if !matches!(line.account, Account::Principal | Account::HeldPrincipal) {
            continue;
        }
        match by_lot.iter_mut().find(|(known, _)| *known == lot) {
            Some((_, sum)) => *sum = sum.saturating_add(line.amount),
            None => by_lot.push((lot, line.amount)),
        }
    }
    let mut counted = Vec::new();
    for (lot, amount) in by_lot {
        let topped_up = tx.one(
            "SELECT e.business_day FROM money_lot l JOIN entry e ON e.id = l.entry_id WHERE l.id = ?1 AND e.kind = 'top-up'",
            params![lot],
            |row| day_of(row.get("business_day")?),
        )?;
        if let Some(day) = topped_up.filter(|_| amount != 0) {
            let sums = DaySums {
                topped_up: Fen::new(amount),
                ..DaySums::default()
            };
            counted.push((day, sums));
        }
    }
    Ok(counted)
}

fn day_of_entry(tx: &mut Tx<'_>, entry: EntryId) -> Result<BusinessDay, StoreError> {
    let day = tx.one("SELECT business_day FROM entry WHERE id = ?1", params![entry], |row| {
        day_of(row.get("business_day")?)
    })?;
    day.ok_or_else(|| StoreError::Decode(format!("entry {entry} is not there")))
}
