//! What a comparison has at hand, and what came of it so far.

use std::collections::HashMap;

use huika_domain::{Fen, Millis};

use crate::{
    Progress, StoreError, Tx,
    reconciliation::{
        bill::{BillLine, Billed},
        mismatch::{Mismatch, MismatchKind},
    },
};

/// What came of a comparison.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Comparison {
    /// Lines of the bill that agree with ours.
    pub matched: i64,
    /// Where the two disagree.
    pub mismatches: Vec<Mismatch>,
    /// Places in the bill of payments for orders of ours that are not paid: they have to be brought into the books.
    pub unpaid: Vec<usize>,
    /// Places in the bill of refunds of ours that are still under way: likewise.
    pub unsettled: Vec<usize>,
    /// Places in the bill of what the gateway took back of our orders without a refund of ours, as far as nobody had heard of it: likewise.
    pub reversed: Vec<usize>,
}

/// A comparison that is under way.
pub(super) struct Comparing<'b> {
    pub channel: &'b str,
    pub lines: &'b [BillLine],
    pub progress: &'b Progress,
    pub found: Comparison,
}

/// Looks at the line at a place of the bill.
pub(super) type Look = fn(&mut Comparing<'_>, &mut Tx<'_>, usize) -> Result<(), StoreError>;

impl Comparing<'_> {
    /// Goes through what is left of the bill, in its order.
    pub fn rest(&mut self, tx: &mut Tx<'_>, left: HashMap<&str, usize>, look: Look) -> Result<(), StoreError> {
        let mut places: Vec<usize> = left.into_values().collect();
        places.sort_unstable();
        for place in places {
            look(self, tx, place)?;
            self.progress.advance(1);
        }
        Ok(())
    }

    /// Notes that both sides know a line and differ.
    pub fn differs(&mut self, kind: MismatchKind, line: &BillLine, amount: Fen, ours: &str) {
        self.found.mismatches.push(Mismatch {
            kind,
            ours_fen: Some(amount),
            ours: ours.to_owned(),
            ..theirs_only(line)
        });
    }

    /// Notes that the bill names what we do not know.
    pub fn theirs_only(&mut self, line: &BillLine) {
        self.found.mismatches.push(theirs_only(line));
    }
}

fn number_of(line: &BillLine) -> &str {
    match &line.what {
        Billed::Paid => &line.number,
        Billed::Refunded { refund_number, .. } => refund_number,
        Billed::Disputed { dispute, .. } => dispute,
    }
}

fn state_of(line: &BillLine) -> String {
    match &line.what {
        Billed::Paid => format!("paid {}", line.transaction),
        Billed::Refunded { state, .. } => format!("refund {}", state.as_str()),
        Billed::Disputed { state, .. } => format!("dispute {}", state.as_str()),
    }
}

fn theirs_only(line: &BillLine) -> Mismatch {
    Mismatch {
        kind: MismatchKind::TheirsOnly,
        number: number_of(line).to_owned(),
        transaction: line.transaction.clone(),
        ours_fen: None,
        theirs_fen: Some(line.amount),
        ours: String::new(),
        theirs: state_of(line),
        at: Some(line.at),
    }
}

pub(super) fn ours_only(number: String, transaction: String, amount: Fen, state: &str, at: Millis) -> Mismatch {
    Mismatch {
        kind: MismatchKind::OursOnly,
        number,
        transaction,
        ours_fen: Some(amount),
        theirs_fen: None,
        ours: state.to_owned(),
        theirs: String::new(),
        at: Some(at),
    }
}
