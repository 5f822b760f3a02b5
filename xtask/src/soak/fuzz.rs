//! `cargo xtask soak fuzz`: libFuzzer around every parser that reads what strangers send.
//!
//! Neither a nightly compiler nor cargo-fuzz is needed: the instrumentation that libFuzzer steers by is made by LLVM passes that the
//! stable compiler takes too. Only our own crates are instrumented, by a wrapper around rustc that cargo calls for them alone, so that
//! everything else is compiled as for the tests. There is no address sanitizer, which would want nightly; our crates forbid unsafe code.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};

use crate::{process, workspace::Workspace};

/// What makes the code tell libFuzzer which edges it took and what it compared.
const INSTRUMENTED: &str = "-Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4 \
    -Cllvm-args=-sanitizer-coverage-inline-8bit-counters -Cllvm-args=-sanitizer-coverage-pc-table \
    -Cllvm-args=-sanitizer-coverage-trace-compares";

/// Longer inputs find nothing that shorter ones do not: the limits of the parsers are below.
const LONGEST: u32 = 600;

pub fn run(workspace: &Workspace, executions: u64, only: Option<&str>) -> Result<()> {
    let program = build(workspace)?;
    let fuzz = workspace.join("server/fuzz");
    let mut names: Vec<String> = Vec::new();
    for entry in fs::read_dir(fuzz.join("corpus"))? {
        names.push(entry?.file_name().to_string_lossy().into_owned());
    }
    names.sort();
    if let Some(only) = only {
        names.retain(|name| name == only);
    }
    if names.is_empty() {
        bail!("there is no such target");
    }
    for name in names {
        one(workspace, &program, &fuzz, &name, executions)?;
    }
    Ok(())
}

fn one(workspace: &Workspace, program: &Path, fuzz: &Path, name: &str, executions: u64) -> Result<()> {
    println!("fuzz {name}: {executions} executions");
    // What it finds goes here; what is worth keeping is brought into the repository by hand.
    let found = workspace.target().join("fuzz/found").join(name);
    fs::create_dir_all(&found)?;
    let artifacts = format!(
        "-artifact_prefix={}/crash-of-{name}-",
        workspace.target().join("fuzz").display()
    );
    process::run(
        process::command(program, workspace.root())
            .arg(format!("-runs={executions}"))
            .arg(format!("-max_len={LONGEST}"))
            .args(["-timeout=10", "-print_final_stats=1", "-verbosity=1"])
            .arg(format!(
                "-dict={}",
                fuzz.join("dict").join(format!("{name}.dict")).display()
            ))
            .arg(artifacts)
            .arg(&found)
            .arg(fuzz.join("corpus").join(name))
            .env("HUIKA_FUZZ_TARGET", name),
    )
    .with_context(|| format!("the parser {name} failed; the input stands in target/fuzz"))
}

fn build(workspace: &Workspace) -> Result<PathBuf> {
    let folder = workspace.target().join("fuzz");
    fs::create_dir_all(&folder)?;
    let wrapper = folder.join("rustc.sh");
    fs::write(&wrapper, format!("#!/bin/sh\nexec \"$@\" {INSTRUMENTED}\n"))?;
    fs::set_permissions(&wrapper, fs::Permissions::from_mode(0o755))?;
    process::run(
        process::cargo(workspace.root())
            .args(["build", "--package=huika-fuzz", "--features=libfuzzer", "--bin=huika-fuzz"])
            // The parsers at full speed; pages, which are compiled along with them, as they are.
            .args(["--config", "profile.dev.package.huika-domain.opt-level=3"])
            .args(["--config", "profile.dev.package.huika-fuzz.opt-level=2"])
            .env("RUSTC_WORKSPACE_WRAPPER", &wrapper),
    )?;
    Ok(workspace.target().join("debug/huika-fuzz"))
}
