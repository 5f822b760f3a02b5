//! The end of a shift: its row is closed, and its Z slip written.

use std::collections::BTreeMap;

use huika_domain::{CashCount, Fen, OperatorId, ShiftId};

use super::{
    drawer::{DrawerEntry, DrawerMove, post_drawer},
    figures::figures,
    row::{Ending, Shift, shift},
    slip::{Slip, TenderSum, keep_slip, slip_with},
};
use crate::{StoreError, Tx, ledger::CASH, params};

/// How it ends.
#[derive(Debug)]
pub(crate) struct End<'a> {
    pub(super) ending: Ending,
    pub(super) by: Option<OperatorId>,
    pub(super) counted: Option<Counted<'a>>,
    pub(super) reason: &'a str,
    pub(super) receiver: &'a str,
}

/// What was counted.
#[derive(Debug, Clone, Copy)]
pub(super) struct Counted<'a> {
    pub(super) cash: CashCount,
    pub(super) tenders: &'a BTreeMap<String, Fen>,
    /// How often, this time included.
    pub(super) times: i64,
}

impl<'a> End<'a> {
    /// Nobody counted, and nobody says so: the program closes it.
    pub(crate) const fn uncounted(ending: Ending) -> Self {
        Self {
            ending,
            by: None,
            counted: None,
            reason: "",
            receiver: "",
        }
    }

    /// A manager closes it, for a reason.
    pub(crate) const fn forced(by: OperatorId, reason: &'a str) -> Self {
        Self {
            ending: Ending::Forced,
            by: Some(by),
            counted: None,
            reason,
            receiver: "",
        }
    }
}

/// Keeps everything else out of a shift until this transaction ends. From here on no movement joins it, and whatever was under way is in it.
pub(super) fn hold_alone(tx: &mut Tx<'_>, id: ShiftId) -> Result<(), StoreError> {
    tx.exec(
        "UPDATE shift SET ending = ending WHERE id = ?1 AND closed_at IS NULL",
        params![id],
    )?;
    Ok(())
}

/// Closes an open shift and answers its Z slip; none where somebody was faster. The difference of a drawer that was counted is posted before,
/// so that the books have what lies there.
pub(crate) fn finish(tx: &mut Tx<'_>, shift: &Shift, end: &End<'_>) -> Result<Option<Slip>, StoreError> {
    hold_alone(tx, shift.id)?;
    let open: i64 = tx.value(
        "SELECT COUNT(*) FROM shift WHERE id = ?1 AND closed_at IS NULL",
        params![shift.id],
    )?;
    if open == 0 {
        return Ok(None);
    }
    let figures = figures(tx, shift)?;
    let mut slip = slip_with(tx, shift, figures)?;
    slip.ending = Some(end.ending);
    end.reason.clone_into(&mut slip.reason);
    end.receiver.clone_into(&mut slip.receiver);
    if let Some(counted) = &end.counted {
        put_count(&mut slip, counted);
        post_difference(tx, shift, end, &slip)?;
    }
    tx.exec(
        "UPDATE shift SET closed_at = ?2, closed_by = ?3, ending = ?4 WHERE id = ?1 AND closed_at IS NULL",
        params![shift.id, tx.now(), end.by, end.ending],
    )?;
    keep_slip(tx, &mut slip)?;
    Ok(Some(slip))
}

/// Beside what is expected of each tender, what was counted of it. A tender that nobody named was counted as nothing.
pub(super) fn put_count(slip: &mut Slip, counted: &Counted<'_>) {
    for one in &mut slip.tenders {
        one.counted = Some(if one.tender == CASH {
            counted.cash.total()
        } else {
            counted.tenders.get(&one.tender).copied().unwrap_or(Fen::ZERO)
        });
    }
    for (tender, amount) in counted.tenders {
        let is_new = tender != CASH && slip.tenders.iter().all(|one| one.tender != *tender);
        if is_new && !amount.is_zero() {
            slip.tenders.push(TenderSum {
                tender: tender.clone(),
                expected: Fen::ZERO,
                counted: Some(*amount),
            });
        }
    }
    slip.pieces = Some(counted.cash);
    slip.counts = counted.times;
}

fn post_difference(tx: &mut Tx<'_>, shift: &Shift, end: &End<'_>, slip: &Slip) -> Result<(), StoreError> {
    let difference = slip.cash().and_then(TenderSum::difference).unwrap_or(Fen::ZERO);
    let entry = DrawerEntry {
        shift: shift.id,
        store: shift.store,
        till: &shift.till,
        operator: end.by,
        act: DrawerMove::Difference,
        amount: difference,
        reason: end.reason,
        reference: &format!("drawer-difference:{}", shift.id),
    };
    post_drawer(tx, &entry)
}

/// Closes a shift that had opened by itself. Nothing where somebody was faster.
pub(super) fn end_automatic(tx: &mut Tx<'_>, id: ShiftId, ending: Ending) -> Result<(), StoreError> {
    let Some(shift) = shift(tx, id)? else {
        return Ok(());
    };
    finish(tx, &shift, &End::uncounted(ending)).map(drop)
}
