//! The server and the stand-in gateway.

use std::{fs, path::PathBuf, process::Command};

use anyhow::{Context as _, Result, bail};

use crate::{lint, process, workspace::Workspace};

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
    /// What cargo calls the folder of what it makes; but for the first, the profile too.
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

/// Programs and tests as they are compiled to be run here.
pub fn all_targets(workspace: &Workspace) -> Command {
    let mut cargo = process::cargo(workspace.root());
    cargo.arg("build").args(TESTED).arg("--all-targets");
    cargo
}

pub fn build(workspace: &Workspace, profile: Profile) -> Result<Programs> {
    match profile {
        Profile::Dev => process::run(lint::watch(&mut all_targets(workspace)))?,
        Profile::Release | Profile::Dist => process::run(process::cargo(workspace.root()).args([
            "build",
            "--package=huika",
            "--package=huika-gateway",
            "--bins",
            "--profile",
            profile.folder(),
        ]))?,
    }
    let folder = workspace.target().join(profile.folder());
    let server = folder.join("huika");
    if !matches!(profile, Profile::Dev) {
        let program = fs::read(&server).with_context(|| format!("cannot read {}", server.display()))?;
        if has_symbols(&program) == Some(true) {
            bail!("{} still has the names of all its functions", server.display());
        }
    }
    Ok(Programs {
        server,
        gateway: folder.join("huika-gateway"),
    })
}

/// Whether a program has a table of symbols; nothing of one that is not ELF with 64 bits, least significant first.
fn has_symbols(program: &[u8]) -> Option<bool> {
    const SYMBOLS: u32 = 2;
    if program.get(..6)? != b"\x7fELF\x02\x01" {
        return None;
    }
    let short = |at: usize| {
        Some(usize::from(u16::from_le_bytes(
            program.get(at..at + 2)?.try_into().ok()?,
        )))
    };
    let sections = u64::from_le_bytes(program.get(0x28..0x30)?.try_into().ok()?);
    let (begin, size, count) = (usize::try_from(sections).ok()?, short(0x3a)?, short(0x3c)?);
    let kind = |section: usize| {
        let at = begin + section * size + 4;
        Some(u32::from_le_bytes(program.get(at..at + 4)?.try_into().ok()?))
    };
    Some((0..count).any(|section| kind(section) == Some(SYMBOLS)))
}

#[cfg(test)]
mod tests {
    use std::{fs, path::Path};

    use super::has_symbols;
    use crate::process;

    #[test]
    fn a_stripped_program_is_told_from_one_with_symbols() {
        let myself = std::env::current_exe().expect("a test has a program");
        if has_symbols(&fs::read(&myself).expect("can be read")).is_none() || !process::exists("strip") {
            return;
        }
        let folder = tempfile::tempdir().expect("a folder");
        let stripped = folder.path().join("stripped");
        let mut strip = process::command("strip", Path::new("/"));
        process::run(strip.arg("-o").arg(&stripped).arg(&myself)).expect("is stripped");
        assert_eq!(has_symbols(&fs::read(&myself).expect("can be read")), Some(true));
        assert_eq!(has_symbols(&fs::read(&stripped).expect("can be read")), Some(false));
        assert_eq!(has_symbols(b"#!/bin/sh"), None);
    }
}
