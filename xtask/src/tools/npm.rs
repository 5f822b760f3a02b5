//! The npm packages of one folder, exactly as its lock file names them.

use std::{fs, path::Path};

use anyhow::{Context as _, Result, bail};
use sha2::{Digest as _, Sha256};

use crate::{process, workspace::Workspace};

/// Installs the folder's packages unless those of this very lock file are there.
pub fn ensure(workspace: &Workspace, folder: &Path) -> Result<()> {
    let lock = folder.join("package-lock.json");
    let bytes = fs::read(&lock).with_context(|| format!("{} is missing", workspace.shown(&lock)))?;
    let wanted = hex::encode(Sha256::digest(&bytes));
    let stamp = folder.join("node_modules/.installed-from");
    if fs::read_to_string(&stamp).is_ok_and(|installed| installed == wanted) {
        return Ok(());
    }
    ensure_node()?;
    println!("  installing npm packages of {}", workspace.shown(folder));
    process::run_quietly(
        process::command("npm", folder)
            .args(["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"])
            .env("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1"),
    )
    .with_context(|| {
        format!(
            "npm packages could not be installed. Is there a network? To try it alone: cd {} && npm ci",
            workspace.shown(folder)
        )
    })?;
    fs::write(&stamp, wanted).with_context(|| format!("cannot write {}", stamp.display()))
}

fn ensure_node() -> Result<()> {
    for program in ["node", "npm"] {
        if !process::exists(program) {
            bail!(
                "{program} is missing. Install Node.js 20 or newer (https://nodejs.org, or apt-get install nodejs npm) and try again."
            );
        }
    }
    Ok(())
}
