//! `huika`: the membership server.

use std::process::ExitCode;

use clap::Parser;

fn main() -> ExitCode {
    huika_server::cli::Cli::parse().run()
}
