//! Entries that are no member's: money that is put into a drawer, taken out of it, or missing from it.

use huika_domain::{EntryId, Fen};

use super::{
    head::{Head, insert_head},
    header::Header,
    rows::{Line, insert_lines},
};
use crate::{
    StoreError, Tx,
    ledger::{Account, Commodity, Origin},
};

/// Writes an entry with lines on the shop's accounts alone. One that does not add up is a fault of the program.
pub(crate) fn post_for_shop(
    tx: &mut Tx<'_>,
    header: &Header<'_>,
    origin: Origin,
    lines: &[(Account, &str, Fen)],
) -> Result<EntryId, StoreError> {
    let sum: i128 = lines.iter().map(|(.., amount)| i128::from(amount.get())).sum();
    if sum != 0 || lines.is_empty() || lines.iter().any(|(.., amount)| amount.is_zero()) {
        return Err(StoreError::Internal(format!("{} is off by {sum}", header.reference)));
    }
    tx.number_ahead(&["entry"])?;
    let entry = insert_head(
        tx,
        header,
        &Head {
            origin,
            ..Head::default()
        },
    )?;
    let line = |(account, party, amount): &(Account, &str, Fen)| Line {
        account: *account,
        commodity: Commodity::Money,
        member: None,
        party: (*party).to_owned(),
        lot: None,
        amount: amount.get(),
        balance_after: None,
    };
    let lines: Vec<_> = lines.iter().map(line).collect();
    insert_lines(tx, entry, &lines, &[])?;
    Ok(entry)
}
