//! The islands as WebAssembly with their JavaScript: cargo, wasm-bindgen, wasm-opt, a minifier.
//!
//! Only cargo looks at the sources. What follows is done again when cargo's output, one of the tools or this program
//! changed; a changed page that only the server renders changes none of them.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
    time::UNIX_EPOCH,
};

use anyhow::{Context as _, Result};
use sha2::{Digest as _, Sha256};
use wasm_bindgen_cli_support::Bindgen;

use crate::{process, workspace::Workspace};

/// `-Oz` and what both the compiler emits and every browser in the field understands.
const WASM_OPT: [&str; 7] = [
    "-Oz",
    "--enable-bulk-memory",
    "--enable-nontrapping-float-to-int",
    "--enable-reference-types",
    "--enable-sign-ext",
    "--enable-mutable-globals",
    "--enable-multivalue",
];

/// Android's WeChat starts at Chromium 107, and Safari 15.4 is the oldest that the style is made for.
const ESBUILD: [&str; 6] = [
    "--bundle",
    "--format=esm",
    "--minify",
    "--legal-comments=none",
    "--target=chrome107,safari15.4",
    "--log-level=warning",
];

/// The two files, ready to be named.
pub struct Browser {
    pub js: Vec<u8>,
    pub wasm: Vec<u8>,
}

pub fn build(workspace: &Workspace) -> Result<Browser> {
    compile(workspace)?;
    let compiled = workspace.target().join("wasm32-unknown-unknown/browser/huika_app.wasm");
    let folder = workspace.target().join("browser-part");
    let (js, wasm, stamp) = (
        folder.join("huika.min.js"),
        folder.join("huika.opt.wasm"),
        folder.join("made-from"),
    );
    let made_from = inputs(workspace, &compiled)?;
    if fs::read_to_string(&stamp).ok().as_ref() != Some(&made_from) {
        fs::create_dir_all(&folder).with_context(|| format!("cannot make {}", folder.display()))?;
        bind(&compiled, &folder)?;
        optimise(workspace, &folder.join("huika_bg.wasm"), &wasm)?;
        minify(workspace, &folder.join("huika.js"), &js)?;
        fs::write(&stamp, made_from).with_context(|| format!("cannot write {}", stamp.display()))?;
    }
    Ok(Browser {
        js: read(&js)?,
        wasm: read(&wasm)?,
    })
}

fn compile(workspace: &Workspace) -> Result<()> {
    process::run(&mut islands(workspace, "cdylib"))
}

/// Compiles the islands: as what a browser loads (`cdylib`), or as a library (`rlib`), for which nothing but our own crates is compiled again
/// and nothing is linked.
pub fn islands(workspace: &Workspace, kind: &str) -> Command {
    let mut cargo = process::cargo(workspace.root());
    cargo
        .args(["rustc", "--package=huika-app", "--lib", "--crate-type", kind])
        .args(["--no-default-features", "--features=hydrate"])
        .args(["--target=wasm32-unknown-unknown", "--profile=browser"]);
    cargo
}

/// A text that differs when any of the inputs differs.
fn inputs(workspace: &Workspace, compiled: &Path) -> Result<String> {
    let tools = read(&workspace.join("xtask/package-lock.json"))?;
    let myself = fs::metadata(workspace.program()).context("cannot look at this program")?;
    let changed = myself
        .modified()
        .ok()
        .and_then(|time| time.duration_since(UNIX_EPOCH).ok())
        .unwrap_or_default();
    let mut hash = Sha256::new();
    hash.update(read(compiled)?);
    hash.update(tools);
    hash.update(myself.len().to_le_bytes());
    hash.update(changed.as_nanos().to_le_bytes());
    Ok(hex::encode(hash.finalize()))
}

/// Makes the JavaScript side. The page names the WebAssembly file itself, so no default path is needed.
fn bind(compiled: &Path, folder: &Path) -> Result<()> {
    Bindgen::new()
        .input_path(compiled)
        .out_name("huika")
        .web(true)?
        .typescript(false)
        .omit_default_module_path(true)
        .remove_name_section(true)
        .remove_producers_section(true)
        .generate(folder)
        .context("wasm-bindgen failed")
}

fn optimise(workspace: &Workspace, input: &Path, output: &Path) -> Result<()> {
    let program = tool(workspace, "wasm-opt");
    process::run_quietly(
        process::command(program, workspace.root())
            .args(WASM_OPT)
            .arg(input)
            .arg("-o")
            .arg(output),
    )
}

fn minify(workspace: &Workspace, input: &Path, output: &Path) -> Result<()> {
    let program = tool(workspace, "esbuild");
    let target = format!("--outfile={}", output.display());
    process::run_quietly(
        process::command(program, workspace.root())
            .args(ESBUILD)
            .arg(input)
            .arg(target),
    )
}

fn tool(workspace: &Workspace, name: &str) -> PathBuf {
    workspace.join("xtask/node_modules/.bin").join(name)
}

fn read(path: &Path) -> Result<Vec<u8>> {
    fs::read(path).with_context(|| format!("cannot read {}", path.display()))
}
