//! The daily audit (稽核) of a store: what a manager reads through before the day is believed, line by line, from rows that are there
//! anyway. Each line is ticked by who read it, with a comment; a second person signs the whole.

mod line;
mod query;
mod read;
mod tick;

pub use line::AuditLine;
pub use read::{Audit, AuditRow, Found, Ticked, audit};
pub use tick::{AuditError, Sign, Tick, sign_audit, tick_line};
