//! `cargo xtask demo`: a whole shop on this machine, from nothing to an address, and away again with Ctrl-C.

use std::{
    fs,
    path::Path,
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context as _, Result, bail};
use clap::Args;

use crate::{
    build::{self, Profile},
    http, interrupt, process,
    stage::{self, Plan, Stage},
    workspace::Workspace,
};

#[derive(Debug, Args)]
pub struct Options {
    /// Where the portal listens.
    #[arg(long, default_value_t = 3000)]
    port: u16,
    /// Where the stand-in for payment and SMS listens.
    #[arg(long, default_value_t = 3100)]
    gateway_port: u16,
    /// Another database than the SQLite file in demo/: sqlite:FILE or postgres://USER@HOST/DATABASE.
    #[arg(long, value_name = "URL")]
    database: Option<String>,
    /// Begin anew: throw away what earlier demos left in the database.
    #[arg(long)]
    reset: bool,
    /// Compile without optimisation: sooner ready after a change.
    #[arg(long)]
    dev: bool,
}

pub fn main(workspace: &Workspace, options: &Options) -> Result<()> {
    let start = Instant::now();
    check_ports(options)?;
    let folder = workspace.join("demo");
    let plan = Plan {
        database: options
            .database
            .clone()
            .unwrap_or_else(|| format!("sqlite:{}", folder.join("huika.db").display())),
        folder,
        port: options.port,
        gateway_port: options.gateway_port,
    };

    progress(1, "what the browser gets");
    build::site(workspace)?;
    progress(2, "server and gateway (the first time takes minutes)");
    let programs = build::programs(workspace, if options.dev { Profile::Dev } else { Profile::Release })?;
    if options.reset {
        reset(workspace, &plan)?;
    }
    progress(3, "stand-in for payment and SMS");
    let gateway = stage::start_gateway(workspace, &programs, &plan)?;
    progress(4, "an invented chain of shops");
    let log_ins = stage::seed(workspace, &programs, &plan)
        .context("the demo's data could not be written; `cargo xtask demo --reset` begins anew")?;
    progress(5, "portal");
    let server = stage::start_server(workspace, &programs, &plan, None)?;
    let mut stage = Stage { server, gateway };

    say_where(workspace, &plan, &log_ins, start.elapsed());
    while !interrupt::asked_to_stop() {
        stage.check_alive()?;
        thread::sleep(Duration::from_millis(100));
    }
    println!("\nstopping");
    Ok(())
}

fn progress(step: u8, what: &str) {
    println!("[{step}/5] {what}");
}

/// Says it before minutes of compiling, not after.
fn check_ports(options: &Options) -> Result<()> {
    if options.port == options.gateway_port {
        bail!("--port and --gateway-port are the same; the two programs need one each");
    }
    for (port, flag) in [(options.port, "--port"), (options.gateway_port, "--gateway-port")] {
        if !http::port_is_free(port) {
            bail!(
                "port {port} is in use by another program.\nStop that one, or choose another port: cargo xtask demo {flag} {}",
                port + 1
            );
        }
    }
    Ok(())
}

fn reset(workspace: &Workspace, plan: &Plan) -> Result<()> {
    println!("  beginning anew");
    if let Some(file) = plan.database.strip_prefix("sqlite:") {
        for ending in ["", "-wal", "-shm", ".key"] {
            remove(Path::new(&format!("{file}{ending}")))?;
        }
    } else {
        let psql = crate::tools::postgres::program("psql")
            .context("--reset on PostgreSQL needs psql (Debian: postgresql-client)")?;
        process::run_quietly(process::command(psql, workspace.root()).args([
            "--quiet",
            "--command=DROP SCHEMA public CASCADE",
            "--command=CREATE SCHEMA public",
            &plan.database,
        ]))?;
    }
    remove(&plan.folder.join("secret"))?;
    let gateway = plan.folder.join("gateway");
    if gateway.exists() {
        fs::remove_dir_all(&gateway).with_context(|| format!("cannot remove {}", gateway.display()))?;
    }
    Ok(())
}

fn remove(file: &Path) -> Result<()> {
    match fs::remove_file(file) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(error).with_context(|| format!("cannot remove {}", file.display()))
        }
        _ => Ok(()),
    }
}

fn say_where(workspace: &Workspace, plan: &Plan, log_ins: &str, took: Duration) {
    let (portal, gateway) = (plan.portal(), plan.gateway());
    println!("\n  portal   {portal}/          a member's phone: join with any number such as 13800138000");
    println!("  counter  {portal}/counter   where the code is scanned");
    println!("  office   {portal}/office    the books");
    println!("  phone    {gateway}/phone     SMS arrive here\n");
    for line in log_ins.lines() {
        println!("  {line}");
    }
    println!(
        "\n  logs and data: {}; ready after {} s; Ctrl-C stops everything",
        workspace.shown(&plan.folder),
        took.as_secs()
    );
    println!("ready: {portal}");
}
