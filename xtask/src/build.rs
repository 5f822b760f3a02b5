//! `cargo xtask build`: the browser part, the style and the public files, named by their content and compressed, and
//! then the programs, which embed them. What did not change is left alone.

mod browser;
pub mod compress;
mod programs;
mod public;
mod site;
mod style;
mod table;

use std::time::Instant;

use anyhow::Result;
use clap::Args;

use crate::{tools, workspace::Workspace};

pub use browser::islands;
pub use programs::{Profile, Programs, TESTED, all_targets};
pub use site::Manifest;
pub use table::sizes;

#[derive(Debug, Args)]
pub struct Options {
    /// Compile the programs without optimisation: sooner ready, and what the tests use.
    #[arg(long, conflicts_with = "dist")]
    dev: bool,
    /// Compile the program that is shipped: smallest and fastest, and slow to build.
    #[arg(long)]
    dist: bool,
    /// Build only what the browser gets, not the programs.
    #[arg(long)]
    site_only: bool,
}

pub fn main(workspace: &Workspace, options: &Options) -> Result<()> {
    let manifest = site(workspace)?;
    if !options.site_only {
        let profile = match (options.dev, options.dist) {
            (true, _) => Profile::Dev,
            (_, true) => Profile::Dist,
            _ => Profile::Release,
        };
        let programs = programs(workspace, profile)?;
        println!("  {}", workspace.shown(&programs.server));
    }
    table::print(workspace, &manifest)
}

/// Builds everything that the browser gets into `target/site`.
pub fn site(workspace: &Workspace) -> Result<Manifest> {
    tools::wasm_target::ensure(workspace)?;
    tools::npm::ensure(workspace, &workspace.join("xtask"))?;
    let start = Instant::now();
    let browser = browser::build(workspace)?;
    let styles = style::SURFACES
        .into_iter()
        .map(|surface| Ok((surface, style::bundle(workspace, surface)?)))
        .collect::<Result<Vec<_>>>()?;
    let manifest = site::write(workspace, &browser, &styles)?;
    public::copy(workspace)?;
    println!("  what the browser gets: {:.1} s", start.elapsed().as_secs_f32());
    Ok(manifest)
}

/// Builds the server and the stand-in gateway.
pub fn programs(workspace: &Workspace, profile: Profile) -> Result<Programs> {
    let start = Instant::now();
    let programs = programs::build(workspace, profile)?;
    println!("  server and gateway: {:.1} s", start.elapsed().as_secs_f32());
    Ok(programs)
}
