//! Business days in columns. Columns hold their numbers; nothing is ever added to one of those.

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

/// A day in a column that holds 0 as long as there is none.
pub(crate) fn day_if_any(number: i64) -> Result<Option<BusinessDay>, StoreError> {
    if number == 0 {
        Ok(None)
    } else {
        day_of(number).map(Some)
    }
}
