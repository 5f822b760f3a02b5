//! The standard library for the browser.

use anyhow::{Context as _, Result, bail};

use crate::{process, workspace::Workspace};

const TARGET: &str = "wasm32-unknown-unknown";

/// Installs the browser target unless the compiler has it.
pub fn ensure(workspace: &Workspace) -> Result<()> {
    let rustc = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let library = process::capture(process::command(rustc, workspace.root()).args([
        "--print",
        "target-libdir",
        "--target",
        TARGET,
    ]))?;
    if std::path::Path::new(library.trim()).is_dir() {
        return Ok(());
    }
    if !process::exists("rustup") {
        bail!(
            "Rust's browser target {TARGET} is missing and there is no rustup to install it.\nInstall Rust by rustup (https://rustup.rs), or add the target the way your Rust was installed."
        );
    }
    println!("  installing Rust's browser target {TARGET}");
    process::run(process::command("rustup", workspace.root()).args(["target", "add", TARGET])).with_context(|| {
        format!("Rust's browser target could not be installed. Is there a network? Once there is: rustup target add {TARGET}")
    })
}
