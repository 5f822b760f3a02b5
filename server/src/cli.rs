//! The command line. Each subcommand is a file; every one reads the same settings.

mod backup;
mod check;
mod migrate;
mod output;
mod progress;
mod reconcile;
mod reseal;
mod restore;
mod rules;
mod seed_demo;
mod serve;
mod setup;
mod till_key;

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use clap::{Args, Parser, Subcommand};

use crate::config::{Config, Source};
use crate::payments::BillSource;
use crate::version;

/// Huika 会卡: membership on a phone, run by yourself.
#[derive(Debug, Parser)]
#[command(name = "huika", version = version::IN_WORDS, about)]
pub struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Answer requests until told to stop.
    Serve(Common),
    /// Bring the database's schema up to date, and do nothing else.
    Migrate {
        #[command(flatten)]
        long: Long,
        /// Take the secret of the settings for these books, though they were sealed with another one that is lost for good.
        #[arg(long)]
        new_secret: bool,
    },
    /// Prove the books: postings, balances, lots, statements and sealed days. Ends with 1 when something does not add up.
    Check {
        #[command(flatten)]
        long: Long,
        /// One JSON object instead of lines for a person.
        #[arg(long)]
        json: bool,
    },
    /// Write a consistent copy of the books into a new file, while they are in use.
    Backup {
        #[command(flatten)]
        long: Long,
        /// The file to write.
        #[arg(long, value_name = "FILE")]
        to: PathBuf,
    },
    /// Bring a backup into an empty database, of either engine, and prove it.
    Restore {
        #[command(flatten)]
        long: Long,
        /// The backup.
        #[arg(long, value_name = "FILE")]
        from: PathBuf,
    },
    /// Hold the gateways' bills of a day against our orders. Ends with 1 when something differs.
    Reconcile {
        #[command(flatten)]
        long: Long,
        /// The day of the bill, such as 2026-11-21; yesterday in China when it is not given.
        #[arg(long, value_name = "DAY")]
        day: Option<String>,
        /// Only this gateway, by its name in the settings, such as wechat.
        #[arg(long, value_name = "NAME")]
        channel: Option<String>,
        /// From the bills that were kept here, without asking the gateway.
        #[arg(long)]
        kept: bool,
        /// JSON, one object a gateway, instead of lines for a person.
        #[arg(long)]
        json: bool,
    },
    /// Show and change what the shop decides: points, limits, fees, times. Running servers follow within a second.
    Rules {
        #[command(subcommand)]
        action: rules::Action,
    },
    /// Seal anew, with the current secret, what one of server.other_secrets sealed; afterwards those are not needed any more.
    Reseal(Common),
    /// Open a shop on an empty database out of a file, as the set-up page does: its first store, the first person of headquarters, and the
    /// template of a trade.
    Setup {
        #[command(flatten)]
        common: Common,
        /// The file, TOML; docs/OPENING.md says what it holds.
        #[arg(long, value_name = "FILE")]
        file: PathBuf,
    },
    /// Put a small invented chain into an empty database: stores, operators, members with a history, mall items.
    SeedDemo(Common),
    /// Make the key by which a till of another maker uses /pos/v1, which is shown once; list, name and end keys.
    #[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
    TillKey {
        #[command(subcommand)]
        action: Option<till_key::Action>,
        #[command(flatten)]
        common: Common,
        /// The store that it may sell in, by number or name.
        #[arg(long, required = true)]
        store: Option<String>,
        /// As which till, such as "POS 1".
        #[arg(long, required = true)]
        till: Option<String>,
        /// What the key is called in the list; as the till when it is not given.
        #[arg(long)]
        name: Option<String>,
    },
}

/// What every subcommand takes.
#[derive(Clone, Debug, Args)]
pub struct Common {
    /// The settings, TOML. Every setting can also be an environment variable HUIKA_<SECTION>_<KEY>.
    #[arg(long, value_name = "FILE", env = "HUIKA_CONFIG")]
    config: Option<PathBuf>,
    /// The database, instead of the one in the settings: sqlite:FILE or postgres://USER@HOST/DATABASE.
    #[arg(long, value_name = "URL", env = "HUIKA_DATABASE", hide_env_values = true)]
    database: Option<String>,
}

/// What a subcommand takes that may run for long.
#[derive(Clone, Debug, Args)]
struct Long {
    #[command(flatten)]
    common: Common,
    /// Where standard error is no terminal, say every so many seconds how far it is; 60 when it is not given.
    #[arg(long, value_name = "SECONDS", value_parser = pause)]
    progress_every: Option<Duration>,
}

fn pause(text: &str) -> Result<Duration, String> {
    let secs: f64 = text.parse().map_err(|_| "this is no number of seconds".to_owned())?;
    match Duration::try_from_secs_f64(secs) {
        Ok(pause) if !pause.is_zero() => Ok(pause),
        _ => Err("it has to be more than 0 seconds".to_owned()),
    }
}

/// Why a subcommand ended early. Printed for the person at the shell.
type Failure = Box<dyn std::error::Error + Send + Sync>;

impl Cli {
    /// Runs the subcommand and turns what came of it into an exit code.
    pub fn run(self) -> ExitCode {
        let outcome = match &self.command {
            Command::Serve(common) => common.load().and_then(serve::run),
            Command::Migrate { long, new_secret } => {
                long.with(|config, every| migrate::run(config, *new_secret, every))
            }
            Command::Check { long, json } => long.with(|config, every| check::run(config, *json, every)),
            Command::Backup { long, to } => long.with(|config, every| backup::run(config, to, every)),
            Command::Restore { long, from } => long.with(|config, every| restore::run(config, from, every)),
            Command::Reconcile {
                long,
                day,
                channel,
                kept,
                json,
            } => long.with(|config, every| {
                let source = if *kept { BillSource::Kept } else { BillSource::Gateway };
                reconcile::run(config, day.as_deref(), channel.as_deref(), source, *json, every)
            }),
            Command::Rules { action } => action.run(),
            Command::TillKey {
                action: Some(action), ..
            } => action.run(),
            Command::TillKey {
                action: None,
                common,
                store,
                till,
                name,
            } => common.load().and_then(|config| {
                let (store, till) = (
                    store.as_deref().unwrap_or_default(),
                    till.as_deref().unwrap_or_default(),
                );
                till_key::make(&config, store, till, name.as_deref())
            }),
            Command::Setup { common, file } => common.load().and_then(|config| setup::run(&config, file)),
            Command::Reseal(common) => common.load().and_then(|config| reseal::run(&config)),
            Command::SeedDemo(common) => common.load().and_then(|config| seed_demo::run(&config)),
        };
        outcome.unwrap_or_else(|failure| {
            output::complain(&format!("huika: {failure}"));
            ExitCode::from(2)
        })
    }
}

impl Long {
    fn with(
        &self,
        run: impl FnOnce(&Config, Option<Duration>) -> Result<ExitCode, Failure>,
    ) -> Result<ExitCode, Failure> {
        run(&self.common.load()?, self.progress_every)
    }
}

impl Common {
    fn load(&self) -> Result<Config, Failure> {
        Ok(Source::from_process(self.config.clone(), self.database.clone()).load()?)
    }
}
