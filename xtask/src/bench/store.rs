//! `cargo xtask bench store | members | replay | carries | sales | export | grow`: durable sales a second, beside the bare driver's. The measuring programs print
//! their figures themselves; they are read here so that all benches print the same.

use anyhow::{Context as _, Result};

use super::Figure;
use crate::{process, tools::postgres::Cluster, workspace::Workspace};

pub fn bench(workspace: &Workspace) -> Result<Vec<Figure>> {
    run(workspace, STORE, &[])
}

/// `cargo xtask bench grow`: pages, sales and redemptions on books of 10,000 members beside those of 1,000,000 members and
/// 51,000,000 postings, which it makes first.
pub fn grow(workspace: &Workspace) -> Result<Vec<Figure>> {
    run(workspace, STORE, &["sqlite.grow", "postgres.grow"])
}

/// `cargo xtask bench members`: the office's list, search and profile among 100,000 members.
pub fn members(workspace: &Workspace) -> Result<Vec<Figure>> {
    run(workspace, STORE, &["sqlite.members", "postgres.members"])
}

/// `cargo xtask bench replay`: a campaign worked through 100,000 sales of a month, and through the newest while a page waits.
pub fn replay(workspace: &Workspace) -> Result<Vec<Figure>> {
    run(workspace, STORE, &["sqlite.replay", "postgres.replay"])
}

/// `cargo xtask bench carries`: sales a second that one PostgreSQL on half of the cores carries, with the load on the others, and what each takes of
/// its processor.
pub fn carries(workspace: &Workspace) -> Result<Vec<Figure>> {
    run(workspace, STORE, &["--seconds", "10", "postgres.carries"])
}

/// `cargo xtask bench sales`: the same sales through HTTP, beside an empty handler of the same server.
pub fn sales(workspace: &Workspace) -> Result<Vec<Figure>> {
    run(workspace, ["--package=huika", "--example=bench_sales"], &[])
}

/// `cargo xtask bench export`: a million rows as a spreadsheet and as CSV, beside writing the same rows from memory.
pub fn export(workspace: &Workspace) -> Result<Vec<Figure>> {
    run(workspace, ["--package=huika", "--example=bench_export"], &[])
}

const STORE: [&str; 2] = ["--package=huika-store", "--example=bench_store"];

/// Runs a measuring program beside a PostgreSQL whose commits are on disk, and reads its figures.
fn run(workspace: &Workspace, program: [&str; 2], names: &[&str]) -> Result<Vec<Figure>> {
    let cluster = Cluster::start_durable(workspace)?;
    let printed = process::capture(
        process::cargo(workspace.root())
            .args(["run", "--release", "--quiet"])
            .args(program)
            .args(["--", "--postgres", &cluster.url("postgres")])
            .args(names),
    )?;
    figures(&printed)
}

/// The figures among what a program printed.
pub fn figures(printed: &str) -> Result<Vec<Figure>> {
    printed
        .lines()
        .filter(|line| line.starts_with('{'))
        .map(figure)
        .collect()
}

fn figure(line: &str) -> Result<Figure> {
    let value: serde_json::Value = serde_json::from_str(line).context("a figure is one JSON object")?;
    let unit = match value["unit"].as_str() {
        Some("1/s") => "1/s",
        Some("us") => "us",
        Some("ms") => "ms",
        Some("s") => "s",
        Some("MB") => "MB",
        Some("%") => "%",
        Some("cores") => "cores",
        _ => "orders",
    };
    let mut figure = Figure::new(
        value["name"].as_str().unwrap_or_default(),
        value["value"].as_f64().unwrap_or_default(),
        unit,
    );
    figure.ratio = value["ratio"].as_f64();
    Ok(figure)
}
