//! Shifts whose business day has ended, and that nobody has closed.

use huika_domain::ShiftId;

use super::{
    finish::{End, finish},
    row::{Ending, Shift, read, select_shift},
};
use crate::{StoreError, Tx, ledger::day_number, params};

/// Closes some of them as not counted, where the store's rule says so, and answers how many. What opened by itself ends with its day anyway.
/// `after` is the last shift that was looked at before, so that those that stay open keep nobody else from being closed.
pub fn close_overdue(tx: &mut Tx<'_>, after: i64, limit: i64) -> Result<(u64, Option<i64>), StoreError> {
    let (over, next) = looked_at(tx, after, limit)?;
    let mut closed = 0;
    for shift in &over {
        if finish(tx, shift, &End::uncounted(Ending::CutOff))?.is_some() {
            closed += 1;
        }
    }
    Ok((closed, next))
}

/// Those that [`close_overdue`] would close, for whoever closes them one by one, and where it goes on.
pub fn left_open(tx: &mut Tx<'_>, after: i64, limit: i64) -> Result<(Vec<ShiftId>, Option<i64>), StoreError> {
    let (over, next) = looked_at(tx, after, limit)?;
    Ok((over.iter().map(|shift| shift.id).collect(), next))
}

fn looked_at(tx: &mut Tx<'_>, after: i64, limit: i64) -> Result<(Vec<Shift>, Option<i64>), StoreError> {
    let newest = day_number(tx.today().succ());
    let mut found = tx.all(
        select_shift!("WHERE sh.closed_at IS NULL AND sh.business_day <= ?1 AND sh.id > ?2 ORDER BY sh.id LIMIT ?3"),
        params![newest, after, limit],
        read,
    )?;
    let full = i64::try_from(found.len()).is_ok_and(|count| count == limit);
    let next = found.last().filter(|_| full).map(|last| last.id.get());
    found.retain(|shift| is_over(tx, shift));
    Ok((found, next))
}

fn is_over(tx: &Tx<'_>, shift: &Shift) -> bool {
    let ends = shift.automatic || tx.rules_of(shift.store).shifts.ends_with_the_day;
    // By the clock: a day that was closed early does not end the shift that was opened after it.
    ends && tx.day_by_the_clock(Some(shift.store)) > shift.day
}
