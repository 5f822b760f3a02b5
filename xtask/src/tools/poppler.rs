//! `pdftotext`, which says what stands on each sheet of paper that the browser would print.

use anyhow::Result;

use super::apt;
use crate::{process, workspace::Workspace};

/// Installs it where it is not.
pub fn ensure(workspace: &Workspace) -> Result<()> {
    if process::exists("pdftotext") {
        return Ok(());
    }
    apt::install(
        workspace,
        &["poppler-utils"],
        "pdftotext (it reads the pages that the browser prints)",
    )
}
