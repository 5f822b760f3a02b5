//! A bill that is being made, with what it costs and who buys: read once, shown by all parts of the page and by the customer's window.

use huika_domain::{OutsideTender, Quote};
use huika_store::{
    StoreError, Tx,
    parked::{PayChoice, PendingSale, bill_of, pending_sale},
    sale::{PriceExplained, SellError, price_sale},
    staff::Place,
    till::{TillMember, receipt_of_session, till_member},
};

/// What a bill costs with all that explains it, or why that cannot be said.
pub(super) type Price = Result<(Quote, PriceExplained), SellError>;

/// Everything that one look at the bill needs.
pub(super) struct Bill {
    pub pending: PendingSale,
    /// What it costs, or why that cannot be said; none while nothing is on it.
    pub priced: Option<Price>,
    /// Who was scanned, while that scan is open.
    pub member: Option<TillMember>,
    /// The receipt of a sale that the member's yes made meanwhile.
    pub sold: Option<String>,
}

/// Reads it; none when there is no such sale in this store.
pub(super) fn read_bill(tx: &mut Tx<'_>, token: &str, place: &Place) -> Result<Option<Bill>, StoreError> {
    let Some(pending) = pending_sale(tx, token, place)? else {
        return Ok(None);
    };
    let sold = match &pending.scan {
        Some(scan) if pending.session.is_none() => receipt_of_session(tx, scan, place)?,
        _ => None,
    };
    let member = match &pending.session {
        Some(session) => till_member(tx, session, place)?,
        None => None,
    };
    let priced = priced(tx, &pending, place)?;
    Ok(Some(Bill {
        pending,
        priced,
        member,
        sold,
    }))
}

/// What it costs, whatever pays it; none while nothing is on it.
pub(super) fn priced(tx: &mut Tx<'_>, pending: &PendingSale, place: &Place) -> Result<Option<Price>, StoreError> {
    if pending.cart.lines.is_empty() {
        return Ok(None);
    }
    let rules = tx.rules_of(place.store);
    let tender = rules.tenders.tenders.first().map_or("cash", OutsideTender::as_str);
    let outside = PayChoice {
        balance: false,
        exactly: None,
        rest: tender.to_owned(),
        part: None,
    };
    match price_sale(tx, &bill_of(pending, &outside, place, "")) {
        Err(SellError::Store(error)) => Err(error),
        other => Ok(Some(other)),
    }
}
