//! The model test: random commands, clock jumps among them, must have the same outcome in a small in-memory model and in
//! the books, on SQLite and, when `HUIKA_TEST_POSTGRES_URL` is set, on PostgreSQL. A failing sequence is shrunk.
//!
//! `HUIKA_MODEL_SEQUENCES` says how many sequences each engine gets; `cargo xtask soak model` asks for 100,000.

mod books;
mod command;
mod model;
mod play;

use std::{
    fmt,
    sync::atomic::{AtomicU64, Ordering},
};

use proptest::test_runner::{Config, TestCaseError, TestRunner};

use books::{Books, Place};

/// Sequences in the short version.
const SHORT: u32 = 60;

/// Sequences after which the books are laid aside and new ones begun, so that the proof after each stays quick.
const SEQUENCES_A_BOOK: u32 = 100;

const THREADS: u32 = 4;

/// Sequences after which it is said how many there were.
const SAID_EVERY: u64 = 5_000;

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

/// Several threads with books of their own each do their part; PostgreSQL answers one while another thinks.
fn run(place: &(impl Fn() -> Place + Sync), sequences: u32) {
    let played = Played::default();
    let threads = THREADS.min(sequences);
    std::thread::scope(|scope| {
        for thread in 0..threads {
            let part = sequences / threads + u32::from(thread < sequences % threads);
            let played = &played;
            scope.spawn(move || run_part(place, part, played));
        }
    });
    println!("{played}");
}

fn run_part(place: &impl Fn() -> Place, sequences: u32, played: &Played) {
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
            played.count(sequence.len());
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

/// How much was played; said now and then, as the long version takes its time.
#[derive(Default)]
struct Played {
    sequences: AtomicU64,
    commands: AtomicU64,
}

impl Played {
    fn count(&self, commands: usize) {
        self.commands.fetch_add(commands as u64, Ordering::Relaxed);
        if (self.sequences.fetch_add(1, Ordering::Relaxed) + 1).is_multiple_of(SAID_EVERY) {
            println!("{self}");
        }
    }
}

impl fmt::Display for Played {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (sequences, commands) = (&self.sequences, &self.commands);
        write!(
            f,
            "{} sequences, {} commands",
            sequences.load(Ordering::Relaxed),
            commands.load(Ordering::Relaxed)
        )
    }
}
