//! What was built, in bytes.

use std::fs;

use anyhow::{Context as _, Result};

use super::site::Manifest;
use crate::workspace::Workspace;

/// Name, raw bytes and brotli bytes of JavaScript, WebAssembly and CSS: what a member's phone gets.
pub fn sizes(workspace: &Workspace, manifest: &Manifest) -> Result<Vec<(&'static str, u64, u64)>> {
    [
        ("JavaScript", &manifest.js),
        ("WebAssembly", &manifest.wasm),
        ("CSS", &manifest.css["portal"]),
    ]
    .into_iter()
    .map(|(kind, name)| {
        let (raw, brotli) = size(workspace, name)?;
        Ok((kind, raw, brotli))
    })
    .collect()
}

/// The bytes of one file, raw and brotli.
fn size(workspace: &Workspace, name: &str) -> Result<(u64, u64)> {
    let folder = workspace.site().join("pkg");
    let length = |name: &str| {
        let path = folder.join(name);
        fs::metadata(&path)
            .map(|data| data.len())
            .with_context(|| format!("{} is missing", path.display()))
    };
    Ok((length(name)?, length(&format!("{name}.br"))?))
}

pub fn print(workspace: &Workspace, manifest: &Manifest) -> Result<()> {
    let rows = sizes(workspace, manifest)?;
    println!("\n  {:<12}{:>12}{:>12}", "", "bytes", "brotli");
    for (kind, raw, brotli) in &rows {
        println!("  {kind:<12}{raw:>12}{brotli:>12}");
    }
    let total = |column: fn(&(&str, u64, u64)) -> u64| rows.iter().map(column).sum::<u64>();
    println!(
        "  {:<12}{:>12}{:>12}",
        "together",
        total(|row| row.1),
        total(|row| row.2)
    );
    for (surface, name) in &manifest.css {
        let (raw, brotli) = size(workspace, name)?;
        println!("  {:<12}{raw:>12}{brotli:>12}", format!("CSS {surface}"));
    }
    Ok(())
}
