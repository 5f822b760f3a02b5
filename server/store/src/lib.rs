//! Use cases, each one atomic transaction, over SQLite or PostgreSQL.
//!
//! A use case is a plain synchronous function `fn(tx: &mut Tx, request) -> Result<Answer, Error>` that reads from top
//! to bottom: lock and load, decide by a pure function of `huika-domain`, post, answer. [`Store::write`] runs it.
//! Before it decides on a row that others may change, it locks the row ([`Tx::lock`]).
#![warn(missing_docs)]

pub mod adjust;
mod amount;
pub mod assets;
pub mod backup;
pub mod books;
pub mod cards;
mod context;
pub mod demo;
mod engine;
mod error;
mod gate;
pub mod gifts;
pub mod grants;
pub mod holds;
pub mod identity;
pub mod lapse;
pub mod lease;
pub mod ledger;
mod live;
pub mod mall;
mod migrate;
mod number;
pub mod openings;
pub mod outbox;
pub mod ranges;
pub mod reconcile;
pub mod refunds;
mod request;
pub mod retention;
pub mod returns;
mod rules;
pub mod secret;
mod secret_probe;
mod sent_form;
mod store;
#[cfg(feature = "testing")]
pub mod testing;
pub mod till;
pub mod top_up;
pub mod turns;
mod tx;
mod value;
pub mod watch;
mod writer;

pub use context::Context;
pub use error::StoreError;
pub use live::Live;
pub use rules::Rules;
pub use secret_probe::{adopt_secret, secret_fits};
pub use sent_form::{SentForm, once};
pub use store::{Store, StoreConfig, StoreFigures, is_postgres, migrate_url};
pub use tx::Tx;
pub use value::{FromColumn, OwnedValue, Row, ToValue, Value};
