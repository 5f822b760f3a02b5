//! `cargo xtask`: everything that one does with this repository, by one program that needs Rust and Node only.

mod bench;
mod build;
mod code_vectors;
mod demo;
mod http;
mod interrupt;
mod lint;
mod process;
mod rehearsal;
mod service;
mod soak;
mod stage;
#[cfg(test)]
mod structure;
mod test;
mod tools;
mod visitor;
mod workspace;

use std::process::ExitCode;

use anyhow::Result;
use clap::{Parser, Subcommand};

use crate::workspace::Workspace;

#[derive(Debug, Parser)]
#[command(
    name = "cargo xtask",
    bin_name = "cargo xtask",
    about = "Everything that one does with this repository."
)]
struct Arguments {
    #[command(subcommand)]
    task: Task,
}

#[derive(Debug, Subcommand)]
enum Task {
    /// Build what the browser gets and the programs that embed it.
    Build(build::Options),
    /// Build everything and run a whole shop on this machine.
    Demo(demo::Options),
    /// Run every check and test there is.
    Test(test::Options),
    /// Measure what is promised in figures.
    Bench(bench::Options),
    /// Take a picture of every page into docs/screenshots.
    Screenshots,
    /// Run the long versions of the model test, the races and the kills, and watch the order of syncs and answers.
    Soak(soak::Options),
    /// Run a fresh, seeded shop for somebody who drives it from outside.
    #[command(hide = true)]
    Rehearse(rehearsal::Options),
    /// Print keys, steps and the member codes that the server would make of them.
    #[command(hide = true)]
    CodeVectors(code_vectors::Options),
}

fn main() -> ExitCode {
    let outcome = match std::env::var_os(test::RUSTDOC_FOLDER) {
        Some(folder) => test::as_rustdoc(folder, std::env::args_os().skip(1)),
        None => run(&Arguments::parse().task),
    };
    match outcome {
        Ok(code) => code,
        Err(error) if error.is::<interrupt::Stopped>() => ExitCode::from(130),
        Err(error) => {
            eprintln!("\nerror: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(task: &Task) -> Result<ExitCode> {
    interrupt::listen()?;
    let workspace = Workspace::find();
    match task {
        Task::Build(options) => build::main(&workspace, options).map(|()| ExitCode::SUCCESS),
        Task::Demo(options) => demo::main(&workspace, options).map(|()| ExitCode::SUCCESS),
        Task::Bench(options) => bench::main(&workspace, options).map(|()| ExitCode::SUCCESS),
        Task::Screenshots => test::screenshots(&workspace).map(|()| ExitCode::SUCCESS),
        Task::Soak(options) => soak::main(&workspace, options).map(|()| ExitCode::SUCCESS),
        Task::Rehearse(options) => rehearsal::main(&workspace, options).map(|()| ExitCode::SUCCESS),
        Task::CodeVectors(options) => code_vectors::main(options).map(|()| ExitCode::SUCCESS),
        Task::Test(options) => test::main(&workspace, options),
    }
}
