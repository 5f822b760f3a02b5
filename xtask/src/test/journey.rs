//! The journey in a browser, in parts that go side by side: each is a shop of its own, and spends much of its time waiting for pages.

use std::{fs, process::Command};

use anyhow::{Context as _, Result};
use tempfile::TempDir;

use super::{Step, count::Count, name, needs::Needs, playwright};
use crate::process;

const POSTGRES: &str = "HUIKA_TEST_POSTGRES_URL";

/// The stories with and without JavaScript: each is a run of its own. The longer ones come first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    WithJavaScript,
    WithoutJavaScript,
}

impl Part {
    pub const ALL: [Self; 2] = [Self::WithJavaScript, Self::WithoutJavaScript];

    const fn project(self) -> &'static str {
        match self {
            Self::WithJavaScript => "phone",
            Self::WithoutJavaScript => "phone-without-javascript",
        }
    }
}

/// One that can begin.
pub struct Journey {
    name: String,
    command: Command,
    results: TempDir,
}

impl Journey {
    /// Sees to all that it needs.
    pub fn prepared(step: Step, part: Part, needs: &mut Needs<'_>) -> Result<Self> {
        let results = tempfile::tempdir().context("no temporary folder")?;
        let name = name(step);
        let mut command = playwright::command(needs, &[part.project()])?;
        command
            .args([
                "--reporter=list,json",
                &format!("--output=test-results/{name}-{}", part.project()),
            ])
            .env("PLAYWRIGHT_JSON_OUTPUT_NAME", results.path().join("report.json"));
        match step {
            Step::JourneyPostgres => command.env(POSTGRES, needs.postgres()?),
            _ => command.env_remove(POSTGRES),
        };
        Ok(Self { name, command, results })
    }

    pub fn run(mut self) -> Result<Count> {
        let status = process::status_beside_others(&mut self.command, &self.name)?;
        let count = fs::read_to_string(self.results.path().join("report.json"))
            .ok()
            .and_then(|text| Count::of_playwright(&text))
            .unwrap_or_default();
        Ok(count.believing(status.success()))
    }
}
