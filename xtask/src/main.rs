//! `cargo xtask`: everything that one does with this repository, by one program that needs Rust and Node only.

mod build;
mod http;
mod interrupt;
mod process;
mod service;
mod tools;
mod workspace;

use std::process::ExitCode;

use anyhow::Result;
use clap::{Parser, Subcommand};

use crate::workspace::Workspace;

#[derive(Debug, Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask", about = "Everything that one does with this repository.")]
struct Arguments {
    #[command(subcommand)]
    task: Task,
}

#[derive(Debug, Subcommand)]
enum Task {
    /// Build what the browser gets and the programs that embed it.
    Build(build::Options),
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    match run(&arguments.task) {
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
    }
}
