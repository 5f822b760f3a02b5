//! `huika seed-demo`: the invented chain, and how to get into it.

use std::process::ExitCode;
use std::sync::Arc;

use huika_store::demo::{self, LOGINS};

use super::Failure;
use crate::clock::SystemClock;
use crate::config::Config;
use crate::web::open_store;

pub fn run(config: &Config) -> Result<ExitCode, Failure> {
    let store = open_store(config, Arc::new(SystemClock))?;
    let made = demo::seed(&store)?;
    if made.fresh {
        println!(
            "{} members with history, {} entries in the books",
            made.members, made.entries
        );
    } else {
        println!("the database is in use already and was left as it is");
    }
    for login in LOGINS {
        let whom = if login.store.is_empty() {
            login.role.to_owned()
        } else {
            format!("{}, {}", login.role, login.store)
        };
        println!("{:<8} {:<12} {} ({whom})", login.login, login.password, login.name);
    }
    Ok(ExitCode::SUCCESS)
}
