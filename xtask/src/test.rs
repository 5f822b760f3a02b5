//! `cargo xtask test`: everything that must hold, each as a named step with its own time, from nothing but Rust, Node
//! and a system that can install packages. A failed step does not keep the others from being run.

mod count;
mod needs;
mod playwright;
mod steps;

use std::{
    process::ExitCode,
    time::{Duration, Instant},
};

use anyhow::{Result, bail};
use clap::{Args, ValueEnum};

use crate::{interrupt, workspace::Workspace};

use count::Count;
use needs::Needs;

#[derive(Debug, Args)]
pub struct Options {
    /// Run these steps only.
    #[arg(long, value_delimiter = ',', value_name = "STEP")]
    only: Vec<Step>,
    /// Run everything but these steps.
    #[arg(long, value_delimiter = ',', value_name = "STEP")]
    skip: Vec<Step>,
}

/// In the order in which they run: what fails soonest comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Step {
    /// Every Rust file is formatted.
    Format,
    /// What the browser gets can be built.
    Site,
    /// All programs and tests compile.
    Compile,
    /// Unit, property and HTTP tests, and the store suite on both engines.
    Rust,
    /// No lint of the workspace, for the server.
    Clippy,
    /// No lint of the pages, for the browser.
    ClippyBrowser,
    /// The documentation has no warning.
    Docs,
    /// The gateway stand-in and the tills' interface speak what libraries of others understand.
    Protocol,
    /// The browser tests are typed.
    Types,
    /// The journey in a browser, on SQLite.
    Journey,
    /// The journey in a browser, on PostgreSQL.
    JourneyPostgres,
}

/// What came of one step.
struct Outcome {
    step: Step,
    count: Count,
    took: Duration,
}

pub fn main(workspace: &Workspace, options: &Options) -> Result<ExitCode> {
    let mut needs = Needs::new(workspace);
    let mut outcomes = Vec::new();
    for step in chosen(options)? {
        println!("\n── {} ──", name(step));
        let start = Instant::now();
        let count = match steps::run(step, &mut needs) {
            Ok(count) => count,
            Err(error) if error.is::<interrupt::Stopped>() => return Err(error),
            Err(error) => {
                eprintln!("error: {error:#}");
                Count::FAILED
            }
        };
        outcomes.push(Outcome {
            step,
            count,
            took: start.elapsed(),
        });
    }
    // Before the closing line, so that nothing is written after it.
    drop(needs);
    Ok(close(&outcomes))
}

/// `cargo xtask screenshots`.
pub fn screenshots(workspace: &Workspace) -> Result<()> {
    playwright::take_pictures(&mut Needs::new(workspace))
}

fn chosen(options: &Options) -> Result<Vec<Step>> {
    let steps: Vec<Step> = Step::value_variants()
        .iter()
        .copied()
        .filter(|step| options.only.is_empty() || options.only.contains(step))
        .filter(|step| !options.skip.contains(step))
        .collect();
    if steps.is_empty() {
        bail!("no step is left to run");
    }
    Ok(steps)
}

fn name(step: Step) -> String {
    step.to_possible_value()
        .map(|value| value.get_name().to_owned())
        .unwrap_or_default()
}

/// Prints a table and the one line that tells how it went.
fn close(outcomes: &[Outcome]) -> ExitCode {
    println!("\n{:<18}{:>8}{:>8}{:>10}", "step", "passed", "failed", "seconds");
    for Outcome { step, count, took } in outcomes {
        println!(
            "{:<18}{:>8}{:>8}{:>10.1}",
            name(*step),
            count.passed,
            count.failed,
            took.as_secs_f32()
        );
    }
    let all = outcomes
        .iter()
        .fold(Count::default(), |sum, outcome| sum + outcome.count);
    println!("\n{} passed, {} failed", all.passed, all.failed);
    if all.failed == 0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}
