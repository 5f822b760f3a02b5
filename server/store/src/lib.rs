//! Use cases, each one atomic transaction, over SQLite or PostgreSQL.
//!
//! A use case is a plain synchronous function `fn(tx: &mut Tx, request) -> Result<Answer, Error>` that reads from top
//! to bottom: lock and load, decide by a pure function of `huika-domain`, post, answer. [`Store::write`] runs it.
//! Before it decides on a row that others may change, it locks the row ([`Tx::lock`]).
#![warn(missing_docs)]

pub mod adjustment;
pub mod audit;
pub mod books;
pub mod campaign;
pub mod card;
pub mod coupon;
pub mod day_close;
pub mod db;
pub mod demo;
pub mod goods;
pub mod import;
pub mod ledger;
pub mod mall;
pub mod member;
pub mod merge;
pub mod organisation;
pub mod parked;
pub mod pay_code;
pub mod payment;
pub mod picture;
pub mod points;
pub mod preview;
pub mod price;
pub mod privacy;
pub mod ranges;
pub mod reconciliation;
pub mod referral;
pub mod refund;
pub mod report;
pub mod retention;
pub mod rules;
pub mod sale;
pub mod search;
pub mod segment;
pub mod settings;
pub mod setup;
pub mod shift;
pub mod sign_off;
pub mod staff;
pub mod tag;
#[cfg(feature = "testing")]
pub mod testing;
pub mod tier;
pub mod till;
pub mod top_up;
pub mod waiting;

pub use db::{
    ColumnIndex, Context, FromColumn, Live, OwnedValue, Progress, Reached, Row, SentForm, Store, StoreConfig,
    StoreError, StoreFigures, ToValue, Tx, Value, adopt_secret, is_postgres, migrate_url, once, secret_fits,
    unverified_host,
};
