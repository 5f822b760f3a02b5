//! Business days in columns.

use huika_domain::BusinessDay;

use crate::StoreError;

/// A business day as the number that columns hold.
pub(crate) fn day_number(day: BusinessDay) -> i64 {
    i64::from(i32::from(day))
}

/// Reads [`day_number`] back.
pub(crate) fn day_of(number: i64) -> Result<BusinessDay, StoreError> {
    i32::try_from(number)
        .ok()
        .and_then(|number| BusinessDay::new(number).ok())
        .ok_or_else(|| StoreError::Decode(format!("{number} is no business day")))
}
