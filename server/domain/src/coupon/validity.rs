//! How long a coupon holds.

use serde::{Deserialize, Serialize};

use crate::{BusinessDay, ErrorCode};

/// From when and until when a coupon holds, as its kind says it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CouponValidity {
    /// So many days, the first of them so many days after it was received: 0 for at once, and then the day itself is the first.
    Days {
        /// Days to wait.
        wait: u16,
        /// Days that it holds.
        days: u16,
    },
    /// From one day to another, whenever it was received.
    Fixed {
        /// The first day.
        first: BusinessDay,
        /// The last day.
        last: BusinessDay,
    },
}

/// Ten years: what is meant for ever needs no end that nobody will see.
const MOST_DAYS: u16 = 3_650;

impl CouponValidity {
    /// That it makes sense.
    ///
    /// # Errors
    /// The code of what does not.
    pub fn check(self) -> Result<(), ErrorCode> {
        match self {
            Self::Days { wait, days } if days == 0 || days > MOST_DAYS || wait > MOST_DAYS => {
                Err(ErrorCode::CouponDays)
            }
            Self::Fixed { first, last } if first > last => Err(ErrorCode::CouponDaysOrder),
            _ => Ok(()),
        }
    }

    /// The first and the last day of one that is received on a day.
    #[must_use]
    pub fn days_from(self, received: BusinessDay) -> (BusinessDay, BusinessDay) {
        match self {
            Self::Days { wait, days } => {
                let first = received.plus_days(i32::from(wait));
                (first, first.plus_days(i32::from(days) - 1))
            }
            Self::Fixed { first, last } => (first, last),
        }
    }
}

#[cfg(feature = "calendar")]
mod instants {
    use super::CouponValidity;
    use crate::{Millis, ShopZone};

    impl CouponValidity {
        /// The first and the last instant of one that is received at an instant; no first one where it holds at once.
        #[must_use]
        pub fn instants_from(self, zone: ShopZone, received: Millis) -> (Option<Millis>, Millis) {
            let (first, last) = self.days_from(zone.business_day(received));
            let begins = zone.start_of(first);
            (Some(begins).filter(|begins| *begins > received), zone.end_of(last))
        }
    }
}
