//! Shifts: who answers for the drawer of a till, from a counted float to a count that nobody prompted.
//!
//! A till has one open shift and a person has one. Others may serve at the till: each entry names who did it, and the shift whose drawer
//! it moved. What should lie in a drawer is added up from those entries and kept nowhere; what was found beside it is posted, so that the
//! books and the drawer agree after each count.

mod begin;
mod cash;
mod close;
mod drawer;
mod error;
mod figures;
mod find;
mod finish;
mod open;
mod origin;
mod overdue;
mod receive;
mod row;
mod slip;

pub use cash::{MoveCash, MovedCash, move_cash};
pub use close::{CloseShift, Closed, ForceClose, close_shift, force_close};
pub use drawer::DrawerMove;
pub use error::ShiftError;
pub use figures::{Figures, Moved, PersonSum, figures};
pub use find::{SlipRow, open_shift_at, open_shifts, slip_of, slips_at};
pub(crate) use finish::{End, finish};
pub use open::{OpenShift, open_shift};
pub(crate) use origin::origin_of;
pub use overdue::{close_overdue, left_open};
pub use receive::{Acceptance, Receiver, receivers};
pub use row::{Ending, Shift, shift};
pub use slip::{Slip, TenderSum, x_slip};
