//! Codes that are typed at a till, for coupons that nobody has claimed. Wrong ones are counted by the till, so that nobody finds codes by trying.

use huika_domain::{Millis, StoreId};

use crate::{
    StoreError, Tx,
    db::guess::{Bucket, count_wrong, forgive, waits_until},
};

/// What became of a question with typed codes. A wrong code is no error, because it is counted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TypedCodes<T> {
    /// The answer.
    Looked(T),
    /// Too many wrong ones at this till.
    Wait {
        /// Until when.
        until: Millis,
    },
}

/// Asks something with typed codes; `ask` answers with how many of them nothing has. While the till waits, nothing is asked.
pub fn with_typed_codes<'c, T, E: From<StoreError>>(
    tx: &mut Tx<'c>,
    (store, till): (StoreId, &str),
    ask: impl FnOnce(&mut Tx<'c>) -> Result<(T, usize), E>,
) -> Result<TypedCodes<T>, E> {
    let bucket = [Bucket::coupon_codes_of_till(tx, store, till)];
    if let Some(until) = waits_until(tx, &bucket)? {
        return Ok(TypedCodes::Wait { until });
    }
    let (answer, wrong) = ask(tx)?;
    if wrong == 0 {
        forgive(tx, &bucket)?;
    }
    for _ in 0..wrong {
        count_wrong(tx, &bucket)?;
    }
    Ok(TypedCodes::Looked(answer))
}
