//! Topping up: the server decides price and bonus and commits an order; one function brings every news of a payment
//! into the books, whoever has heard it.

mod alarm;
mod apply;
mod close;
mod menu;
mod open;
mod openid;
mod order;

pub use alarm::{AlarmReason, Misfit, PaymentAlarm, open_alarms, payment_alarm, payment_alarms, settle_alarm};
pub use apply::{Applied, PaymentNews, PaymentState, apply_payment_result};
pub use close::{ClosedWhy, close_order, give_order_up};
pub use menu::{TopUpPage, top_up_page};
pub use open::{OpenTopUp, OpenTopUpError, Opened, open_top_up};
pub use openid::{keep_openid, openid_of};
pub use order::{
    PayTarget, TopUpOrder, TopUpStatus, due_orders, order_by_number, order_by_token, orders_are_due, orders_of,
    payment_started, poll_later,
};
