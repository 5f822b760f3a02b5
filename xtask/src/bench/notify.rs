//! `cargo xtask bench notify`: how long the server takes for a gateway's notification that credits a top-up, when two hundred arrive
//! each second, on SQLite and on a PostgreSQL whose commits are on disk. The stand-in measures, from sending to the answer.

use anyhow::Result;

use super::{Figure, store::figures};
use crate::{process, tools::postgres::Cluster, workspace::Workspace};

const P99_BUDGET_MS: f64 = 50.0;
const SECONDS: &str = "10";

pub fn bench(workspace: &Workspace) -> Result<Vec<Figure>> {
    let cluster = Cluster::start_durable(workspace)?;
    let printed = process::capture(
        process::cargo(workspace.root())
            .args(["test", "--release", "--quiet", "--package=huika", "--test=http", "--"])
            .args(["--nocapture", "storms::two_hundred"])
            .env("HUIKA_TEST_NOTIFY_SECS", SECONDS)
            .env("HUIKA_TEST_POSTGRES_URL", cluster.url("postgres")),
    )?;
    let measured = figures(&printed)?;
    Ok(measured
        .into_iter()
        .map(|figure| {
            if figure.name.ends_with("p99") {
                figure.against(P99_BUDGET_MS)
            } else {
                figure
            }
        })
        .collect())
}
