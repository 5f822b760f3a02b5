//! The model test: random commands, clock jumps among them, must have the same outcome in a small in-memory model and in
//! the books, on SQLite and, when `HUIKA_TEST_POSTGRES_URL` is set, on PostgreSQL. A failing sequence is shrunk.
//!
//! `HUIKA_MODEL_SEQUENCES` says how many sequences each engine gets; `cargo xtask soak model` asks for 100,000.

mod books;
mod command;
mod model;
mod play;

use std::sync::{Arc, Mutex};

use proptest::test_runner::{Config, TestCaseError, TestRunner};

use books::{Books, Place};

/// Sequences in the short version.
const SHORT: u32 = 60;

/// Sequences after which the books are laid aside and new ones begun, so that the proof after each stays quick.
const SEQUENCES_A_BOOK: u32 = 100;

#[test]
fn every_sequence_of_commands_has_the_outcome_of_the_model_on_sqlite() {
    run(&|| Place::Sqlite, sequences());
}

#[test]
fn every_sequence_of_commands_has_the_outcome_of_the_model_on_postgres() {
    if let Some(base) = huika_store::testing::postgres_for_tests() {
        run(&|| Place::Postgres(base.clone()), sequences());
    }
}

fn sequences() -> u32 {
    let asked = std::env::var("HUIKA_MODEL_SEQUENCES").ok();
    asked.and_then(|text| text.parse().ok()).unwrap_or(SHORT)
}

/// Two threads with books of their own each do their part.
fn run(place: &(impl Fn() -> Place + Sync), sequences: u32) {
    let commands = Arc::new(Mutex::new(0_u64));
    std::thread::scope(|scope| {
        for part in [sequences / 2, sequences - sequences / 2] {
            let commands = Arc::clone(&commands);
            scope.spawn(move || run_part(place, part, &commands));
        }
    });
    println!("{sequences} sequences, {} commands", commands.lock().expect("no panic"));
}

fn run_part(place: &impl Fn() -> Place, sequences: u32, commands: &Mutex<u64>) {
    let mut left = sequences;
    while left > 0 {
        let some = left.min(SEQUENCES_A_BOOK);
        let books = Books::open(&place());
        let mut runner = TestRunner::new(Config {
            cases: some,
            max_shrink_iters: 4_000,
            failure_persistence: None,
            ..Config::default()
        });
        let outcome = runner.run(&command::sequence(), |sequence| {
            *commands.lock().expect("no panic") += sequence.len() as u64;
            books
                .play(&sequence)
                .map_err(|difference| TestCaseError::fail(format!("{difference}\nin {sequence:#?}")))
        });
        if let Err(failure) = outcome {
            panic!("{failure}");
        }
        left -= some;
    }
}
