//! The server as a supervisor meets it: its log may go nowhere, its files may go away.

use std::fs::{self, File, OpenOptions};
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use tempfile::TempDir;

use crate::{SECRET, huika, said};

const PATIENCE: Duration = Duration::from_mins(1);

/// A running `huika serve`.
pub struct Serving {
    pub child: Child,
    pub port: u16,
}

impl Drop for Serving {
    fn drop(&mut self) {
        // It may have ended already.
        let _ended = self.child.kill();
        let _reaped = self.child.wait();
    }
}

impl Serving {
    fn start(folder: &Path, stderr: Stdio, variables: &[(&str, &str)]) -> Self {
        Self::start_by(folder, &["serve"], (Stdio::null(), stderr), variables)
    }

    /// By these arguments, with its standard output and standard error.
    pub fn start_by(
        folder: &Path,
        arguments: &[&str],
        (stdout, stderr): (Stdio, Stdio),
        variables: &[(&str, &str)],
    ) -> Self {
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let child = Command::new(env!("CARGO_BIN_EXE_huika"))
            .args(arguments)
            .current_dir(folder)
            .env_clear()
            .envs(variables.iter().copied())
            .env("HUIKA_SERVER_LISTEN", format!("127.0.0.1:{port}"))
            .stdin(Stdio::null())
            .stdout(stdout)
            .stderr(stderr)
            .spawn()
            .unwrap();
        Self { child, port }
    }

    pub fn until_ready(mut self) -> Self {
        self.until("it is ready", |server| {
            server.get("/readyz").starts_with("HTTP/1.1 200")
        });
        self
    }

    fn until(&mut self, what: &str, holds: impl Fn(&Self) -> bool) {
        let began = Instant::now();
        while !holds(self) {
            assert!(began.elapsed() < PATIENCE, "not so after {PATIENCE:?}: {what}");
            assert!(self.child.try_wait().unwrap().is_none(), "it ended before {what}");
            std::thread::sleep(Duration::from_millis(25));
        }
    }

    /// The whole answer, or nothing.
    pub fn get(&self, path: &str) -> String {
        let mut answer = String::new();
        if let Ok(mut stream) = TcpStream::connect(("127.0.0.1", self.port)) {
            stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
            let request = format!("GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
            let _sent = stream.write_all(request.as_bytes());
            let _cut_off = stream.read_to_string(&mut answer);
        }
        answer
    }

    fn all_is_well(&mut self) {
        for _ in 0..20 {
            assert!(self.get("/join").starts_with("HTTP/1.1 200"), "a page");
        }
        assert!(
            self.get("/readyz").starts_with("HTTP/1.1 200"),
            "{}",
            self.get("/readyz")
        );
        self.until("jobs have run, and what was lost was counted", |server| {
            let metrics = server.get("/metrics");
            let lost = metrics
                .lines()
                .find_map(|line| line.strip_prefix("huika_log_lines_lost_total "))
                .and_then(|count| count.parse::<f64>().ok());
            metrics.contains("huika_job_last_success_timestamp_seconds{job=\"outbox\"}")
                && lost.is_some_and(|n| n > 0.0)
        });
    }
}

#[test]
fn a_closed_standard_error_costs_the_log_and_nothing_else() {
    let folder = TempDir::new().unwrap();
    let mut server = Serving::start(folder.path(), Stdio::piped(), &[]);
    // As `huika serve 2>&1 | head -1` does.
    let mut first = [0; 16];
    server.child.stderr.as_mut().unwrap().read_exact(&mut first).unwrap();
    drop(server.child.stderr.take());
    server.until_ready().all_is_well();
}

#[test]
fn a_log_on_a_full_disk_costs_the_log_and_nothing_else() {
    let Ok(full) = OpenOptions::new().write(true).open("/dev/full") else {
        return;
    };
    let folder = TempDir::new().unwrap();
    Serving::start(folder.path(), full.into(), &[])
        .until_ready()
        .all_is_well();
}

#[test]
fn a_log_that_nobody_reads_makes_nobody_wait() {
    let folder = TempDir::new().unwrap();
    let server = Serving::start(folder.path(), Stdio::piped(), &[("HUIKA_LOG_LEVEL", "debug")]).until_ready();
    // A pipe holds 64 KiB; each request makes a line of more than a hundred bytes.
    for _ in 0..800 {
        assert!(server.get("/healthz").starts_with("HTTP/1.1 200"));
    }
}

#[test]
fn an_sqlite_file_has_one_server_and_no_migration_beside_it() {
    let folder = TempDir::new().unwrap();
    let server = Serving::start(folder.path(), Stdio::null(), &[]).until_ready();
    let other = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let backup = huika(folder.path(), &["backup", "--to", "copy.huika"], &[]);
    assert!(backup.status.success(), "{}", said(&backup));
    for arguments in [
        &["serve"][..],
        &["migrate"],
        &["seed-demo"],
        &["restore", "--from", "copy.huika"],
    ] {
        let listen = ("HUIKA_SERVER_LISTEN", &*other.to_string());
        let refused = huika(folder.path(), arguments, &[listen]);
        assert_eq!(refused.status.code(), Some(2), "{arguments:?}");
        let words = said(&refused);
        let pid = server.child.id().to_string();
        assert!(
            words.contains("huika.db") && words.contains(&pid),
            "{arguments:?}: {words}"
        );
    }
    for arguments in [&["check"][..], &["till-key", "--store", "1", "--till", "1"]] {
        let beside = huika(folder.path(), arguments, &[]);
        assert!(
            !said(&beside).contains("another huika"),
            "{arguments:?}: {}",
            said(&beside)
        );
    }
    drop(server);
    let after = huika(folder.path(), &["migrate"], &[]);
    assert!(
        after.status.success(),
        "the lock ends with its process: {}",
        said(&after)
    );
}

#[test]
fn a_database_that_is_moved_away_is_not_ready_and_takes_nothing_more() {
    let folder = TempDir::new().unwrap();
    let (database, elsewhere) = (folder.path().join("huika.db"), folder.path().join("elsewhere.db"));
    let mut server = Serving::start(folder.path(), Stdio::null(), &[]).until_ready();
    fs::rename(&database, &elsewhere).unwrap();
    server.until("it is not ready", |server| {
        server.get("/readyz").contains("cannot be written")
    });
    assert!(!database.exists(), "no empty database is made in its place");
    fs::rename(&elsewhere, &database).unwrap();
    server.until("it is ready again", |server| {
        server.get("/readyz").starts_with("HTTP/1.1 200")
    });
    fs::copy(&database, &elsewhere).unwrap();
    fs::rename(&elsewhere, &database).unwrap();
    server.until("another file is not its own", |server| {
        server.get("/readyz").contains("cannot be written")
    });
}

#[test]
fn a_start_on_nothing_beside_its_secret_is_refused_with_both_names_until_new_books_are_asked_for() {
    let folder = TempDir::new().unwrap();
    drop(Serving::start(folder.path(), Stdio::null(), &[]).until_ready());
    for ending in ["", "-wal", "-shm"] {
        let _none = fs::remove_file(folder.path().join(format!("huika.db{ending}")));
    }
    let refused = huika(folder.path(), &["serve"], &[("HUIKA_SERVER_LISTEN", "127.0.0.1:0")]);
    assert_eq!(refused.status.code(), Some(2));
    let words = said(&refused);
    assert!(
        words.contains("huika.db.key") && words.contains("database huika.db"),
        "{words}"
    );
    assert!(!folder.path().join("huika.db").exists());
    let made = huika(folder.path(), &["migrate"], &[]);
    assert!(made.status.success(), "{}", said(&made));
    Serving::start(folder.path(), Stdio::null(), &[]).until_ready();
}

#[test]
fn another_secret_than_the_books_were_sealed_with_is_refused_at_the_start() {
    const OTHER: (&str, &str) = (
        SECRET.0,
        "1111111111111111111111111111111111111111111111111111111111111111",
    );
    let folder = TempDir::new().unwrap();
    drop(Serving::start(folder.path(), Stdio::null(), &[SECRET]).until_ready());
    let listen = ("HUIKA_SERVER_LISTEN", "127.0.0.1:0");
    let refused = huika(folder.path(), &["serve"], &[OTHER, listen]);
    assert_eq!(refused.status.code(), Some(2));
    let words = said(&refused);
    assert!(
        words.contains("server.secret") && words.contains("huika.db") && !words.contains("1111"),
        "{words}"
    );
    let adopted = huika(folder.path(), &["migrate", "--new-secret"], &[OTHER]);
    assert!(adopted.status.success(), "{}", said(&adopted));
    Serving::start(folder.path(), Stdio::null(), &[OTHER]).until_ready();
    assert_eq!(
        huika(folder.path(), &["serve"], &[SECRET, listen]).status.code(),
        Some(2)
    );
}

#[test]
fn database_log_secret_and_backup_are_their_owners_alone() {
    let folder = TempDir::new().unwrap();
    let _server = Serving::start(folder.path(), Stdio::null(), &[]).until_ready();
    let backup = huika(folder.path(), &["backup", "--to", "copy.huika"], &[]);
    assert!(backup.status.success(), "{}", said(&backup));
    for name in [
        "huika.db",
        "huika.db-wal",
        "huika.db-shm",
        "huika.db.key",
        "huika.db.lock",
        "copy.huika",
    ] {
        let file = File::open(folder.path().join(name)).unwrap_or_else(|e| panic!("{name}: {e}"));
        let mode = file.metadata().unwrap().permissions().mode() & 0o777;
        assert_eq!(mode, 0o600, "{name} is {mode:o}");
    }
}

#[test]
fn a_terminal_that_is_closed_does_not_end_the_server() {
    let folder = TempDir::new().unwrap();
    let mut server = Serving::start(folder.path(), Stdio::null(), &[]).until_ready();
    for _ in 0..3 {
        let sent = Command::new("kill")
            .args(["-HUP", &server.child.id().to_string()])
            .status();
        assert!(sent.unwrap().success());
        std::thread::sleep(Duration::from_millis(200));
        assert!(server.get("/join").starts_with("HTTP/1.1 200"), "a page");
    }
    assert!(server.child.try_wait().unwrap().is_none(), "it goes on");
}

#[test]
fn a_backup_is_proved_without_being_changed_and_one_that_was_changed_is_refused() {
    let folder = TempDir::new().unwrap();
    let seeded = huika(folder.path(), &["seed-demo"], &[SECRET]);
    assert!(seeded.status.success(), "{}", said(&seeded));
    let backup = huika(folder.path(), &["backup", "--to", "copy.huika"], &[SECRET]);
    assert!(backup.status.success(), "{}", said(&backup));
    let copy = folder.path().join("copy.huika");
    let whole = fs::read(&copy).unwrap();
    let check = ["check", "--database", "sqlite:copy.huika"];
    let checked = huika(folder.path(), &check, &[]);
    assert!(
        checked.status.success() && said(&checked).contains("are right"),
        "{}",
        said(&checked)
    );
    assert_eq!(fs::read(&copy).unwrap(), whole);
    let mut damaged = whole;
    let middle = damaged.len() / 2;
    damaged[middle] ^= 4;
    fs::write(&copy, damaged).unwrap();
    for words in [
        &check[..],
        &["restore", "--database", "sqlite:new.db", "--from", "copy.huika"],
    ] {
        let refused = huika(folder.path(), words, &[]);
        assert_eq!(refused.status.code(), Some(2), "{}", said(&refused));
        assert!(said(&refused).contains("not what was written"), "{}", said(&refused));
    }
    assert!(!folder.path().join("new.db").exists());
}
