//! `huika backup`: a consistent copy beside running work, from either engine into one file.

use std::path::Path;
use std::process::ExitCode;

use super::Failure;
use super::output::say;
use crate::{clock::SystemClock, config::Config};

pub fn run(config: &Config, target: &Path) -> Result<ExitCode, Failure> {
    huika_store::books::backup::backup(config.store.url.expose(), target, &SystemClock)?;
    say(&format!("backup written to {}\n", target.display()))?;
    Ok(ExitCode::SUCCESS)
}
