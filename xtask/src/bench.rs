//! `cargo xtask bench`: what is promised in figures, measured. One JSON object a line; `ratio` is the value divided by
//! its budget or by the baseline that the bench measured beside it, where there is one.

mod http;
mod load;
mod notify;
mod quote;
mod site;
mod store;

use anyhow::{Result, bail};
use clap::Args;

use crate::workspace::Workspace;

#[derive(Debug, Args)]
pub struct Options {
    /// Which benches to run: build, http, store, members, replay, carries, sales, quote, notify, export, grow; all but grow, which takes gigabytes and half an hour, without a name.
    names: Vec<String>,
}

/// One figure.
#[derive(Debug)]
pub struct Figure {
    pub name: String,
    pub value: f64,
    pub unit: &'static str,
    pub ratio: Option<f64>,
}

impl Figure {
    pub fn new(name: impl Into<String>, value: f64, unit: &'static str) -> Self {
        Self {
            name: name.into(),
            value,
            unit,
            ratio: None,
        }
    }

    /// The same figure, compared with what it may be at most or should be at least.
    pub fn against(self, budget: f64) -> Self {
        Self {
            ratio: Some(self.value / budget),
            ..self
        }
    }
}

/// A bench measures and answers its figures.
type Bench = fn(&Workspace) -> Result<Vec<Figure>>;

/// Every bench there is.
const BENCHES: [(&str, Bench); 11] = [
    ("build", site::bench),
    ("http", http::bench),
    ("store", store::bench),
    ("members", store::members),
    ("replay", store::replay),
    ("carries", store::carries),
    ("sales", store::sales),
    ("quote", quote::bench),
    ("notify", notify::bench),
    ("export", store::export),
    ("grow", store::grow),
];

/// Runs only when it is named.
const LONG: &str = "grow";

pub fn main(workspace: &Workspace, options: &Options) -> Result<()> {
    for name in &options.names {
        if !BENCHES.iter().any(|(known, _)| known == name) {
            let known: Vec<&str> = BENCHES.iter().map(|(known, _)| *known).collect();
            bail!("there is no bench {name:?}; there are: {}", known.join(", "));
        }
    }
    for (name, bench) in BENCHES {
        let all = options.names.is_empty() && name != LONG;
        if all || options.names.iter().any(|wanted| wanted == name) {
            for figure in bench(workspace)? {
                print(&figure);
            }
        }
    }
    Ok(())
}

fn print(figure: &Figure) {
    let rounded = |value: f64| (value * 1000.0).round() / 1000.0;
    let line = serde_json::json!({
        "name": figure.name,
        "value": rounded(figure.value),
        "unit": figure.unit,
        "ratio": figure.ratio.map(rounded),
    });
    println!("{line}");
}
