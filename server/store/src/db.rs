//! The database, and what stands between it and the use cases. Nothing in here knows the business, but for handing each transaction
//! the rules in force: it would serve any other one as well.

pub(crate) mod argon;
mod context;
pub(crate) mod engine;
mod error;
pub(crate) mod gate;
pub(crate) mod guess;
mod health;
pub(crate) mod idempotency;
pub mod lease;
mod live;
pub(crate) mod migrate;
pub(crate) mod number;
pub mod outbox;
mod progress;
mod readers;
pub(crate) mod run;
pub mod secret;
pub(crate) mod secret_probe;
mod sent_form;
pub(crate) mod store;
pub mod turns;
pub(crate) mod tx;
pub(crate) mod value;
mod watcher;
pub(crate) mod writer;

pub use context::Context;
pub use engine::postgres::tls::unverified_host;
pub use error::StoreError;
pub use live::Live;
pub use progress::{Progress, Reached};
pub use secret_probe::{adopt_secret, secret_fits};
pub use sent_form::{SentForm, once};
pub use store::{Store, StoreConfig, StoreFigures, is_postgres, migrate_url};
pub use tx::Tx;
pub(crate) use value::text_columns;
pub use value::{ColumnIndex, FromColumn, OwnedValue, Row, ToValue, Value};
pub(crate) use watcher::Renewal;
