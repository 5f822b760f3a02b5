//! The two pages that members open most, on one core, with the invented chain in an SQLite file.

use std::time::{Duration, Instant};

use anyhow::{Context as _, Result};

use super::{Figure, load};
use crate::{
    build::{self, Profile, compress},
    http, process,
    stage::{self, Plan, Stage},
    visitor::Visitor,
    workspace::Workspace,
};

/// Connections that ask at the same time.
const CONNECTIONS: usize = 16;
const LASTING: Duration = Duration::from_secs(5);

/// HTML and CSS of a first visit, brotli.
const PAGE_BUDGET_BYTES: f64 = 20_000.0;
const START_BUDGET_MS: f64 = 200.0;
const MEMORY_BUDGET_MB: f64 = 60.0;

const SERVER_CORE: usize = 0;
const LOAD_CORE: usize = 1;

#[expect(
    clippy::cast_precision_loss,
    reason = "bytes and milliseconds are far smaller than 2^52"
)]
pub fn bench(workspace: &Workspace) -> Result<Vec<Figure>> {
    let manifest = build::site(workspace)?;
    let programs = build::programs(workspace, Profile::Release)?;
    let folder = tempfile::tempdir().context("no temporary folder")?;
    let plan = Plan {
        database: format!("sqlite:{}", folder.path().join("huika.db").display()),
        folder: folder.path().to_owned(),
        port: http::free_port()?,
        gateway_port: http::free_port()?,
    };
    let gateway = stage::start_gateway(workspace, &programs, &plan)?;
    stage::seed(workspace, &programs, &plan)?;
    let two_cores =
        process::exists("taskset") && std::thread::available_parallelism().is_ok_and(|cores| cores.get() > 1);
    let start = Instant::now();
    let server = stage::start_server(workspace, &programs, &plan, two_cores.then_some(SERVER_CORE))?;
    let mut figures =
        vec![Figure::new("http/start", start.elapsed().as_secs_f64() * 1000.0, "ms").against(START_BUDGET_MS)];
    let mut stage = Stage { server, gateway };
    if two_cores {
        let me = std::process::id().to_string();
        process::run_quietly(process::command("taskset", workspace.root()).args(["-cp", &LOAD_CORE.to_string(), &me]))?;
    }

    let member = Visitor::joined(&plan)?;
    let css_bytes = build::sizes(workspace, &manifest)?
        .iter()
        .find(|(kind, ..)| *kind == "CSS")
        .map_or(0, |row| row.2);
    for (name, path) in [("home", "/"), ("code", "/code")] {
        let html_bytes = compress::brotli(member.page(path)?.as_bytes())?.len() as u64;
        figures.push(Figure::new(
            format!("http/{name}/html/brotli"),
            html_bytes as f64,
            "bytes",
        ));
        let page = Figure::new(
            format!("http/{name}/html+css/brotli"),
            (html_bytes + css_bytes) as f64,
            "bytes",
        );
        figures.push(page.against(PAGE_BUDGET_BYTES));
        let load = load::run(plan.port, &member.request(path), CONNECTIONS, LASTING)?;
        figures.push(Figure::new(
            format!("http/{name}/rate"),
            load.requests_per_second,
            "requests/s",
        ));
        figures.push(Figure::new(
            format!("http/{name}/p50"),
            load.p50.as_secs_f64() * 1000.0,
            "ms",
        ));
        figures.push(Figure::new(
            format!("http/{name}/p99"),
            load.p99.as_secs_f64() * 1000.0,
            "ms",
        ));
    }
    stage.check_alive()?;
    if let Some(bytes) = stage.server.resident_bytes() {
        figures.push(Figure::new("http/resident", bytes as f64 / 1e6, "MB").against(MEMORY_BUDGET_MB));
    }
    Ok(figures)
}
