//! What each step runs.

use anyhow::{Result, bail};

use super::{Step, count::Count, docs, needs::Needs};
use crate::{build, lint, process, tools};

pub fn run(step: Step, needs: &mut Needs<'_>) -> Result<Count> {
    match step {
        Step::Format => cargo(needs, &["fmt", "--all", "--check"]),
        Step::Site => needs.site().map(|()| Count::PASSED),
        Step::Compile => needs.programs().map(|_| Count::PASSED),
        Step::Rust => rust(needs),
        Step::Clippy => clippy(needs),
        Step::ClippyBrowser => clippy_browser(needs),
        Step::Docs => docs::run(needs),
        Step::Protocol => protocol(needs),
        Step::Types => types(needs),
        // Several at a time, and so not one after the other like these.
        Step::Journey | Step::JourneyPostgres => bail!("journeys are run side by side"),
    }
}

/// A cargo command that is one test.
fn cargo(needs: &Needs<'_>, words: &[&str]) -> Result<Count> {
    process::run(process::cargo(needs.workspace.root()).args(words)).map(|()| Count::PASSED)
}

/// The compiler has looked at everything already, but for this program.
fn clippy(needs: &mut Needs<'_>) -> Result<Count> {
    needs.site()?;
    let mut said = lint::findings(&mut build::all_targets(needs.workspace))?;
    let mut this = process::cargo(needs.workspace.root());
    this.args(["build", "--package=xtask", "--all-targets"]);
    said.append(&mut lint::findings(&mut this)?);
    lint::require_none(&said).map(|()| Count::PASSED)
}

fn clippy_browser(needs: &Needs<'_>) -> Result<Count> {
    tools::wasm_target::ensure(needs.workspace)?;
    let said = lint::findings(&mut build::islands(needs.workspace, "rlib"))?;
    lint::require_none(&said).map(|()| Count::PASSED)
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
            lint::watch(&mut process::cargo(needs.workspace.root()))
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
