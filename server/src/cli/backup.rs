//! `huika backup`: a consistent copy beside running work, from either engine into one file.

use std::path::Path;
use std::process::ExitCode;
use std::time::Duration;

use super::Failure;
use super::output::say;
use super::progress::Shown;
use crate::{clock::SystemClock, config::Config};

pub fn run(config: &Config, target: &Path, every: Option<Duration>) -> Result<ExitCode, Failure> {
    let (shown, progress) = Shown::of("huika backup", every);
    huika_store::books::backup::backup(config.store.url.expose(), target, &SystemClock, &progress)?;
    drop(shown);
    say(&format!("backup written to {}\n", target.display()))?;
    Ok(ExitCode::SUCCESS)
}
