//! `huika till-key`: keys of tills are made, listed, named and ended. A key itself is shown once, when it is made.

use std::process::ExitCode;
use std::sync::Arc;

use clap::Subcommand;
use huika_domain::{Millis, ShopZone, StoreId};
use huika_store::{
    Store, StoreError, Tx,
    staff::stores,
    till::{TillKey, TillName, end_till_key, keep_till_key, name_till_key, new_till_key, till_keys},
};

use super::output::{complain, show};
use super::{Common, Failure};
use crate::{clock::SystemClock, config::Config, web::open_store_as_it_is};

/// What is done with keys that there are.
#[derive(Debug, Subcommand)]
pub enum Action {
    /// List the keys: number, name, store, till, since when, when last used, and since when one has ended. Never the key.
    List {
        #[command(flatten)]
        common: Common,
        /// Only those of this store, by number or name.
        #[arg(long)]
        store: Option<String>,
    },
    /// Give a key another name.
    Name {
        #[command(flatten)]
        common: Common,
        /// Its number in the list.
        key: i64,
        /// The new name.
        name: String,
    },
    /// End a key. It opens nothing from the next request on, on every server.
    End {
        #[command(flatten)]
        common: Common,
        /// Its number in the list.
        key: i64,
    },
}

impl Action {
    /// Does it.
    pub fn run(&self) -> Result<ExitCode, Failure> {
        match self {
            Self::List { common, store } => list(&common.load()?, store.as_deref()),
            Self::Name { common, key, name } => rename(&common.load()?, *key, name),
            Self::End { common, key } => end(&common.load()?, *key),
        }
    }
}

/// Makes a key and writes it to the standard output.
pub fn make(config: &Config, wanted: &str, till: &str, name: Option<&str>) -> Result<ExitCode, Failure> {
    let till = TillName::parse(till)?;
    let name = TillName::parse(name.unwrap_or(till.as_str()))?;
    let store = open_store_as_it_is(config, Arc::new(SystemClock))?;
    let (id, store_name) = store_called(&store, wanted)?;
    // Shown first: a key that nobody saw must not open anything.
    let key = new_till_key(store.context().rng.as_ref());
    complain(&format!("for {store_name}; keep it, it is not shown again:"));
    show(&format!("{key}\n")).map_err(|e| format!("the key could not be shown, so none was made: {e}"))?;
    store
        .write_blocking(move |tx: &mut Tx<'_>| -> Result<(), StoreError> {
            keep_till_key(tx, &key, name.as_str(), id, till.as_str(), None)
        })
        .map_err(|e| format!("the key above was not made: {e}"))?;
    Ok(ExitCode::SUCCESS)
}

fn list(config: &Config, wanted: Option<&str>) -> Result<ExitCode, Failure> {
    let store = open_store_as_it_is(config, Arc::new(SystemClock))?;
    let of = wanted.map(|wanted| store_called(&store, wanted)).transpose()?;
    let keys = store.scan::<_, StoreError>(|tx| till_keys(tx, of.map(|(id, _)| id)))?;
    let zone = store.context().zone;
    show("key\tname\tstore\ttill\tbegins\tmade\tlast used\tended\n")?;
    for key in keys {
        show(&format!("{}\n", line(&key, zone)))?;
    }
    Ok(ExitCode::SUCCESS)
}

fn line(key: &TillKey, zone: ShopZone) -> String {
    let at = |at: Millis| {
        let at = zone.local(at);
        format!(
            "{:04}-{:02}-{:02} {:02}:{:02}",
            at.year, at.month, at.day, at.hour, at.minute
        )
    };
    let maybe = |time: Option<Millis>| time.map_or_else(|| "-".to_owned(), at);
    [
        key.id.to_string(),
        key.name.clone(),
        key.store_name.clone(),
        key.till.clone(),
        format!("{}…", key.hint),
        at(key.created_at),
        maybe(key.last_used_at),
        maybe(key.ended_at),
    ]
    .join("\t")
}

fn rename(config: &Config, key: i64, name: &str) -> Result<ExitCode, Failure> {
    let name = TillName::parse(name)?;
    let store = open_store_as_it_is(config, Arc::new(SystemClock))?;
    let named =
        store.write_blocking(move |tx: &mut Tx<'_>| -> Result<bool, StoreError> { name_till_key(tx, key, &name) })?;
    if !named {
        return Err(format!("there is no key {key}; `huika till-key list` shows them").into());
    }
    show(&format!("key {key} has its new name\n"))?;
    Ok(ExitCode::SUCCESS)
}

fn end(config: &Config, key: i64) -> Result<ExitCode, Failure> {
    let store = open_store_as_it_is(config, Arc::new(SystemClock))?;
    let ended = store.write_blocking(move |tx: &mut Tx<'_>| -> Result<bool, StoreError> { end_till_key(tx, key) })?;
    if !ended {
        return Err(format!("there is no key {key} in use; `huika till-key list` shows them").into());
    }
    show(&format!("key {key} has ended\n"))?;
    Ok(ExitCode::SUCCESS)
}

/// The store with this number or name.
fn store_called(store: &Store, wanted: &str) -> Result<(StoreId, String), Failure> {
    let known = store.scan::<_, StoreError>(stores)?;
    let found = known
        .iter()
        .find(|(id, name)| id.get().to_string() == wanted || name == wanted);
    found.cloned().ok_or_else(|| {
        let names: Vec<String> = known.iter().map(|(id, name)| format!("{id} {name}")).collect();
        format!("there is no store {wanted}; there are: {}", names.join(", ")).into()
    })
}
