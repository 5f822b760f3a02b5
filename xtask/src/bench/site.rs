//! Bytes that a phone fetches once.

use anyhow::Result;

use super::Figure;
use crate::{build, workspace::Workspace};

/// JavaScript and WebAssembly together, brotli.
const SCRIPT_BUDGET_BYTES: f64 = 90_000.0;

#[expect(clippy::cast_precision_loss, reason = "files are far smaller than 2^52 bytes")]
pub fn bench(workspace: &Workspace) -> Result<Vec<Figure>> {
    let manifest = build::site(workspace)?;
    let sizes = build::sizes(workspace, &manifest)?;
    let script: u64 = sizes
        .iter()
        .filter(|(kind, ..)| *kind != "CSS")
        .map(|(.., brotli)| brotli)
        .sum();
    let mut figures = Vec::new();
    for (kind, raw, brotli) in sizes {
        let kind = kind.to_lowercase();
        figures.push(Figure::new(format!("build/{kind}/raw"), raw as f64, "bytes"));
        figures.push(Figure::new(format!("build/{kind}/brotli"), brotli as f64, "bytes"));
    }
    figures
        .push(Figure::new("build/javascript+webassembly/brotli", script as f64, "bytes").against(SCRIPT_BUDGET_BYTES));
    Ok(figures)
}
