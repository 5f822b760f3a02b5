//! News of payments, from whoever has heard them: results, money that a gateway took back, and what does not fit.

mod alarm;
mod apply;
mod openid;
mod reversal;

pub use alarm::{
    AlarmReason, AlarmSettled, Misfit, PaymentAlarm, open_alarms, payment_alarm, payment_alarms, settle_alarm,
};
pub(crate) use alarm::{raise, settle_alarms_of};
pub(crate) use apply::paid_before;
pub use apply::{Applied, PaymentNews, PaymentState, apply_payment_result};
pub use openid::{keep_openid, openid_of};
pub use reversal::{ReversalKind, ReversalNews, ReversalState, Reversed, apply_reversal};
