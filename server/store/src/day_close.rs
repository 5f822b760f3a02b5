//! The close of a store's business day (日结): nothing more is posted on it. What comes later stands on the next day and names its own.
//!
//! Open shifts stand in the way, and differences do not. That nobody posts on a closed day is asked before (`Tx::business_day`) and kept by
//! the schema.

mod close;
mod error;
mod outstanding;
mod view;

pub use close::{CloseDay, close_day};
pub use error::DayError;
pub use outstanding::{Outstanding, outstanding};
pub use view::{ClosedDay, StoreDay, closed_day, closed_days, store_days};
