//! News of payments, from whoever has heard them: results, money that a gateway took back, and what does not fit.

mod alarm;
mod apply;
mod openid;
mod order;
mod reversal;
mod reversal_kind;

pub use alarm::{AlarmReason, AlarmSettled, Misfit, PaymentAlarm, open_alarms, payment_alarm, settle_alarm};
pub(crate) use alarm::{raise, settle_alarms_of};
pub use apply::{Applied, PaymentNews, PaymentState, apply_payment_result};
pub use openid::{keep_openid, openid_of};
pub(crate) use order::paid_before;
pub use reversal::{ReversalNews, Reversed, apply_reversal};
pub use reversal_kind::{ReversalKind, ReversalState};
