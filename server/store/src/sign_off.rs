//! The second person's yes or no: to whatever waits, on their own device or by their PIN at the till of whoever asked. They are looked at
//! again when it is posted: what they may is what the database says in that transaction.

mod by_pin;
mod decide;
mod list;

pub use by_pin::{PinSaid, sign_off_by_pin};
pub use decide::{SignOff, SignOffError, choose_second, sign_off};
pub use list::{Approver, Waits, approvers, asked_by, sign_offs_for, waiting_for};
