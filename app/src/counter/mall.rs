//! Orders of the mall at the counter.

pub mod pick_up;
