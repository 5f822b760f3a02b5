//! A code that is typed at a till, for a coupon that nobody has claimed. Wrong ones are counted by the till.

use huika_domain::{CouponCode, Millis, StoreId, pricing::Coupon};

use super::held::open_coupon;
use crate::{
    StoreError, Tx,
    db::guess::{Bucket, count_wrong, forgive, waits_until},
};

/// What became of a typed code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TypedCode {
    /// A coupon that the cart may use; the quote says whether it does, and why not.
    Fits(Box<Coupon>),
    /// There is no such code, or somebody claimed it, or it is over.
    No,
    /// Too many wrong ones at this till.
    Wait {
        /// Until when.
        until: Millis,
    },
}

/// Looks a code up for the cart of a till. It is used up by the sale and not by this.
pub fn type_code(tx: &mut Tx<'_>, store: StoreId, till: &str, typed: &str) -> Result<TypedCode, StoreError> {
    let bucket = [Bucket::coupon_codes_of_till(tx, store, till)];
    if let Some(until) = waits_until(tx, &bucket)? {
        return Ok(TypedCode::Wait { until });
    }
    let Ok(code) = CouponCode::parse(typed) else {
        return Ok(TypedCode::No);
    };
    let now = tx.now();
    match open_coupon(tx, &code, now)? {
        Some(coupon) => {
            forgive(tx, &bucket)?;
            Ok(TypedCode::Fits(Box::new(coupon)))
        }
        None => {
            count_wrong(tx, &bucket)?;
            Ok(TypedCode::No)
        }
    }
}
