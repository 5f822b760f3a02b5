//! Amounts turned round and added up, where not fitting is a fault of the program and never a wrapped number.

use huika_domain::{Fen, Points};

use crate::StoreError;

/// The same amount the other way.
pub(crate) fn minus(amount: Fen) -> Result<Fen, StoreError> {
    amount.checked_neg().ok_or_else(overflow)
}

/// The same number the other way.
pub(crate) fn minus_points(points: Points) -> Result<Points, StoreError> {
    points.checked_neg().ok_or_else(overflow)
}

/// All amounts together.
pub(crate) fn sum(amounts: impl IntoIterator<Item = Fen>) -> Result<Fen, StoreError> {
    Fen::checked_sum(amounts).ok_or_else(overflow)
}

/// All points together.
pub(crate) fn sum_points(points: impl IntoIterator<Item = Points>) -> Result<Points, StoreError> {
    Points::checked_sum(points).ok_or_else(overflow)
}

/// `a` less `b`.
pub(crate) fn less(a: Points, b: Points) -> Result<Points, StoreError> {
    a.checked_sub(b).ok_or_else(overflow)
}

pub(crate) fn overflow() -> StoreError {
    StoreError::Internal("an amount would overflow".into())
}
