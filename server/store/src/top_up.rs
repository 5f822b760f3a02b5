//! Topping up: the server decides price and bonus and commits an order. What becomes of its payment stands in
//! [`payment`](crate::payment).

mod close;
mod counter;
pub(crate) mod held;
pub(crate) mod menu;
mod open;
mod order;
mod slip;

pub use close::{ClosedWhy, close_order, give_order_up};
pub use counter::{CounterOpened, CounterPay, CounterTopUp, quote_at_counter, top_up_at_counter};
pub use held::{Decide, DecideError, Decision, HeldReason, HeldTopUp, decide_held, held_now, held_top_up};
pub(crate) use held::{hold_again, release_open};
pub use menu::{NoTopUp, TopUpPage, top_up_page, usual_terms};
pub use open::{OpenTopUp, OpenTopUpError, Opened, open_top_up};
pub use order::{
    PayTarget, PayTargetKind, TopUpOrder, TopUpStatus, due_orders, order_by_number, order_by_ticket, orders_are_due,
    orders_of, payment_started, poll_later,
};
pub use slip::{DepositSlip, Facts as DepositFacts, colleagues, deposit_slip};
