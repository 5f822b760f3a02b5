//! The server and the stand-in gateway.

use std::path::PathBuf;

use anyhow::Result;

use crate::{process, workspace::Workspace};

/// What the tests compile: the same choice of crates means the same features, and nothing is compiled twice. This
/// program is not among them, because it was compiled with its own features when it was started.
pub const TESTED: [&str; 2] = ["--workspace", "--exclude=xtask"];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Profile {
    /// As the tests are compiled, so that dependencies are compiled once.
    Dev,
    /// Optimised, and soon rebuilt.
    Release,
    /// What is shipped.
    Dist,
}

impl Profile {
    fn cargo_name(self) -> &'static str {
        match self {
            Self::Dev => "dev",
            Self::Release => "release",
            Self::Dist => "dist",
        }
    }

    fn folder(self) -> &'static str {
        match self {
            Self::Dev => "debug",
            Self::Release => "release",
            Self::Dist => "dist",
        }
    }
}

#[derive(Debug, Clone)]
pub struct Programs {
    pub server: PathBuf,
    pub gateway: PathBuf,
}

pub fn build(workspace: &Workspace, profile: Profile) -> Result<Programs> {
    let mut cargo = process::cargo(workspace.root());
    cargo.args(["build", "--profile", profile.cargo_name()]);
    match profile {
        Profile::Dev => cargo.args(TESTED).arg("--all-targets"),
        Profile::Release | Profile::Dist => cargo.args(["--package=huika", "--package=huika-gateway", "--bins"]),
    };
    process::run(&mut cargo)?;
    let folder = workspace.target().join(profile.folder());
    Ok(Programs {
        server: folder.join("huika"),
        gateway: folder.join("huika-gateway"),
    })
}
