//! Topping up: the server decides price and bonus and commits an order; one function brings every news of a payment
//! into the books, whoever has heard it.

mod apply;
mod menu;
mod open;
mod order;

pub use apply::{Applied, PaymentNews, PaymentState, apply_payment_result};
pub use menu::{TopUpPage, top_up_page};
pub use open::{OpenTopUp, OpenTopUpError, Opened, close_order, open_top_up};
pub use order::{
    PayTarget, TopUpOrder, TopUpStatus, due_orders, order_by_number, order_by_token, orders_are_due, orders_of,
    payment_started, poll_later,
};
