//! The browser tests' runner, told which programs and which browser to use.

use std::process::Command;

use anyhow::Result;

use super::needs::Needs;
use crate::process;

pub fn command(needs: &mut Needs<'_>, projects: &[&str]) -> Result<Command> {
    let programs = needs.programs()?;
    let browser = needs.browser()?;
    let folder = needs.workspace.join("end2end");
    let mut command = process::command(folder.join("node_modules/.bin/playwright"), &folder);
    command
        .arg("test")
        .args(projects.iter().map(|project| format!("--project={project}")))
        .env("HUIKA_CHROMIUM", browser)
        .env("HUIKA_XTASK", needs.workspace.program())
        .env("HUIKA_SERVER_PROGRAM", programs.server)
        .env("HUIKA_GATEWAY_PROGRAM", programs.gateway);
    Ok(command)
}

/// `cargo xtask screenshots`: a picture of every page, for the documentation.
pub fn take_pictures(needs: &mut Needs<'_>) -> Result<()> {
    process::run(command(needs, &["screens"])?.env_remove("HUIKA_TEST_POSTGRES_URL"))?;
    println!("  docs/screenshots");
    Ok(())
}
