//! `huika till-key`.

use std::process::ExitCode;
use std::sync::Arc;

use huika_store::identity::{keep_till_key, new_till_key, stores};
use huika_store::ranges::check_name;
use huika_store::{StoreError, Tx};

use super::Failure;
use super::output::{complain, show};
use crate::clock::SystemClock;
use crate::config::Config;
use crate::web::open_store_as_it_is;

pub fn run(config: &Config, wanted: &str, till: &str) -> Result<ExitCode, Failure> {
    check_name(till, 40).map_err(|words| format!("--till: {words}"))?;
    let store = open_store_as_it_is(config, Arc::new(SystemClock))?;
    let known = store.scan::<_, StoreError>(stores)?;
    let Some((id, name)) = known
        .iter()
        .find(|(id, name)| id.get().to_string() == wanted || name == wanted)
    else {
        let names: Vec<String> = known.iter().map(|(id, name)| format!("{id} {name}")).collect();
        return Err(format!("there is no store {wanted}; there are: {}", names.join(", ")).into());
    };
    let (id, till) = (*id, till.to_owned());
    // Shown first: a key that nobody saw must not open anything.
    let key = new_till_key(store.context().rng.as_ref());
    complain(&format!("for {name}; keep it, it is not shown again:"));
    show(&format!("{key}\n")).map_err(|e| format!("the key could not be shown, so none was made: {e}"))?;
    store
        .write_blocking(move |tx: &mut Tx<'_>| -> Result<(), StoreError> {
            keep_till_key(tx, &key, &till, id, &till, None)
        })
        .map_err(|e| format!("the key above was not made: {e}"))?;
    Ok(ExitCode::SUCCESS)
}
