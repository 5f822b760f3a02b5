//! The slip of a shift: X at any time, which changes nothing; Z once, with a number, kept as it was printed.

use huika_domain::{BusinessDay, CashCount, Fen, Millis, ShiftId, StoreId};
use serde::{Deserialize, Serialize};

use super::{
    figures::{Figures, figures},
    row::{Ending, Shift},
};
use crate::{
    StoreError, Tx,
    ledger::{CASH, day_number},
    params,
};

/// What was expected of a tender, and what was counted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TenderSum {
    /// Which.
    pub tender: String,
    /// By the books.
    pub expected: Fen,
    /// By whoever counted; none where nobody did.
    pub counted: Option<Fen>,
}

impl TenderSum {
    /// What was found above the books, or is missing.
    #[must_use]
    pub fn difference(&self) -> Option<Fen> {
        self.counted.and_then(|counted| counted.checked_sub(self.expected))
    }
}

/// Everything that stands on it. What was printed keeps its form for ever, so a field that is added later needs a default.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Slip {
    /// Which shift.
    pub shift: ShiftId,
    /// Its number at the till; 0 on an X.
    pub number: i64,
    /// In which store.
    pub store: StoreId,
    /// What it was called.
    pub store_name: String,
    /// At which till.
    pub till: String,
    /// Who answers for the drawer.
    pub person: String,
    /// On which business day it was opened.
    pub day: BusinessDay,
    /// When it was opened.
    pub opened_at: Millis,
    /// When it was printed first.
    pub at: Millis,
    /// It opened by itself.
    pub automatic: bool,
    /// How it ended; none on an X.
    pub ending: Option<Ending>,
    /// What the books had in the drawer before.
    pub carried: Fen,
    /// What was counted at the opening.
    pub float: Option<Fen>,
    /// What it moved.
    pub figures: Figures,
    /// Each tender, cash first: what should be there, and what is.
    pub tenders: Vec<TenderSum>,
    /// The cash that was counted.
    pub pieces: Option<CashCount>,
    /// How often somebody counted.
    pub counts: i64,
    /// Why it differs, or why it was closed without a count.
    pub reason: String,
    /// Who took the drawer over.
    pub receiver: String,
    /// Orders of the mall that were handed out at this till meanwhile.
    #[serde(default)]
    pub picked_up: i64,
}

impl Slip {
    /// Expected and counted cash.
    #[must_use]
    pub fn cash(&self) -> Option<&TenderSum> {
        self.tenders.iter().find(|one| one.tender == CASH)
    }

    /// What had changed in the drawer between the last close and the opening.
    #[must_use]
    pub fn overnight(&self) -> Option<Fen> {
        self.float.and_then(|float| float.checked_sub(self.carried))
    }
}

/// How a shift stands now. Nothing is written.
pub fn x_slip(tx: &mut Tx<'_>, shift: &Shift) -> Result<Slip, StoreError> {
    let figures = figures(tx, shift)?;
    slip_with(tx, shift, figures)
}

/// The same with figures that were added up already.
pub(super) fn slip_with(tx: &mut Tx<'_>, shift: &Shift, figures: Figures) -> Result<Slip, StoreError> {
    let mut tenders = vec![TenderSum {
        tender: CASH.to_owned(),
        expected: figures.cash_after(shift.carried)?,
        counted: None,
    }];
    for (tender, amount) in figures.tenders.iter().filter(|(tender, _)| *tender != CASH) {
        tenders.push(TenderSum {
            tender: tender.clone(),
            expected: *amount,
            counted: None,
        });
    }
    let store_name = tx.value("SELECT name FROM store WHERE id = ?1", params![shift.store])?;
    // By the time at which they were handed out: an order is a member's, and no movement of a drawer.
    let picked_up = tx.value(
        "SELECT COUNT(*) FROM redemption WHERE store_id = ?1 AND collected_at >= ?2 AND collected_till = ?3",
        params![shift.store, shift.opened_at, shift.till],
    )?;
    Ok(Slip {
        shift: shift.id,
        number: 0,
        store: shift.store,
        store_name,
        till: shift.till.clone(),
        person: shift.name.clone(),
        day: shift.day,
        opened_at: shift.opened_at,
        at: tx.now(),
        automatic: shift.automatic,
        ending: None,
        carried: shift.carried,
        float: shift.float,
        figures,
        tenders,
        pieces: None,
        counts: 0,
        reason: String::new(),
        receiver: String::new(),
        picked_up,
    })
}

/// Gives the slip the next number of its till and keeps it.
pub(super) fn keep_slip(tx: &mut Tx<'_>, slip: &mut Slip) -> Result<(), StoreError> {
    slip.number = tx.value(
        "SELECT CAST(COALESCE(MAX(number), 0) + 1 AS BIGINT) FROM z_slip WHERE store_id = ?1 AND till = ?2",
        params![slip.store, slip.till],
    )?;
    let cash = slip.cash().cloned();
    let cash = cash.ok_or_else(|| StoreError::Internal("a slip without cash".into()))?;
    let body = super::row::to_json(slip)?;
    tx.exec(
        "INSERT INTO z_slip (shift_id, store_id, till, number, at, business_day, expected_fen, counted_fen, body) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
        params![
            slip.shift,
            slip.store,
            slip.till,
            slip.number,
            slip.at,
            day_number(slip.day),
            cash.expected,
            cash.counted,
            body
        ],
    )?;
    Ok(())
}
