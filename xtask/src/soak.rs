//! `cargo xtask soak`: the long versions of tests whose short versions `cargo xtask test` runs. On SQLite and on a private
//! PostgreSQL.

use anyhow::{Result, bail};
use clap::Args;

use crate::{process, tools::postgres::Cluster, workspace::Workspace};

#[derive(Debug, Args)]
pub struct Options {
    /// Which soaks to run: model, races; both without a name.
    names: Vec<String>,
    /// Sequences of the model test on each engine.
    #[arg(long, default_value_t = 100_000)]
    sequences: u32,
    /// Rounds of each race on each engine.
    #[arg(long, default_value_t = 10_000)]
    rounds: u32,
}

/// Name, test target, and the variable that says how long.
const SOAKS: [(&str, &str, &str); 2] = [
    ("model", "model", "HUIKA_MODEL_SEQUENCES"),
    ("races", "races", "HUIKA_RACE_ROUNDS"),
];

pub fn main(workspace: &Workspace, options: &Options) -> Result<()> {
    if let Some(unknown) = options
        .names
        .iter()
        .find(|name| !SOAKS.iter().any(|(known, ..)| known == name))
    {
        bail!("there is no soak {unknown:?}; there are: model, races");
    }
    let cluster = Cluster::start(workspace)?;
    for (name, target, variable) in SOAKS {
        if !options.names.is_empty() && !options.names.iter().any(|wanted| wanted == name) {
            continue;
        }
        let times = if name == "model" {
            options.sequences
        } else {
            options.rounds
        };
        println!("soak {name}: {times} each on SQLite and PostgreSQL");
        process::run(
            process::cargo(workspace.root())
                .args([
                    "test",
                    "--release",
                    "--package=huika-store",
                    "--test",
                    target,
                    "--",
                    "--nocapture",
                ])
                .env(variable, times.to_string())
                .env("HUIKA_TEST_POSTGRES_URL", cluster.url("postgres")),
        )?;
    }
    Ok(())
}
