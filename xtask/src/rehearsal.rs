//! `cargo xtask rehearse`: a fresh shop in a folder of its own, seeded or still to be opened, for whoever drives it from outside: the browser
//! tests, the screenshots. It builds nothing, prints one JSON line when it is ready, and ends when its standard input
//! closes, so that it cannot outlive the one that started it.

use std::{
    io::Read as _,
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    thread,
    time::Duration,
};

use anyhow::{Context as _, Result};
use clap::Args;

use crate::{
    build::Programs,
    http, interrupt, process,
    stage::{self, Plan, Stage},
    tools::postgres,
    workspace::Workspace,
};

#[derive(Debug, Args)]
pub struct Options {
    /// The server to run.
    #[arg(long, value_name = "FILE", env = "HUIKA_SERVER_PROGRAM")]
    server: PathBuf,
    /// The stand-in gateway to run.
    #[arg(long, value_name = "FILE", env = "HUIKA_GATEWAY_PROGRAM")]
    gateway: PathBuf,
    /// Make a new database on this PostgreSQL instead of an SQLite file, and drop it in the end.
    #[arg(long, value_name = "URL", env = "HUIKA_TEST_POSTGRES_URL", hide_env_values = true)]
    postgres: Option<String>,
    /// Leave the database empty, as a newcomer has it: the address that opens the shop stands in the server's log.
    #[arg(long)]
    empty: bool,
}

pub fn main(workspace: &Workspace, options: &Options) -> Result<()> {
    let folder = tempfile::Builder::new()
        .prefix("huika-")
        .tempdir()
        .context("no temporary folder")?;
    let programs = Programs {
        server: options.server.clone(),
        gateway: options.gateway.clone(),
    };
    let database = options
        .postgres
        .as_deref()
        .map(|url| Database::make(workspace, url))
        .transpose()?;
    let plan = Plan {
        database: database.as_ref().map_or_else(
            || format!("sqlite:{}", folder.path().join("huika.db").display()),
            |made| made.url.clone(),
        ),
        folder: folder.path().to_owned(),
        port: http::free_port()?,
        gateway_port: http::free_port()?,
    };
    let gateway = stage::start_gateway(workspace, &programs, &plan)?;
    let log_ins = if options.empty {
        String::new()
    } else {
        stage::seed(workspace, &programs, &plan)?
    };
    let server = stage::start_server(workspace, &programs, &plan, None)?;
    let mut stage = Stage { server, gateway };
    let ready = serde_json::json!({
        "portal": plan.portal(), "gateway": plan.gateway(), "config": plan.config(), "folder": plan.folder, "logIns": log_ins,
    });
    println!("{ready}");
    let left_alone = watch_input();
    while !interrupt::asked_to_stop() && !left_alone.load(Ordering::Relaxed) {
        stage.check_alive()?;
        thread::sleep(Duration::from_millis(50));
    }
    Ok(())
}

/// Becomes true when nobody can write to the standard input any more.
fn watch_input() -> Arc<AtomicBool> {
    let closed = Arc::new(AtomicBool::new(false));
    let tell = Arc::clone(&closed);
    thread::spawn(move || {
        let mut rest = Vec::new();
        let _ended = std::io::stdin().read_to_end(&mut rest);
        tell.store(true, Ordering::Relaxed);
    });
    closed
}

/// A database of its own on somebody's PostgreSQL.
struct Database<'a> {
    workspace: &'a Workspace,
    server: String,
    name: String,
    url: String,
}

impl<'a> Database<'a> {
    fn make(workspace: &'a Workspace, server: &str) -> Result<Self> {
        let name = format!("huika_rehearsal_{}", std::process::id());
        let (address, parameters) = server
            .split_once('?')
            .map_or((server, String::new()), |(a, p)| (a, format!("?{p}")));
        let (host, _) = address
            .rsplit_once('/')
            .context("a PostgreSQL address ends with /DATABASE")?;
        let url = format!("{host}/{name}{parameters}");
        let made = Self {
            workspace,
            server: server.to_owned(),
            name,
            url,
        };
        made.tell(&format!("CREATE DATABASE {}", made.name))?;
        Ok(made)
    }

    fn tell(&self, statement: &str) -> Result<()> {
        let psql = postgres::program("psql").context("psql is not installed")?;
        process::run_quietly(process::command(psql, self.workspace.root()).args([
            "--quiet",
            "--command",
            statement,
            &self.server,
        ]))
    }
}

impl Drop for Database<'_> {
    fn drop(&mut self) {
        let _already_gone = self.tell(&format!("DROP DATABASE IF EXISTS {} WITH (FORCE)", self.name));
    }
}
