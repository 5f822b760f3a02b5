//! `strace`, which shows what a program asks of the system, and in which order.

use std::path::PathBuf;

use anyhow::{Context as _, Result};

use super::apt;
use crate::{process, workspace::Workspace};

/// Where it is; installs it first where it is not.
pub fn ensure(workspace: &Workspace) -> Result<PathBuf> {
    if !process::exists("strace") {
        apt::install(
            workspace,
            &["strace"],
            "strace (it shows that data is synced before an answer is sent)",
        )?;
    }
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path)
        .map(|folder| folder.join("strace"))
        .find(|file| file.is_file())
        .context("strace was installed and is not found")
}

/// [`ensure`], where this system lets one process watch another; a container may forbid it.
pub fn usable(workspace: &Workspace) -> Option<PathBuf> {
    let found = ensure(workspace)
        .inspect_err(|error| println!("  without strace: {error:#}"))
        .ok()?;
    let watched = process::capture(process::command(&found, workspace.root()).args(["-o", "/dev/null", "true"]));
    watched
        .map(|_| found)
        .inspect_err(|error| println!("  without strace: {error:#}"))
        .ok()
}
