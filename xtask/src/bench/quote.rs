//! `cargo xtask bench quote`: what a price costs to work out, beside a fixed calculation in the same run.

use anyhow::Result;

use super::{Figure, store::figures};
use crate::{process, workspace::Workspace};

pub fn bench(workspace: &Workspace) -> Result<Vec<Figure>> {
    let printed = process::capture(process::cargo(workspace.root()).args([
        "run",
        "--release",
        "--quiet",
        "--package=huika-domain",
        "--example=bench_quote",
    ]))?;
    figures(&printed)
}
