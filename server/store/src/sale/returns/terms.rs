//! Whether goods still come back by the store's terms, and who may take them back all the same.

use huika_domain::{CategoryId, OperatorId, settings::ReturnTermsRule};

use super::{
    asked::{ReturnGoods, Returning},
    error::ReturnGoodsError,
    exception::ReturnException,
    sold::{Sold, find},
};
use crate::{
    StoreError, Tx, params,
    sale::kept::KeptSale,
    staff::{Matter, Place, Role, may},
};

/// Who takes goods back beyond the terms, and why.
#[derive(Debug, Clone, Default)]
pub struct Beyond {
    /// In their words; empty for who sets no term aside.
    pub reason: String,
    /// The second person who said yes; none for who may do it alone.
    pub approved_by: Option<OperatorId>,
}

/// Which term this return would set aside; none for what comes back by the terms, and for a receipt that there is not.
pub fn exception_of(tx: &mut Tx<'_>, request: &ReturnGoods) -> Result<Option<ReturnException>, StoreError> {
    match find(tx, request.place.store, &request.receipt_number)? {
        Some(sold) => exception(tx, &sold, &request.what),
        None => Ok(None),
    }
}

pub(super) fn exception(tx: &mut Tx<'_>, sold: &Sold, what: &Returning) -> Result<Option<ReturnException>, StoreError> {
    let rules = tx.rules_of(sold.store);
    let terms = &rules.return_terms;
    if terms.window_days.is_none() && terms.categories.is_empty() {
        return Ok(None);
    }
    let passed = tx.business_day(Some(sold.store)).days_since(sold.day);
    let mut found = None;
    for category in categories(tx, sold, what, terms)? {
        let path = path_of(tx, category)?;
        match terms.days_of(&path) {
            Some(0) => return Ok(Some(ReturnException::Excluded)),
            Some(days) if passed > i32::from(days) => found = Some(ReturnException::Late),
            _ => {}
        }
    }
    Ok(found)
}

/// The category of each line that comes back, none of an amount.
fn categories(
    tx: &mut Tx<'_>,
    sold: &Sold,
    what: &Returning,
    terms: &ReturnTermsRule,
) -> Result<Vec<Option<CategoryId>>, StoreError> {
    let Returning::Pieces { pieces, .. } = what else {
        return Ok(vec![None]);
    };
    let kept = if terms.categories.is_empty() {
        None
    } else {
        KeptSale::read(tx, sold.sale)?
    };
    let Some(kept) = kept else {
        return Ok(vec![None]);
    };
    let of_line = |line: u32| {
        let place = usize::try_from(line).ok()?;
        kept.cart.get(place)?.category
    };
    let asked = pieces.iter().filter(|asked| asked.pieces > 0);
    let mut all: Vec<Option<CategoryId>> = asked.map(|asked| of_line(asked.line)).collect();
    all.sort_unstable();
    all.dedup();
    Ok(all)
}

/// Categories have three levels.
const LEVELS: usize = 3;

/// A category and those above it, the nearest first.
pub(super) fn path_of(tx: &mut Tx<'_>, category: Option<CategoryId>) -> Result<Vec<CategoryId>, StoreError> {
    let (mut path, mut next) = (Vec::new(), category);
    while let Some(one) = next.filter(|_| path.len() < LEVELS) {
        path.push(one);
        let parent = tx.one(
            "SELECT parent_id FROM goods_category WHERE id = ?1",
            params![one],
            |row| row.get::<Option<CategoryId>>("parent_id"),
        )?;
        next = parent.flatten();
    }
    Ok(path)
}

/// Whether whoever stands at this till sets the terms aside alone. A till with a key of its own never does.
pub fn may_return_beyond(tx: &mut Tx<'_>, place: &Place) -> Result<bool, StoreError> {
    match place.operator {
        Some(operator) => may(tx, operator, Role::returns_late, Matter::Store(place.store)),
        None => Ok(false),
    }
}

/// An exception that may be made.
pub(super) struct Allowed<'b> {
    pub exception: ReturnException,
    pub beyond: &'b Beyond,
}

/// That the terms hold, or that they may be set aside here, with a reason.
pub(super) fn allowed<'b>(
    tx: &mut Tx<'_>,
    request: &ReturnGoods,
    sold: &Sold,
    beyond: &'b Beyond,
) -> Result<Option<Allowed<'b>>, ReturnGoodsError> {
    let Some(exception) = exception(tx, sold, &request.what)? else {
        return Ok(None);
    };
    if beyond.approved_by.is_none() && !may_return_beyond(tx, &request.place)? {
        return Err(ReturnGoodsError::Terms(exception));
    }
    if beyond.reason.is_empty() {
        return Err(ReturnGoodsError::NoReason);
    }
    Ok(Some(Allowed { exception, beyond }))
}
