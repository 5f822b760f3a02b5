//! A shop of its own: a folder, a port, a database, and the program `huika` over it, which can be ended in any way.

use std::{
    fs::{File, OpenOptions},
    net::TcpListener,
    path::{Path, PathBuf},
    process::{Child, Command, Output, Stdio},
    time::{Duration, Instant},
};

use huika_store::{
    Store, StoreConfig,
    testing::{self, SetClock},
};
use serde_json::Value;
use tempfile::TempDir;

use crate::people::now;

/// The secret of every shop here; the same that `huika_store::testing::context` uses.
const SECRET: &str = "0707070707070707070707070707070707070707070707070707070707070707";

/// How long the program may take from its start to its first answer, on a machine that does other things too.
const PATIENCE: Duration = Duration::from_mins(1);

pub struct Shop {
    pub folder: TempDir,
    pub url: String,
    pub port: u16,
    /// More of its environment.
    pub variables: Vec<(String, String)>,
    /// What the program is started by, such as `strace` and its options.
    pub starter: Vec<String>,
}

impl Shop {
    pub fn on_sqlite() -> Self {
        let folder = folder();
        let url = format!("sqlite:{}", folder.path().join("books.db").display());
        Self::at(folder, url)
    }

    /// On a new database of a PostgreSQL.
    pub fn on_postgres(base: &str) -> Self {
        let url = testing::migrated_postgres(base).expect("a database can be made");
        Self::at(folder(), url)
    }

    pub fn at(folder: TempDir, url: String) -> Self {
        let free = TcpListener::bind("127.0.0.1:0").expect("a port is free");
        let port = free.local_addr().expect("it has an address").port();
        Self {
            folder,
            url,
            port,
            variables: Vec::new(),
            starter: Vec::new(),
        }
    }

    pub fn base(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    pub fn database(&self) -> PathBuf {
        PathBuf::from(self.url.trim_start_matches("sqlite:"))
    }

    /// The program with nothing in its environment but what a shop sets.
    pub fn huika(&self, arguments: &[&str]) -> Command {
        let program = env!("CARGO_BIN_EXE_huika");
        let mut words = self.starter.iter().map(String::as_str).chain([program]);
        let mut command = Command::new(words.next().unwrap_or(program));
        command
            .args(words)
            .args(arguments)
            .current_dir(self.folder.path())
            .env_clear()
            .env("PATH", std::env::var_os("PATH").unwrap_or_default())
            .env("HUIKA_DATABASE", &self.url)
            .env("HUIKA_SERVER_LISTEN", format!("127.0.0.1:{}", self.port))
            .env("HUIKA_SERVER_PUBLIC_URL", self.base())
            .env("HUIKA_SERVER_TRUSTED_PROXIES", "[\"127.0.0.1\"]")
            .env("HUIKA_SERVER_SECRET", SECRET)
            .env("HUIKA_LOG_LEVEL", "warn")
            .envs(self.variables.iter().map(|(name, value)| (name, value)))
            .stdin(Stdio::null());
        command
    }

    /// Runs a subcommand to its end.
    pub fn run(&self, arguments: &[&str]) -> Output {
        self.huika(arguments).output().expect("the program can be started")
    }

    /// Starts the server and does not wait for it.
    pub fn start(&self) -> Server {
        let log = self.log();
        let child = self
            .huika(&["serve"])
            .stdout(log.try_clone().expect("a second handle"))
            .stderr(log)
            .spawn()
            .expect("the program can be started");
        Server {
            child,
            is_started_by_another: !self.starter.is_empty(),
        }
    }

    /// Starts the server and waits until it answers.
    pub async fn open(&self) -> Server {
        let mut server = self.start();
        self.until_ready(&mut server).await;
        server
    }

    pub async fn until_ready(&self, server: &mut Server) {
        let since = Instant::now();
        while self.ready().await != Some(200) {
            let ended = server.child.try_wait().expect("a child can be asked");
            assert!(ended.is_none(), "the server ended: {ended:?}\n{}", self.last_words());
            assert!(
                since.elapsed() < PATIENCE,
                "the server does not answer\n{}",
                self.last_words()
            );
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }

    /// The status of `/readyz`, if anybody answers.
    pub async fn ready(&self) -> Option<u16> {
        let asked = crate::work::http().get(format!("{}/readyz", self.base())).send();
        asked.await.ok().map(|answer| answer.status().as_u16())
    }

    /// Proves the books with the program's own check.
    pub fn check(&self) {
        let plain = Self {
            folder: folder(),
            url: self.url.clone(),
            port: self.port,
            variables: Vec::new(),
            starter: Vec::new(),
        };
        let output = plain.run(&["check", "--json"]);
        let proof: Value = serde_json::from_slice(&output.stdout).unwrap_or_default();
        assert!(
            output.status.success() && proof["differences"] == 0,
            "huika check: {:?}\n{}{}",
            output.status,
            String::from_utf8_lossy(&output.stdout),
            String::from_utf8_lossy(&output.stderr),
        );
    }

    /// The books, for looking at rows. The clock stands still; nothing here depends on it.
    pub fn store(&self) -> Store {
        let mut config = StoreConfig::new(&self.url, testing::context(SetClock::at(now()), 1));
        config.connections = 1;
        Store::open(config).expect("the books open")
    }

    pub fn last_words(&self) -> String {
        let text = std::fs::read_to_string(self.folder.path().join("server.log")).unwrap_or_default();
        let lines: Vec<&str> = text.lines().collect();
        lines[lines.len().saturating_sub(20)..].join("\n")
    }

    fn log(&self) -> File {
        OpenOptions::new()
            .create(true)
            .append(true)
            .open(self.folder.path().join("server.log"))
            .expect("the log can be written")
    }
}

/// A folder on the disk that cargo builds on, which is a real one where `/tmp` may be memory.
pub fn folder() -> TempDir {
    tempfile::tempdir_in(Path::new(env!("CARGO_TARGET_TMPDIR"))).expect("a folder can be made")
}

/// A running server; killed when the value is dropped.
pub struct Server {
    child: Child,
    /// The child is a program that has started the server.
    is_started_by_another: bool,
}

impl Server {
    /// SIGKILL: no handler runs, nothing is flushed.
    pub fn kill(&mut self) {
        self.child.kill().expect("a child can be killed");
        self.child.wait().expect("it has ended");
    }

    /// Whether the process is still the one that was started.
    pub fn lives(&mut self) -> bool {
        matches!(self.child.try_wait(), Ok(None))
    }

    /// Waits for an end that was not asked for.
    pub fn ended(&mut self) -> std::process::ExitStatus {
        self.child.wait().expect("a child can be waited for")
    }

    fn id(&self) -> u32 {
        self.child.id()
    }
}

impl Server {
    /// Asks it to end in order, and waits.
    pub fn stop(&mut self) {
        self.signal("-TERM");
        self.ended();
    }

    /// To the server itself, also where another program has started it.
    pub fn signal(&self, signal: &str) {
        let mut id = self.id().to_string();
        if self.is_started_by_another {
            id = std::fs::read_to_string(format!("/proc/{id}/task/{id}/children")).unwrap_or_default();
        }
        let _already_gone = Command::new("kill").arg(signal).args(id.split_whitespace()).status();
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if self.lives() {
            self.signal("-KILL");
        }
        let _already_gone = self.child.kill();
        let _status = self.child.wait();
    }
}
