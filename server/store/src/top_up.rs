//! Topping up: the server decides price and bonus and commits an order; one function brings every news of a payment
//! into the books, whoever has heard it.

mod alarm;
mod apply;
mod close;
mod held;
mod menu;
mod open;
mod openid;
mod order;
mod reversal;

pub(crate) use alarm::raise;
pub use alarm::{AlarmReason, Misfit, PaymentAlarm, open_alarms, payment_alarm, payment_alarms};
pub use apply::{Applied, PaymentNews, PaymentState, apply_payment_result};
pub use close::{ClosedWhy, close_order, give_order_up};
pub(crate) use held::hold_again;
pub use held::{
    Decide, DecideError, Decision, HeldReason, HeldTopUp, decide_held, held_now, held_top_up, held_top_ups,
    is_top_up_held,
};
pub use menu::{TopUpPage, top_up_page, usual_terms};
pub use open::{OpenTopUp, OpenTopUpError, Opened, open_top_up};
pub use openid::{keep_openid, openid_of};
pub use order::{
    PayTarget, TopUpOrder, TopUpStatus, due_orders, order_by_number, order_by_token, orders_are_due, orders_of,
    payment_started, poll_later,
};
pub use reversal::{ReversalKind, ReversalNews, ReversalState, Reversed, apply_reversal};

use huika_domain::{OperatorId, Reason};
use serde::{Deserialize, Serialize};

use crate::{
    StoreError, Tx,
    identity::{Matter, Role, may},
};

/// What came of settling an alarm.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum AlarmSettled {
    /// It is settled now.
    Done,
    /// There is none, or somebody settled it before.
    NotOpen,
    /// This operator does not decide for the whole shop, whose account with the gateway it is.
    NotAllowed,
}

/// Somebody of headquarters has looked, and writes what was done.
pub fn settle_alarm(tx: &mut Tx<'_>, id: i64, operator: OperatorId, note: &Reason) -> Result<AlarmSettled, StoreError> {
    if !may(tx, operator, Role::runs_shop, Matter::Shop)? {
        return Ok(AlarmSettled::NotAllowed);
    }
    Ok(if alarm::settle_alarm(tx, id, operator, note)? {
        AlarmSettled::Done
    } else {
        AlarmSettled::NotOpen
    })
}
