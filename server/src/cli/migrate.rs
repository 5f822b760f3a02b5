//! `huika migrate`.

use std::process::ExitCode;
use std::sync::Arc;

use super::Failure;
use super::output::say;
use crate::clock::SystemClock;
use crate::config::Config;
use crate::{lock, web};

pub fn run(config: &Config, new_secret: bool) -> Result<ExitCode, Failure> {
    let _lock = lock::take(config)?;
    let version = huika_store::migrate_url(config.store.url.expose(), &SystemClock)?;
    if new_secret {
        web::adopt_secret(config, Arc::new(SystemClock))?;
        say("what was sealed with another secret is given up\n")?;
    }
    say(&format!("schema version {version}\n"))?;
    Ok(ExitCode::SUCCESS)
}
