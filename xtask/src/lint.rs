//! Clippy at work while the workspace is compiled. `cargo clippy` is `cargo check` with another compiler for the workspace's own crates, and
//! what is checked is of no use to a test: all dependencies would be read a second time. Here that compiler makes the very programs and
//! tests that are run, so lints cost no more than looking.
//!
//! While something is compiled lints are warnings, so that tests run although one of them does not hold. Cargo keeps what was said and says
//! it again; [`findings`] asks for that and changes nothing.

use std::{collections::BTreeSet, path::PathBuf, process::Command};

use anyhow::{Result, bail};
use serde_json::Value;

use crate::process;

/// Has cargo compile the workspace's own crates by clippy's driver, where there is one.
pub fn watch(command: &mut Command) -> &mut Command {
    if let Some(driver) = driver() {
        // As `cargo clippy` does it; without arguments the levels are those of the workspace.
        command.env("RUSTC_WORKSPACE_WRAPPER", driver).env("CLIPPY_ARGS", "");
    }
    command
}

/// What the compiler and clippy say about what this command compiles, each of it once.
pub fn findings(command: &mut Command) -> Result<BTreeSet<String>> {
    if driver().is_none() {
        bail!("clippy is missing: rustup component add clippy");
    }
    let mut said = BTreeSet::new();
    let status = process::run_and_hear(watch(command).arg("--message-format=json"), |line| {
        said.extend(finding(line));
    })?;
    if !status.success() && said.is_empty() {
        bail!("`{}` failed ({status})", process::shown(command));
    }
    Ok(said)
}

/// Fails with everything that was said.
pub fn require_none(said: &BTreeSet<String>) -> Result<()> {
    if said.is_empty() {
        return Ok(());
    }
    for text in said {
        eprintln!("{text}");
    }
    bail!("{} lints or warnings", said.len())
}

/// The text of a warning or an error of a crate of ours, as the compiler would print it. Those of dependencies cargo does not report.
fn finding(line: &str) -> Option<String> {
    let message: Value = serde_json::from_str(line).ok()?;
    if message.get("reason")?.as_str()? != "compiler-message" {
        return None;
    }
    let message = message.get("message")?;
    let is_finding = matches!(message.get("level")?.as_str()?, "warning" | "error");
    // The last one only counts those before it.
    let is_about_something = !message.get("spans")?.as_array()?.is_empty() || !message.get("code")?.is_null();
    (is_finding && is_about_something)
        .then(|| message.get("rendered")?.as_str().map(|text| text.trim_end().to_owned()))
        .flatten()
}

/// Clippy's driver of the toolchain that runs, or the first on the path.
fn driver() -> Option<PathBuf> {
    let beside = std::env::var_os("CARGO").map(|cargo| PathBuf::from(cargo).with_file_name("clippy-driver"));
    beside
        .filter(|path| path.is_file())
        .or_else(|| process::exists("clippy-driver").then(|| PathBuf::from("clippy-driver")))
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::{driver, finding, findings, require_none};
    use crate::process;

    #[test]
    fn what_the_compiler_counts_in_the_end_is_no_finding() {
        let line = |level: &str, spans: &str, code: &str| {
            format!(
                r#"{{"reason":"compiler-message","message":{{"level":"{level}","spans":{spans},"code":{code},"rendered":"a lint\n"}}}}"#
            )
        };
        assert_eq!(finding(&line("warning", "[{}]", "null")).as_deref(), Some("a lint"));
        assert_eq!(
            finding(&line("error", "[]", r#"{"code":"E0601"}"#)).as_deref(),
            Some("a lint")
        );
        assert_eq!(finding(&line("warning", "[]", "null")), None, "1 warning emitted");
        assert_eq!(finding(&line("note", "[{}]", "null")), None);
        assert_eq!(finding(r#"{"reason":"compiler-artifact"}"#), None);
        assert_eq!(finding("no message"), None);
    }

    /// A package of its own, compiled as the workspace is.
    #[test]
    fn a_lint_is_found_in_a_library_and_in_a_test_and_found_again_when_nothing_is_compiled() {
        if driver().is_none() {
            return;
        }
        let folder = tempfile::tempdir().expect("a folder");
        let root = folder.path();
        fs::create_dir_all(root.join("src")).expect("a folder");
        fs::create_dir_all(root.join("tests")).expect("a folder");
        fs::write(
            root.join("Cargo.toml"),
            "[package]\nname = \"linted\"\nedition = \"2024\"\n[workspace]\n",
        )
        .expect("written");
        fs::write(
            root.join("src/lib.rs"),
            "pub fn same(a: bool) -> bool {\n    a == true\n}\n",
        )
        .expect("written");
        fs::write(
            root.join("tests/all.rs"),
            "#[test]\nfn one() {\n    let a = 1;\n    assert_eq!(linted::same(1 == a) == false, false);\n}\n",
        )
        .expect("written");
        for _ in 0..2 {
            let mut command = process::cargo(root);
            command.args(["test", "--no-run", "--all-targets", "--offline", "--quiet"]);
            command.env("CARGO_TARGET_DIR", root.join("target"));
            let said = findings(&mut command).expect("compiles");
            let named = |file: &str| {
                said.iter()
                    .any(|text| text.contains(file) && text.contains("bool_comparison"))
            };
            assert!(named("src/lib.rs") && named("tests/all.rs"), "{said:#?}");
            assert!(require_none(&said).is_err());
        }
        fs::write(root.join("src/lib.rs"), "pub fn same(a: bool) -> bool {\n    a\n}\n").expect("written");
        fs::write(
            root.join("tests/all.rs"),
            "#[test]\nfn one() {\n    assert!(linted::same(true));\n}\n",
        )
        .expect("written");
        let mut command = process::cargo(root);
        command.args(["test", "--no-run", "--all-targets", "--offline", "--quiet"]);
        command.env("CARGO_TARGET_DIR", root.join("target"));
        assert!(require_none(&findings(&mut command).expect("compiles")).is_ok());
    }
}
