//! The documentation without a warning. `cargo doc` reads all dependencies once more, as it wants to know no more of them than what is
//! public; for the tests in documentation cargo hands rustdoc the libraries that are compiled already. So it is asked for these, and this
//! program stands in for rustdoc: it drops the words that make a test of it.

use std::{ffi::OsString, fs, path::PathBuf, process::ExitCode};

use anyhow::{Context as _, Result, bail};

use super::{count::Count, needs::Needs};
use crate::{build, lint, process};

/// Whose documentation is complete.
const DOCUMENTED: [&str; 2] = ["huika_domain", "huika_store"];

/// Where the pages go. A process that has it is rustdoc.
pub const FOLDER: &str = "HUIKA_XTASK_RUSTDOC";

/// Words of rustdoc that are about tests, and those that a value follows.
const ABOUT_TESTS: [&str; 2] = ["--test", "--no-run"];
const ABOUT_TESTS_WITH_VALUE: [&str; 3] = ["--test-run-directory", "--test-args", "--test-builder"];

pub fn run(needs: &mut Needs<'_>) -> Result<Count> {
    needs.programs()?;
    let folder = needs.workspace.target().join("doc");
    for name in DOCUMENTED {
        // What an earlier run made proves nothing.
        let _none = fs::remove_dir_all(folder.join(name));
    }
    let mut cargo = process::cargo(needs.workspace.root());
    cargo
        .args(["test", "--doc", "--quiet"])
        .args(build::TESTED)
        .env("RUSTDOC", needs.workspace.program())
        .env(FOLDER, &folder);
    process::run(lint::watch(&mut cargo))?;
    for name in DOCUMENTED {
        let page = folder.join(name).join("index.html");
        if !page.is_file() {
            bail!("{} was not made", page.display());
        }
    }
    Ok(Count::PASSED)
}

/// What cargo takes for rustdoc.
pub fn as_rustdoc(folder: OsString, words: impl Iterator<Item = OsString>) -> Result<ExitCode> {
    let words: Vec<OsString> = words.collect();
    let name = words
        .iter()
        .position(|word| word == "--crate-name")
        .and_then(|at| words.get(at + 1));
    let is_asked_about = name.is_none();
    let is_wanted = name.is_some_and(|name| DOCUMENTED.iter().any(|wanted| name == wanted));
    if !is_asked_about && !is_wanted {
        return Ok(ExitCode::SUCCESS);
    }
    let beside = std::env::var_os("CARGO").map(|cargo| PathBuf::from(cargo).with_file_name("rustdoc"));
    let mut rustdoc =
        std::process::Command::new(beside.filter(|path| path.is_file()).unwrap_or_else(|| "rustdoc".into()));
    rustdoc.args(of_pages(words));
    if is_wanted {
        rustdoc.arg("--out-dir").arg(folder).args(["-D", "warnings"]);
    }
    let status = rustdoc.status().context("rustdoc could not be started")?;
    Ok(if status.success() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

/// The words without those that are about tests.
fn of_pages(words: Vec<OsString>) -> Vec<OsString> {
    let mut kept = Vec::with_capacity(words.len());
    let mut words = words.into_iter();
    while let Some(word) = words.next() {
        if ABOUT_TESTS_WITH_VALUE.iter().any(|name| word == *name) {
            words.next();
        } else if !ABOUT_TESTS.iter().any(|name| word == *name) {
            kept.push(word);
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use std::ffi::OsString;

    use super::of_pages;

    #[test]
    fn the_words_about_tests_are_left_out_and_all_others_stay() {
        let words = |text: &str| text.split(' ').map(OsString::from).collect::<Vec<_>>();
        let given = words("--edition=2024 --test src/lib.rs --test-run-directory /a --extern b=c --no-run --cfg d");
        assert_eq!(of_pages(given), words("--edition=2024 src/lib.rs --extern b=c --cfg d"));
    }
}
