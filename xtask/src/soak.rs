//! `cargo xtask soak`: the long versions of tests whose short versions `cargo xtask test` runs. On SQLite and on a private
//! PostgreSQL.

mod fuzz;

use std::process::Command;

use anyhow::{Result, bail};
use clap::Args;

use crate::{
    build, process,
    tools::{postgres::Cluster, proxies, strace},
    workspace::Workspace,
};

#[derive(Debug, Args)]
pub struct Options {
    /// Which soaks to run: model, races, kills, synced, storm, reconcile, timing, hostile, chain, shifts, returns, quote, fuzz; all without a name.
    names: Vec<String>,
    /// Sequences of the model test on each engine.
    #[arg(long, default_value_t = 100_000)]
    sequences: u32,
    /// Rounds of each race on each engine.
    #[arg(long, default_value_t = 10_000)]
    rounds: u32,
    /// Kills of the server on SQLite.
    #[arg(long, default_value_t = 500)]
    kills: u32,
    /// Kills of the server on PostgreSQL.
    #[arg(long, default_value_t = 100)]
    postgres_kills: u32,
    /// Crashes of PostgreSQL itself.
    #[arg(long, default_value_t = 20)]
    postgres_crashes: u32,
    /// What the kills begin with, to replay a run: it prints its own.
    #[arg(long)]
    seed: Option<u64>,
    /// How long the server is watched for answers that overtake their sync.
    #[arg(long, default_value_t = 20)]
    seconds: u32,
    /// Orders of the storm of notifications.
    #[arg(long, default_value_t = 1_000)]
    storm_orders: u32,
    /// Orders of the day that is reconciled.
    #[arg(long, default_value_t = 100_000)]
    day_orders: u32,
    /// Phones of members, and as many of others, whose answers are timed.
    #[arg(long, default_value_t = 1_000)]
    timing_samples: u32,
    /// How long hostile clients go on.
    #[arg(long, default_value_t = 60)]
    hostile_seconds: u32,
    /// How long one of two servers stands still.
    #[arg(long, default_value_t = 30)]
    pause_seconds: u32,
    /// What is answered before and after a standby is promoted.
    #[arg(long, default_value_t = 200)]
    chain_sales: u32,
    /// Random histories of a drawer on each engine.
    #[arg(long, default_value_t = 10_000)]
    histories: u32,
    /// Executions of each parser that is fuzzed.
    #[arg(long, default_value_t = 10_000_000)]
    executions: u64,
    /// Random carts that each property of a price is held against.
    #[arg(long, default_value_t = 1_000_000)]
    carts: u32,
    /// Random sales on each engine whose pieces all come back.
    #[arg(long, default_value_t = 10_000)]
    return_sales: u32,
    /// Fuzz this parser only.
    #[arg(long)]
    target: Option<String>,
}

const NAMES: [&str; 13] = [
    MODEL,
    "races",
    "kills",
    "synced",
    "storm",
    "reconcile",
    "timing",
    "hostile",
    "chain",
    "shifts",
    "returns",
    QUOTE,
    FUZZ,
];
const MODEL: &str = "model";
/// These two need no database.
const QUOTE: &str = "quote";
const FUZZ: &str = "fuzz";

pub fn main(workspace: &Workspace, options: &Options) -> Result<()> {
    if let Some(unknown) = options.names.iter().find(|name| !NAMES.contains(&name.as_str())) {
        bail!("there is no soak {unknown:?}; there are: {}", NAMES.join(", "));
    }
    let wanted = |name: &str| options.names.is_empty() || options.names.iter().any(|wanted| wanted == name);
    if wanted(FUZZ) {
        println!("soak {FUZZ}");
        fuzz::run(workspace, options.executions, options.target.as_deref())?;
    }
    if wanted(QUOTE) {
        println!("soak {QUOTE}");
        process::run(
            process::cargo(workspace.root())
                .args([
                    "test",
                    "--release",
                    "--package=huika-domain",
                    "--lib",
                    "--",
                    "pricing::",
                    "--nocapture",
                ])
                .env("HUIKA_QUOTE_CARTS", options.carts.to_string()),
        )?;
    }
    let others: Vec<_> = NAMES
        .into_iter()
        .filter(|name| ![QUOTE, FUZZ].contains(name) && wanted(name))
        .collect();
    if others.is_empty() {
        return Ok(());
    }
    let durable = Cluster::start_durable(workspace)?;
    for name in others {
        println!("soak {name}");
        // The model compares outcomes; a million commits need not wait for a disk.
        let fast = (name == MODEL).then(|| Cluster::start(workspace)).transpose()?;
        let cluster = fast.as_ref().unwrap_or(&durable);
        process::run(&mut command(workspace, options, cluster, name)?)?;
    }
    Ok(())
}

/// The test that a soak is the long version of, told how long.
fn command(workspace: &Workspace, options: &Options, cluster: &Cluster, name: &str) -> Result<Command> {
    let (package, target, filter) = match name {
        MODEL => ("huika-store", "model", ""),
        "races" => ("huika-store", "races", ""),
        "shifts" => ("huika-store", "suite", "the_sum_of_every_history"),
        "returns" => ("huika-store", "suite", "all_pieces_of_a_sale"),
        "kills" => ("huika", "faults", "kill crash"),
        "storm" => ("huika", "http", "in_a_storm"),
        "timing" => ("huika", "http", "no_difference_in_time"),
        "chain" => (
            "huika",
            "faults",
            "stands_still one_after_the_other promoted pooler verified_tls clock",
        ),
        "hostile" => ("huika", "http", "hostile_clients_cost"),
        "reconcile" => ("huika", "http", "planted_in_a_large_day"),
        _ => ("huika", "faults", "every_answer_that_acknowledges"),
    };
    if package == "huika" {
        // The server embeds what the browser gets.
        build::site(workspace)?;
    }
    let mut command = process::cargo(workspace.root());
    command
        .args(["test", "--release", "--package", package, "--test", target, "--"])
        .args(filter.split_whitespace())
        // One after the other: a kill is to hit a server that is busy, and not a machine that is.
        .args(["--nocapture", "--test-threads=1"])
        .env("HUIKA_TEST_POSTGRES_URL", cluster.url("postgres"));
    let numbers = [
        ("HUIKA_MODEL_SEQUENCES", options.sequences),
        ("HUIKA_RACE_ROUNDS", options.rounds),
        ("HUIKA_RETURN_SALES", options.return_sales),
        ("HUIKA_KILLS", options.kills),
        ("HUIKA_POSTGRES_KILLS", options.postgres_kills),
        ("HUIKA_POSTGRES_CRASHES", options.postgres_crashes),
        ("HUIKA_SYNCED_SECONDS", options.seconds),
        ("HUIKA_TEST_STORM_ORDERS", options.storm_orders),
        ("HUIKA_TEST_RECONCILE_ORDERS", options.day_orders),
        ("HUIKA_HOSTILE_SECONDS", options.hostile_seconds),
        ("HUIKA_TIMING_SAMPLES", options.timing_samples),
        ("HUIKA_CHAIN_PAUSE_SECS", options.pause_seconds),
        ("HUIKA_CHAIN_SALES", options.chain_sales),
        ("HUIKA_SHIFT_HISTORIES", options.histories),
    ];
    command.envs(numbers.map(|(variable, number)| (variable, number.to_string())));
    if let Some(seed) = options.seed {
        command.env("HUIKA_KILLS_SEED", seed.to_string());
    }
    match name {
        "kills" => {
            command.env("HUIKA_TEST_CLUSTER", cluster.to_be_crashed()?);
        }
        "chain" => {
            command
                .env("HUIKA_TEST_PGBOUNCER", proxies::pgbouncer(workspace)?)
                .env("HUIKA_TEST_NGINX", proxies::nginx(workspace)?);
        }
        "synced" => {
            command.env("HUIKA_TEST_STRACE", strace::ensure(workspace)?);
        }
        _ => {}
    }
    Ok(command)
}
