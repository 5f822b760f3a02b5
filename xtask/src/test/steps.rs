//! What each step runs.

use std::fs;

use anyhow::{Context as _, Result};

use super::{Step, count::Count, needs::Needs, playwright};
use crate::{build, process, tools};

pub fn run(step: Step, needs: &mut Needs<'_>) -> Result<Count> {
    match step {
        Step::Format => cargo(needs, &["fmt", "--all", "--check"]),
        Step::Site => needs.site().map(|()| Count::PASSED),
        Step::Compile => needs.programs().map(|_| Count::PASSED),
        Step::Rust => rust(needs),
        Step::Clippy => cargo(
            needs,
            &["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"],
        ),
        Step::ClippyBrowser => clippy_browser(needs),
        Step::Docs => docs(needs),
        Step::Protocol => protocol(needs),
        Step::Types => types(needs),
        Step::Journey => journey(needs, None),
        Step::JourneyPostgres => {
            let url = needs.postgres()?;
            journey(needs, Some(url))
        }
    }
}

/// A cargo command that is one test.
fn cargo(needs: &Needs<'_>, words: &[&str]) -> Result<Count> {
    process::run(process::cargo(needs.workspace.root()).args(words)).map(|()| Count::PASSED)
}

fn clippy_browser(needs: &Needs<'_>) -> Result<Count> {
    tools::wasm_target::ensure(needs.workspace)?;
    let words = [
        "clippy",
        "--package=huika-app",
        "--lib",
        "--no-default-features",
        "--features=hydrate",
        "--target=wasm32-unknown-unknown",
        "--",
        "-D",
        "warnings",
    ];
    cargo(needs, &words)
}

fn docs(needs: &Needs<'_>) -> Result<Count> {
    process::run(
        process::cargo(needs.workspace.root())
            .args(["doc", "--no-deps", "--package=huika-domain", "--package=huika-store"])
            .env("RUSTDOCFLAGS", "-D warnings"),
    )
    .map(|()| Count::PASSED)
}

fn rust(needs: &mut Needs<'_>) -> Result<Count> {
    needs.programs()?;
    let postgres = needs.postgres()?;
    let to_be_crashed = needs.postgres_to_be_crashed()?;
    let strace = tools::strace::usable(needs.workspace);
    let mut count = Count::default();
    let mut success = true;
    for crates in [build::TESTED.as_slice(), &["--package=xtask"]] {
        let status = process::run_and_look(
            process::cargo(needs.workspace.root())
                .args(["test", "--no-fail-fast"])
                .args(crates)
                .env("HUIKA_TEST_POSTGRES_URL", &postgres)
                .env("HUIKA_TEST_CLUSTER", &to_be_crashed)
                .envs(strace.iter().map(|program| ("HUIKA_TEST_STRACE", program))),
            |line| count = count + Count::of_rust_line(line).unwrap_or_default(),
        )?;
        success &= status.success();
    }
    Ok(count.believing(success))
}

/// The stand-in and the tills' interface are read by libraries that know nothing of them.
fn protocol(needs: &mut Needs<'_>) -> Result<Count> {
    let folder = needs.workspace.join("end2end/protocol");
    let programs = needs.programs()?;
    tools::npm::ensure(needs.workspace, &folder)?;
    let mut count = Count::default();
    let status = process::run_and_look(
        process::command("npm", &folder)
            .args(["test", "--silent"])
            .env("HUIKA_GATEWAY_PROGRAM", programs.gateway)
            .env("HUIKA_SERVER_PROGRAM", programs.server),
        |line| count = count + Count::of_node_line(line).unwrap_or_default(),
    )?;
    Ok(count.believing(status.success()))
}

fn types(needs: &Needs<'_>) -> Result<Count> {
    needs.browser()?;
    let folder = needs.workspace.join("end2end");
    process::run(process::command("npm", &folder).args(["run", "--silent", "check"])).map(|()| Count::PASSED)
}

fn journey(needs: &mut Needs<'_>, postgres: Option<String>) -> Result<Count> {
    let results = tempfile::tempdir().context("no temporary folder")?;
    let report = results.path().join("report.json");
    let mut command = playwright::command(needs, &["phone", "phone-without-javascript"])?;
    command
        .arg("--reporter=list,json")
        .env("PLAYWRIGHT_JSON_OUTPUT_NAME", &report);
    match postgres {
        Some(url) => command.env("HUIKA_TEST_POSTGRES_URL", url),
        None => command.env_remove("HUIKA_TEST_POSTGRES_URL"),
    };
    let status = process::status(&mut command)?;
    let count = fs::read_to_string(&report)
        .ok()
        .and_then(|text| Count::of_playwright(&text))
        .unwrap_or_default();
    Ok(count.believing(status.success()))
}
