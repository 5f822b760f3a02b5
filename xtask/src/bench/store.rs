//! `cargo xtask bench store`: durable sales a second, beside the bare driver's. The measuring program prints its figures
//! itself; they are read here so that all benches print the same.

use anyhow::{Context as _, Result};

use super::Figure;
use crate::{process, tools::postgres::Cluster, workspace::Workspace};

pub fn bench(workspace: &Workspace) -> Result<Vec<Figure>> {
    let cluster = Cluster::start_durable(workspace)?;
    let printed = process::capture(process::cargo(workspace.root()).args([
        "run",
        "--release",
        "--quiet",
        "--package=huika-store",
        "--example=bench_store",
        "--",
        "--postgres",
        &cluster.url("postgres"),
    ]))?;
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
        Some("ms") => "ms",
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
