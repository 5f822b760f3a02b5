//! PostgreSQL's programs, and a private cluster out of them: another user where initdb refuses root, a temporary
//! folder, a free port, and nothing left behind.

use std::{
    ffi::OsString,
    fs,
    os::unix::fs::PermissionsExt as _,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context as _, Result, anyhow};
use tempfile::TempDir;

use crate::{http, process, tools::apt, workspace::Workspace};

/// Debian keeps the server's programs out of the search path.
const DEBIAN: &str = "/usr/lib/postgresql";

/// What a bench of durable work needs: the defaults, and room for its connections.
const DURABLE: &str = "-c max_connections=200 -c shared_buffers=256MB";

/// Durability is not what a test cluster is for.
const FAST: &str = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=200";

/// Where a program of PostgreSQL is.
pub fn program(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let debian = fs::read_dir(DEBIAN)
        .into_iter()
        .flatten()
        .flatten()
        .map(|version| version.path().join("bin"));
    let mut newest_first: Vec<PathBuf> = debian.collect();
    newest_first.sort_by(|a, b| b.cmp(a));
    newest_first
        .into_iter()
        .chain(std::env::split_paths(&path))
        .map(|folder| folder.join(name))
        .find(|file| file.is_file())
}

/// Installs the server unless it is there.
pub fn ensure(workspace: &Workspace) -> Result<()> {
    if ["initdb", "pg_ctl", "psql"]
        .into_iter()
        .all(|name| program(name).is_some())
    {
        return Ok(());
    }
    apt::install(
        workspace,
        &["postgresql"],
        "PostgreSQL (the tests start a private server of their own)",
    )
}

/// A running cluster; stopped and removed when dropped.
pub struct Cluster {
    folder: TempDir,
    port: u16,
    settings: &'static str,
}

impl Cluster {
    pub fn start(workspace: &Workspace) -> Result<Self> {
        Self::start_with(workspace, FAST)
    }

    /// A cluster that has everything on disk before it answers.
    pub fn start_durable(workspace: &Workspace) -> Result<Self> {
        Self::start_with(workspace, DURABLE)
    }

    fn start_with(workspace: &Workspace, settings: &'static str) -> Result<Self> {
        ensure(workspace)?;
        let folder = tempfile::Builder::new()
            .prefix("huika-postgres-")
            .tempdir()
            .context("no temporary folder")?;
        let cluster = Self {
            folder,
            port: http::free_port()?,
            settings,
        };
        cluster.give_away()?;
        process::run_quietly(cluster.command("initdb")?.args([
            "--username=huika",
            "--auth=trust",
            "--encoding=UTF8",
            "--no-locale",
            "--no-sync",
        ]))?;
        process::run_quietly(&mut cluster.starting()?)?;
        Ok(cluster)
    }

    fn starting(&self) -> Result<Command> {
        let socket = self.folder.path().display();
        let options = format!(
            "-p {} -c listen_addresses=127.0.0.1 -c unix_socket_directories={socket} {}",
            self.port, self.settings
        );
        let mut command = self.command("pg_ctl")?;
        command
            .args(["start", "--wait", "--silent", "--options", &options, "--log"])
            .arg(self.data().join("server.log"));
        Ok(command)
    }

    fn stopping(&self) -> Result<Command> {
        let mut command = self.command("pg_ctl")?;
        command.args(["stop", "--mode=immediate", "--silent"]);
        Ok(command)
    }

    /// For tests that let it crash and start again: its address, and the words of the commands that do so, as JSON.
    pub fn to_be_crashed(&self) -> Result<String> {
        let words = |command: &Command| -> Vec<String> {
            std::iter::once(command.get_program())
                .chain(command.get_args())
                .map(|word| word.to_string_lossy().into_owned())
                .collect()
        };
        let (start, stop) = (words(&self.starting()?), words(&self.stopping()?));
        let told = serde_json::json!({ "url": self.url("postgres"), "start": start, "stop": stop });
        Ok(told.to_string())
    }

    /// The address of a database of this cluster.
    pub fn url(&self, database: &str) -> String {
        format!("postgres://huika@127.0.0.1:{}/{database}", self.port)
    }

    fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    /// Lets the other user in.
    fn give_away(&self) -> Result<()> {
        let path = self.folder.path();
        if rustix::process::geteuid().is_root() {
            let id = |flag: &str| -> Result<u32> {
                let text = process::capture(Command::new("id").arg(flag).arg("postgres"))?;
                text.trim().parse().map_err(|_| anyhow!("`id` answered {text:?}"))
            };
            std::os::unix::fs::chown(path, Some(id("-u")?), Some(id("-g")?))?;
        }
        fs::set_permissions(path, fs::Permissions::from_mode(0o700)).context("cannot set the folder's mode")
    }

    /// One of PostgreSQL's programs on this cluster, as a user that it does not refuse.
    fn command(&self, name: &str) -> Result<Command> {
        let program = program(name).with_context(|| format!("PostgreSQL's {name} is not installed"))?;
        let mut words: Vec<OsString> = vec![program.into()];
        if rustix::process::geteuid().is_root() {
            words.splice(0..0, ["runuser", "-u", "postgres", "--"].map(OsString::from));
        }
        let mut command = process::command(&words[0], Path::new("/"));
        command.args(&words[1..]).arg("--pgdata").arg(self.data());
        Ok(command)
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        if let Ok(mut command) = self.stopping() {
            let _already_gone = command.output();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Cluster, program};
    use crate::{http, process, workspace::Workspace};

    #[test]
    fn a_private_cluster_answers_and_leaves_nothing_behind() {
        let Some(psql) = program("psql").filter(|_| program("initdb").is_some()) else {
            return;
        };
        let cluster = Cluster::start(&Workspace::find()).unwrap();
        let (folder, port) = (cluster.folder.path().to_owned(), cluster.port);
        let asked = process::command(psql, &folder)
            .args(["-Atc", "SELECT 6 * 7", &cluster.url("postgres")])
            .output()
            .unwrap();
        assert_eq!(String::from_utf8_lossy(&asked.stdout).trim(), "42");
        drop(cluster);
        assert!(!folder.exists());
        assert!(http::port_is_free(port));
    }
}
