//! `cargo xtask test`: everything that must hold, each as a named step with its own time, from nothing but Rust, Node
//! and a system that can install packages. A failed step does not keep the others from being run.

mod count;
mod disk;
mod docs;
mod journey;
mod needs;
mod playwright;
mod steps;

use std::{
    collections::VecDeque,
    process::ExitCode,
    sync::{Mutex, PoisonError},
    thread,
    time::{Duration, Instant},
};

use anyhow::{Result, anyhow, bail};
use clap::{Args, ValueEnum};

use crate::{interrupt, workspace::Workspace};

use count::Count;
pub use docs::{FOLDER as RUSTDOC_FOLDER, as_rustdoc};
use journey::{Journey, Part};
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
    /// All programs and tests compile; clippy looks on.
    Compile,
    /// Unit, property and HTTP tests, and the store suite on both engines.
    Rust,
    /// Nothing that clippy or the compiler said while the workspace was compiled.
    Clippy,
    /// No lint of the pages, for the browser.
    ClippyBrowser,
    /// The documentation has no warning.
    Docs,
    /// The gateway stand-in and the tills' interface speak what libraries of others understand.
    Protocol,
    /// The browser tests are typed.
    Types,
    /// The journey in a browser, on SQLite; together with the next one when both are run.
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
    if let Some(warning) = disk::warning(workspace) {
        eprintln!("warning: {warning}");
    }
    let mut needs = Needs::new(workspace);
    let mut outcomes = Vec::new();
    let (journeys, others): (Vec<Step>, Vec<Step>) = chosen(options)?
        .into_iter()
        .partition(|step| matches!(step, Step::Journey | Step::JourneyPostgres));
    for step in others {
        println!("\n── {} ──", name(step));
        outcomes.push(timed(step, || steps::run(step, &mut needs))?);
    }
    outcomes.append(&mut side_by_side(&journeys, &mut needs)?);
    // Before the closing line, so that nothing is written after it.
    drop(needs);
    if outcomes.iter().any(|outcome| outcome.count.failed > 0)
        && let Some(reason) = disk::reason(workspace)
    {
        eprintln!("note: {reason}");
    }
    Ok(close(&outcomes))
}

/// Runs a step. One that fails is counted; the only error is that somebody asked to stop.
fn timed(step: Step, run: impl FnOnce() -> Result<Count>) -> Result<Outcome> {
    let start = Instant::now();
    let count = match run() {
        Ok(count) => count,
        Err(error) if error.is::<interrupt::Stopped>() => return Err(error),
        Err(error) => {
            eprintln!("error: {}: {error:#}", name(step));
            Count::FAILED
        }
    };
    Ok(Outcome {
        step,
        count,
        took: start.elapsed(),
    })
}

/// Runs the journeys two at a time. A step has several parts, and whoever is done with one takes the next of any step, so that neither of the
/// two ends long before the other.
fn side_by_side(journeys: &[Step], needs: &mut Needs<'_>) -> Result<Vec<Outcome>> {
    const AT_ONCE: usize = 2;
    if journeys.is_empty() {
        return Ok(Vec::new());
    }
    let names: Vec<String> = journeys.iter().map(|step| name(*step)).collect();
    println!("\n── {} ──", names.join(" and "));
    let mut prepared = VecDeque::new();
    for part in Part::ALL {
        for step in journeys {
            prepared.push_back((*step, Journey::prepared(*step, part, needs)));
        }
    }
    let waiting = Mutex::new(prepared);
    let next = || waiting.lock().unwrap_or_else(PoisonError::into_inner).pop_front();
    let start = Instant::now();
    let parts: Vec<Outcome> = thread::scope(|threads| {
        let running: Vec<_> = (0..AT_ONCE)
            .map(|_| {
                threads.spawn(|| {
                    let mut outcomes = Vec::new();
                    while let Some((step, journey)) = next() {
                        let outcome = timed(step, || journey?.run())?;
                        outcomes.push(Outcome {
                            took: start.elapsed(),
                            ..outcome
                        });
                    }
                    Ok(outcomes)
                })
            })
            .collect();
        running
            .into_iter()
            .map(|thread| thread.join().map_err(|_| anyhow!("a step panicked"))?)
            .collect::<Result<Vec<Vec<Outcome>>>>()
    })?
    .into_iter()
    .flatten()
    .collect();
    let whole = |step: &Step| {
        let own = || parts.iter().filter(|part| part.step == *step);
        Outcome {
            step: *step,
            count: own().fold(Count::default(), |sum, part| sum + part.count),
            took: own().map(|part| part.took).max().unwrap_or_default(),
        }
    };
    Ok(journeys.iter().map(whole).collect())
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
