//! `huika migrate`.

use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use super::Failure;
use super::output::say;
use super::progress::Shown;
use crate::clock::SystemClock;
use crate::config::Config;
use crate::{lock, web};

pub fn run(config: &Config, new_secret: bool, every: Option<Duration>) -> Result<ExitCode, Failure> {
    let _lock = lock::take(config)?;
    let (shown, progress) = Shown::of("huika migrate", every);
    let version = huika_store::migrate_url(config.store.url.expose(), &SystemClock, &progress)?;
    drop(shown);
    if new_secret {
        web::adopt_secret(config, Arc::new(SystemClock))?;
        say("what was sealed with another secret is given up\n")?;
    }
    say(&format!("schema version {version}\n"))?;
    Ok(ExitCode::SUCCESS)
}
