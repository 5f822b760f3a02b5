//! `huika seed-demo`: the invented chain, and how to get into it.

use std::process::ExitCode;
use std::sync::Arc;

use huika_store::demo::{self, FURTHER_LOGINS, LOGINS};

use super::Failure;
use super::output::say;
use crate::clock::SystemClock;
use crate::config::Config;
use crate::lock;
use crate::web::open_store;

pub fn run(config: &Config) -> Result<ExitCode, Failure> {
    let _lock = lock::take(config)?;
    let store = open_store(config, Arc::new(SystemClock))?;
    let made = demo::seed(&store)?;
    if made.fresh {
        say(&format!(
            "{} members with history, {} entries in the books\n",
            made.members, made.entries
        ))?;
    } else if store.scan(demo::is_demo)? {
        say("the demo is there already and was left as it is\n")?;
    } else {
        return Err("this database holds a shop; the demo goes into an empty one".into());
    }
    for login in LOGINS.iter().chain(&FURTHER_LOGINS) {
        let whom = if login.store.is_empty() {
            login.role.to_owned()
        } else {
            format!("{}, {}", login.role, login.store)
        };
        say(&format!(
            "{:<10} {:<12} {} ({whom})\n",
            login.login, login.password, login.name
        ))?;
    }
    Ok(ExitCode::SUCCESS)
}
