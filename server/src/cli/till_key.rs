//! `huika till-key`.

use std::process::ExitCode;
use std::sync::Arc;

use huika_store::identity::{make_till_key, stores};
use huika_store::{StoreError, Tx};

use super::Failure;
use crate::clock::SystemClock;
use crate::config::Config;
use crate::web::open_store_as_it_is;

pub fn run(config: &Config, wanted: &str, till: &str) -> Result<ExitCode, Failure> {
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
    let key: String = store.write_blocking(move |tx: &mut Tx<'_>| -> Result<String, StoreError> {
        make_till_key(tx, &till, id, &till, None)
    })?;
    eprintln!("for {name}; keep it, it is not shown again:");
    println!("{key}");
    Ok(ExitCode::SUCCESS)
}
