//! The program `huika` as a library, so that tests start the same server that a shop runs.
//!
//! `cli` reads the command line, `config` the settings, `web` answers requests, `jobs` does what nobody waits for, and
//! `payments` stands between the store and the payment gateways.

// What is printed to a closed pipe panics: the command line has `cli::output`, everything else the log.
#![deny(clippy::print_stdout, clippy::print_stderr)]

pub mod assets;
pub mod cli;
pub mod clock;
pub mod config;
pub mod jobs;
pub mod listen;
pub mod lock;
pub mod logging;
pub mod metrics;
mod network;
pub mod paper;
pub mod payments;
mod picture;
pub mod secret;
mod sheet;
pub mod version;
pub mod web;
