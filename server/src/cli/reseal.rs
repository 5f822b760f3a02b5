//! `huika reseal`: the step of a change of the secret after which the one before can be thrown away.

use std::process::ExitCode;
use std::sync::Arc;

use huika_store::{
    Store, StoreError, Tx,
    db::secret::{RESEALED, Resealed, Sealed, operators_with_recovery_codes, reseal_page},
    member::keep_owner_handles,
};

use super::Failure;
use super::output::{complain, show};
use crate::{
    clock::SystemClock,
    config::Config,
    web::{adopt_secret, open_store_as_it_is},
};

/// Rows in one transaction: few enough that sales beside it do not wait.
const PAGE: i64 = 200;

pub fn run(config: &Config) -> Result<ExitCode, Failure> {
    let store = open_store_as_it_is(config, Arc::new(SystemClock))?;
    let mut unreadable = 0;
    for sealed in RESEALED {
        let done = reseal(&store, sealed)?;
        unreadable += done.unreadable;
        show(&format!(
            "{}.{}: {} sealed anew, {} were already, {} cannot be opened\n",
            sealed.table, sealed.column, done.changed, done.current, done.unreadable
        ))?;
    }
    show(&format!(
        "passkeys: {} names of accounts written down\n",
        handles(&store)?
    ))?;
    let operators = store.scan::<_, StoreError>(operators_with_recovery_codes)?;
    if !operators.is_empty() {
        show(&format!(
            "recovery codes made before the change end with the secret that was current then; whoever has some makes new ones: {}\n",
            operators.join(", ")
        ))?;
    }
    if unreadable > 0 {
        complain(&format!(
            "huika: {unreadable} values were sealed with a secret that is neither server.secret nor in server.other_secrets"
        ));
        return Ok(ExitCode::FAILURE);
    }
    adopt_secret(config, Arc::new(SystemClock))?;
    show("nothing hangs on another secret any more: server.other_secrets can be emptied\n")?;
    Ok(ExitCode::SUCCESS)
}

fn reseal(store: &Store, sealed: Sealed) -> Result<Resealed, StoreError> {
    let (mut sum, mut after) = (Resealed::default(), i64::MIN);
    loop {
        let page: Resealed = store
            .write_blocking(move |tx: &mut Tx<'_>| -> Result<_, StoreError> { reseal_page(tx, sealed, after, PAGE) })?;
        sum.changed += page.changed;
        sum.current += page.current;
        sum.unreadable += page.unreadable;
        let Some(last) = page.last else { return Ok(sum) };
        after = last;
    }
}

fn handles(store: &Store) -> Result<u64, StoreError> {
    let (mut sum, mut after) = (0, i64::MIN);
    loop {
        let (written, last): (u64, Option<i64>) = store
            .write_blocking(move |tx: &mut Tx<'_>| -> Result<_, StoreError> { keep_owner_handles(tx, after, PAGE) })?;
        sum += written;
        let Some(last) = last else { return Ok(sum) };
        after = last;
    }
}
