//! The comparison. The bill is in memory, a line each; ours is read row by row, so that a day of any size fits.

mod comparing;
mod payments;
mod refunds;
mod reversal;

use std::collections::HashMap;

use comparing::Comparing;
pub use comparing::Comparison;
use payments::payments;
use refunds::refunds;
use reversal::reversal;

use super::bill::{BillLine, Billed, Period};
use crate::{Progress, StoreError, Tx};

/// Compares a day's bill of `channel` with ours. What happened a day before or after counts as that day's, because the two clocks
/// are not one.
pub fn compare(
    tx: &mut Tx<'_>,
    channel: &str,
    day: Period,
    lines: &[BillLine],
    progress: &Progress,
) -> Result<Comparison, StoreError> {
    progress.begin("comparing the bill", "lines", lines.len() as u64);
    let mut it = Comparing {
        channel,
        lines,
        progress,
        found: Comparison::default(),
    };
    let mut paid: HashMap<&str, usize> = HashMap::with_capacity(lines.len());
    let mut refunded: HashMap<&str, usize> = HashMap::new();
    for (place, line) in lines.iter().enumerate() {
        let twice = match &line.what {
            Billed::Paid => paid.insert(&line.number, place),
            Billed::Refunded { refund_number, .. } => refunded.insert(refund_number, place),
            // Taken back and given home are two lines of one dispute.
            Billed::Disputed { .. } => None,
        };
        // The same number twice on one bill: the first one is nobody's.
        if let Some(first) = twice {
            it.theirs_only(&lines[first]);
        }
    }
    payments(&mut it, tx, day, paid)?;
    refunds(&mut it, tx, day, refunded)?;
    for (place, line) in lines.iter().enumerate() {
        if let Billed::Disputed { dispute, state } = &line.what {
            reversal(&mut it, tx, place, dispute, *state)?;
            progress.advance(1);
        }
    }
    Ok(it.found)
}
