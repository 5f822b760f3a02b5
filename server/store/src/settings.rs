//! The shop's rules as rows: append-only, scoped, each in force from a time on.
//!
//! Every server holds one immutable [`Snapshot`] of what is in force, which all transactions share, so that a sale reads no row for
//! them. It is renewed by whoever writes a rule before that is answered, by a notification on the other servers of a PostgreSQL, and
//! by a look at the highest number twice a second, which also finds what a command of another process wrote. A rule for a later time
//! is in the snapshot from the start, and its time is compared with each transaction's own.
//!
//! What was quoted keeps the rules that it was quoted under: a till session and an order hold a [`RuleMark`], and
//! [`Tx::rules_as_of`](crate::Tx::rules_as_of) answers what was in force there.

mod change;
mod history;
mod open;
mod place;
mod publish;
mod reading;
mod rows;
mod take_over;
mod view;

pub use crate::rules::{InForce, RuleMark, Snapshot};
pub use change::{By, Change, ChangeError, Changed, change_rule};
pub use history::{Past, history, newest, pending};
pub use take_over::{Difference, Said, differences, is_due, take_over};

pub use view::{AreaLine, AreaView, NamedScope, area_lines, area_view};

pub(crate) use place::place_store;
pub(crate) use publish::{Publication, publish_campaign, publish_stacking};
pub(crate) use reading::renew;
