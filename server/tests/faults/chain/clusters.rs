//! A PostgreSQL with a synchronous standby, made of the programs that PostgreSQL comes with, each in a temporary folder and on a free port.

use std::{
    ffi::OsString,
    net::TcpListener,
    os::unix::fs::{PermissionsExt as _, chown},
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use tempfile::TempDir;

pub(super) struct Pair {
    folder: TempDir,
    primary: u16,
    standby: u16,
}

/// Where Debian keeps the server's programs, the newest first, or wherever they are found.
fn program(name: &str) -> PathBuf {
    let mut versions: Vec<PathBuf> = std::fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .flatten()
        .map(|version| version.path().join("bin").join(name))
        .filter(|file| file.is_file())
        .collect();
    versions.sort();
    versions.pop().unwrap_or_else(|| PathBuf::from(name))
}

pub(super) fn is_root() -> bool {
    std::fs::metadata("/proc/self").is_ok_and(|of| std::os::unix::fs::MetadataExt::uid(&of) == 0)
}

/// A program of PostgreSQL, as a user that it does not refuse.
pub(super) fn command(name: &str) -> Command {
    let program: OsString = program(name).into();
    let mut command = if is_root() {
        let mut command = Command::new("runuser");
        command.args(["-u", "postgres", "--"]).arg(program);
        command
    } else {
        Command::new(program)
    };
    // Its output would be inherited by the server that it starts, and be waited for.
    command
        .current_dir("/")
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    command
}

pub(super) fn run(command: &mut Command) {
    let status = command.status().expect("it can be started");
    assert!(status.success(), "{command:?}: {status}");
}

pub(super) fn free_port() -> u16 {
    let free = TcpListener::bind("127.0.0.1:0").expect("a port is free");
    free.local_addr().expect("it has an address").port()
}

/// A folder of the user that PostgreSQL does not refuse.
pub(super) fn private_folder() -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    if is_root() {
        let id = |flag: &str| -> u32 {
            let told = Command::new("id")
                .args([flag, "postgres"])
                .output()
                .expect("id answers");
            String::from_utf8_lossy(&told.stdout).trim().parse().expect("a number")
        };
        chown(folder.path(), Some(id("-u")), Some(id("-g"))).expect("it can be given away");
    }
    std::fs::set_permissions(folder.path(), std::fs::Permissions::from_mode(0o700)).expect("permissions");
    folder
}

/// Lets a cluster crash.
pub(super) fn stop(data: &Path) {
    let _already_gone = command("pg_ctl")
        .args(["stop", "--mode=immediate", "--silent", "--pgdata"])
        .arg(data)
        .status();
}

impl Pair {
    /// To be called outside of asynchronous code.
    pub(super) fn start() -> Self {
        let pair = Self {
            folder: private_folder(),
            primary: free_port(),
            standby: free_port(),
        };
        run(command("initdb")
            .args([
                "--username=huika",
                "--auth=trust",
                "--encoding=UTF8",
                "--no-locale",
                "--no-sync",
            ])
            .arg("--pgdata")
            .arg(pair.data("primary")));
        // No commit is answered before the standby has it.
        pair.start_one("primary", pair.primary, "");
        run(command("pg_basebackup")
            .args([
                "--wal-method=stream",
                "--write-recovery-conf",
                "--checkpoint=fast",
                "--no-sync",
                "--dbname",
            ])
            .arg(format!(
                "host=127.0.0.1 port={} user=huika application_name=standby",
                pair.primary
            ))
            .arg("--pgdata")
            .arg(pair.data("standby")));
        pair.start_one("standby", pair.standby, "");
        pair.on_primary("ALTER SYSTEM SET synchronous_standby_names = 'standby'");
        pair.on_primary("SELECT pg_reload_conf()");
        pair.on_primary("CREATE DATABASE shop");
        pair
    }

    fn data(&self, which: &str) -> PathBuf {
        self.folder.path().join(which)
    }

    fn start_one(&self, which: &str, port: u16, more: &str) {
        let sockets = self.folder.path().display();
        let options = format!(
            "-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={sockets} -c max_connections=100 {more}"
        );
        run(command("pg_ctl")
            .args(["start", "--wait", "--silent", "--options", &options, "--log"])
            .arg(self.data(&format!("{which}.log")))
            .arg("--pgdata")
            .arg(self.data(which)));
    }

    fn on_primary(&self, statement: &str) {
        let url = format!("postgres://huika@127.0.0.1:{}/postgres", self.primary);
        run(command("psql").args(["--no-psqlrc", "--quiet", "--command", statement, &url]));
    }

    /// Both, of which the one that can be written is wanted.
    pub(super) fn url(&self) -> String {
        format!(
            "postgres://huika@127.0.0.1:{},127.0.0.1:{}/shop?target_session_attrs=read-write",
            self.primary, self.standby
        )
    }

    pub(super) fn standby_url(&self) -> String {
        format!("postgres://huika@127.0.0.1:{}/shop", self.standby)
    }

    /// The primary crashes, and the standby takes its place.
    pub(super) fn fail_over(&self) {
        stop(&self.data("primary"));
        run(command("pg_ctl")
            .args(["promote", "--wait", "--silent", "--pgdata"])
            .arg(self.data("standby")));
    }
}

impl Drop for Pair {
    fn drop(&mut self) {
        for which in ["standby", "primary"] {
            stop(&self.data(which));
        }
    }
}
