//! `huika migrate`.

use std::process::ExitCode;

use super::Failure;
use crate::clock::SystemClock;
use crate::config::Config;

pub fn run(config: &Config) -> Result<ExitCode, Failure> {
    let version = huika_store::migrate_url(config.store.url.expose(), &SystemClock)?;
    println!("schema version {version}");
    Ok(ExitCode::SUCCESS)
}
