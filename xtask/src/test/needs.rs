//! What several steps need, made once and when it is first asked for, so that a single step can be run by itself.

use anyhow::Result;

use crate::{
    build::{self, Profile, Programs},
    tools::{self, postgres::Cluster},
    workspace::Workspace,
};

/// An operator's own test server, instead of a private cluster.
const GIVEN_POSTGRES: &str = "HUIKA_TEST_POSTGRES_URL";

pub struct Needs<'a> {
    pub workspace: &'a Workspace,
    site: bool,
    programs: Option<Programs>,
    cluster: Option<Cluster>,
    to_be_crashed: Option<Cluster>,
}

impl<'a> Needs<'a> {
    pub fn new(workspace: &'a Workspace) -> Self {
        Self {
            workspace,
            site: false,
            programs: None,
            cluster: None,
            to_be_crashed: None,
        }
    }

    /// `target/site`.
    pub fn site(&mut self) -> Result<()> {
        if !self.site {
            build::site(self.workspace)?;
            self.site = true;
        }
        Ok(())
    }

    /// The server and the gateway, as the tests are compiled, with the site inside.
    pub fn programs(&mut self) -> Result<Programs> {
        if let Some(programs) = &self.programs {
            return Ok(programs.clone());
        }
        self.site()?;
        let programs = build::programs(self.workspace, Profile::Dev)?;
        self.programs = Some(programs.clone());
        Ok(programs)
    }

    /// The address of a PostgreSQL on which tests may make databases of their own.
    pub fn postgres(&mut self) -> Result<String> {
        if let Ok(given) = std::env::var(GIVEN_POSTGRES) {
            return Ok(given);
        }
        if self.cluster.is_none() {
            self.cluster = Some(Cluster::start(self.workspace)?);
        }
        Ok(self
            .cluster
            .as_ref()
            .map(|cluster| cluster.url("postgres"))
            .unwrap_or_default())
    }

    /// A PostgreSQL that syncs, and that a test may let crash: how, as JSON.
    pub fn postgres_to_be_crashed(&mut self) -> Result<String> {
        let cluster = match self.to_be_crashed.take() {
            Some(cluster) => cluster,
            None => Cluster::start_durable(self.workspace)?,
        };
        self.to_be_crashed.insert(cluster).to_be_crashed()
    }

    /// A browser, what reads the pages that it prints, and the packages of `end2end`. Answers the browser's path.
    pub fn browser(&self) -> Result<String> {
        tools::npm::ensure(self.workspace, &self.workspace.join("end2end"))?;
        tools::poppler::ensure(self.workspace)?;
        tools::chromium::ensure(self.workspace)
    }
}
