//! A program that runs beside this one until it is told to stop: its output goes to a file, its last words are shown
//! when it dies, and it is ended by its own id when the value is dropped.

use std::{
    fs::{self, File},
    os::unix::process::CommandExt as _,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context as _, Result, bail};

use crate::{
    http,
    interrupt::{self, Stopped},
    process,
};

/// How many of a dead program's last lines are shown.
const LAST_LINES: usize = 20;

pub struct Service {
    name: &'static str,
    child: Child,
    log: PathBuf,
}

impl Service {
    /// Starts the program in a process group of its own, so that a Ctrl-C in the terminal reaches this program only,
    /// which then ends the others in order.
    pub fn start(name: &'static str, command: &mut Command, log: &Path) -> Result<Self> {
        if let Some(folder) = log.parent() {
            fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
        }
        let file = File::create(log).with_context(|| format!("cannot write {}", log.display()))?;
        let child = command
            .process_group(0)
            .stdin(Stdio::null())
            .stdout(file.try_clone()?)
            .stderr(file)
            .spawn()
            .with_context(|| format!("{name} could not be started"))?;
        Ok(Self {
            name,
            child,
            log: log.to_owned(),
        })
    }

    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Waits until the address answers 200, or fails with the program's last words.
    pub fn wait_until_ready(&mut self, port: u16, path: &str, patience: Duration) -> Result<()> {
        let start = Instant::now();
        loop {
            self.check_alive()?;
            if interrupt::asked_to_stop() {
                bail!(Stopped);
            }
            if http::status(port, path).is_some_and(|status| status == 200) {
                return Ok(());
            }
            if start.elapsed() > patience {
                bail!(
                    "{} does not answer on port {port} after {} s\n{}",
                    self.name,
                    patience.as_secs(),
                    self.last_lines()
                );
            }
            thread::sleep(Duration::from_millis(10));
        }
    }

    /// An error with the last lines if the program is no longer there.
    pub fn check_alive(&mut self) -> Result<()> {
        if let Some(status) = self.child.try_wait()? {
            bail!("{} ended ({status}); its last lines:\n{}", self.name, self.last_lines());
        }
        Ok(())
    }

    /// Resident memory in bytes, where the system tells it.
    pub fn resident_bytes(&self) -> Option<u64> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.id())).ok()?;
        let line = status.lines().find(|line| line.starts_with("VmRSS:"))?;
        line.split_whitespace()
            .nth(1)?
            .parse::<u64>()
            .ok()
            .map(|kib| kib * 1024)
    }

    fn last_lines(&self) -> String {
        let text = fs::read(&self.log).unwrap_or_default();
        let text = String::from_utf8_lossy(&text);
        let lines: Vec<&str> = text.lines().collect();
        let first = lines.len().saturating_sub(LAST_LINES);
        lines[first..].iter().flat_map(|line| ["    ", line, "\n"]).collect()
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        process::end(&mut self.child);
    }
}
