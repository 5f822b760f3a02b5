//! The program that a shop runs, killed at random moments and put on disks and networks that fail: nothing that was
//! acknowledged is lost, nothing is applied twice, whoever asks meanwhile gets a clear answer, and the work goes on by
//! itself afterwards.
//!
//! The short versions run with all tests; `cargo xtask soak kills` and `cargo xtask soak synced` run the long ones.
//! PostgreSQL is left out where there is none to test on: `HUIKA_TEST_POSTGRES_URL` for a server that is shared,
//! `HUIKA_TEST_CLUSTER` for one that may be stopped.
#![cfg(target_os = "linux")]

mod books;
mod chain;
mod clock;
mod counter;
mod disk;
mod figures;
mod kills;
mod library;
mod migrations;
mod network;
mod people;
mod postgres;
mod shim;
mod shop;
mod synced;
mod work;
