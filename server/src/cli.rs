//! The command line. Each subcommand is a file; every one reads the same settings.

mod backup;
mod check;
mod migrate;
mod output;
mod reconcile;
mod reseal;
mod restore;
mod seed_demo;
mod serve;
mod till_key;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand};

use crate::config::{Config, Source};
use crate::payments::BillSource;

/// Huika 会卡: membership on a phone, run by yourself.
#[derive(Debug, Parser)]
#[command(name = "huika", version, about)]
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
        common: Common,
        /// Take the secret of the settings for these books, though they were sealed with another one that is lost for good.
        #[arg(long)]
        new_secret: bool,
    },
    /// Prove the books: postings, balances, lots, statements and sealed days. Ends with 1 when something does not add up.
    Check {
        #[command(flatten)]
        common: Common,
        /// One JSON object instead of lines for a person.
        #[arg(long)]
        json: bool,
    },
    /// Write a consistent copy of the books into a new file, while they are in use.
    Backup {
        #[command(flatten)]
        common: Common,
        /// The file to write.
        #[arg(long, value_name = "FILE")]
        to: PathBuf,
    },
    /// Bring a backup into an empty database, of either engine, and prove it.
    Restore {
        #[command(flatten)]
        common: Common,
        /// The backup.
        #[arg(long, value_name = "FILE")]
        from: PathBuf,
    },
    /// Hold the gateways' bills of a day against our orders. Ends with 1 when something differs.
    Reconcile {
        #[command(flatten)]
        common: Common,
        /// The day of the bill, such as 2026-11-21; yesterday in China when it is not given.
        #[arg(long, value_name = "DAY")]
        day: Option<String>,
        /// Only this gateway: wechat, alipay or stripe.
        #[arg(long, value_name = "NAME")]
        channel: Option<String>,
        /// From the bills that were kept here, without asking the gateway.
        #[arg(long)]
        kept: bool,
        /// JSON, one object a gateway, instead of lines for a person.
        #[arg(long)]
        json: bool,
    },
    /// Seal anew, with the current secret, what one of server.other_secrets sealed; afterwards those are not needed any more.
    Reseal(Common),
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

/// Why a subcommand ended early. Printed for the person at the shell.
type Failure = Box<dyn std::error::Error + Send + Sync>;

impl Cli {
    /// Runs the subcommand and turns what came of it into an exit code.
    pub fn run(self) -> ExitCode {
        let outcome = match &self.command {
            Command::Serve(common) => common.load().and_then(serve::run),
            Command::Migrate { common, new_secret } => {
                common.load().and_then(|config| migrate::run(&config, *new_secret))
            }
            Command::Check { common, json } => common.load().and_then(|config| check::run(&config, *json)),
            Command::Backup { common, to } => common.load().and_then(|config| backup::run(&config, to)),
            Command::Restore { common, from } => common.load().and_then(|config| restore::run(&config, from)),
            Command::Reconcile {
                common,
                day,
                channel,
                kept,
                json,
            } => common.load().and_then(|config| {
                let source = if *kept { BillSource::Kept } else { BillSource::Gateway };
                reconcile::run(&config, day.as_deref(), channel.as_deref(), source, *json)
            }),
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
            Command::Reseal(common) => common.load().and_then(|config| reseal::run(&config)),
            Command::SeedDemo(common) => common.load().and_then(|config| seed_demo::run(&config)),
        };
        outcome.unwrap_or_else(|failure| {
            output::complain(&format!("huika: {failure}"));
            ExitCode::from(2)
        })
    }
}

impl Common {
    fn load(&self) -> Result<Config, Failure> {
        Ok(Source::from_process(self.config.clone(), self.database.clone()).load()?)
    }
}
