//! What stands between a chain's servers and others: nginx before them, and `PgBouncer` before PostgreSQL.

use std::path::PathBuf;

use anyhow::{Context as _, Result};

use super::apt;
use crate::workspace::Workspace;

/// Where nginx is; installs it first where it is not.
pub fn nginx(workspace: &Workspace) -> Result<PathBuf> {
    ensure(workspace, "nginx", "nginx-light", "nginx (servers are tried behind it)")
}

/// Where `PgBouncer` is; installs it first where it is not.
pub fn pgbouncer(workspace: &Workspace) -> Result<PathBuf> {
    ensure(
        workspace,
        "pgbouncer",
        "pgbouncer",
        "PgBouncer (servers are tried behind it)",
    )
}

fn ensure(workspace: &Workspace, program: &str, package: &str, what: &str) -> Result<PathBuf> {
    if find(program).is_none() {
        apt::install(workspace, &[package], what)?;
    }
    find(program).with_context(|| format!("{program} was installed and is not found"))
}

/// Debian keeps them among what an administrator runs.
fn find(program: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path)
        .chain([PathBuf::from("/usr/sbin")])
        .map(|folder| folder.join(program))
        .find(|file| file.is_file())
}
