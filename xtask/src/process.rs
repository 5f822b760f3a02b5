//! Other programs: run to their end with their output shown, or asked for what they print.

use std::{
    ffi::OsStr,
    io::{self, BufRead as _, BufReader},
    path::Path,
    process::{Child, Command, ExitStatus, Stdio},
    thread,
    time::Duration,
};

use anyhow::{Context as _, Result, bail};

use crate::interrupt::{self, Stopped};

/// How often a running program is looked at.
const TICK: Duration = Duration::from_millis(30);

/// A program to be run in a folder, without what cargo told *this* program about itself: a nested cargo would rebuild
/// what looks at these variables.
pub fn command(program: impl AsRef<OsStr>, folder: &Path) -> Command {
    let mut command = Command::new(program);
    command.current_dir(folder).stdin(Stdio::null());
    for (name, _) in std::env::vars_os() {
        let text = name.to_string_lossy();
        if text.starts_with("CARGO_PKG_") || text.starts_with("CARGO_MANIFEST_") || text.starts_with("CARGO_BIN_") {
            command.env_remove(&name);
        }
    }
    command
}

/// The cargo that runs this program.
pub fn cargo(folder: &Path) -> Command {
    command(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()), folder)
}

/// Runs to the end with the output shown; an error says which command failed.
pub fn run(command: &mut Command) -> Result<()> {
    let status = status(command)?;
    if !status.success() {
        bail!("`{}` failed ({status})", shown(command));
    }
    Ok(())
}

/// Runs to the end with the output shown, and answers how it ended.
pub fn status(command: &mut Command) -> Result<ExitStatus> {
    wait(&mut spawn(command)?)
}

/// Runs to the end and shows the output only if the program fails.
pub fn run_quietly(command: &mut Command) -> Result<()> {
    capture(command).map(drop)
}

/// Runs to the end and answers what the program wrote to its standard output.
pub fn capture(command: &mut Command) -> Result<String> {
    let output = command.output().with_context(|| could_not_start(command))?;
    if interrupt::asked_to_stop() {
        bail!(Stopped);
    }
    if !output.status.success() {
        let said = [output.stdout, output.stderr].concat();
        bail!(
            "`{}` failed ({})\n{}",
            shown(command),
            output.status,
            String::from_utf8_lossy(&said).trim_end()
        );
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// Runs to the end, shows each line of the standard output and hands it to `look`.
pub fn run_and_look(command: &mut Command, mut look: impl FnMut(&str)) -> Result<ExitStatus> {
    run_and_hear(command, |line| {
        println!("{line}");
        look(line);
    })
}

/// Runs to the end and hands each line of the standard output to `hear`, without showing it.
pub fn run_and_hear(command: &mut Command, mut hear: impl FnMut(&str)) -> Result<ExitStatus> {
    command.stdout(Stdio::piped());
    let mut child = spawn(command)?;
    let stdout = child.stdout.take().context("the program's output cannot be read")?;
    for line in BufReader::new(stdout).split(b'\n') {
        let line = line.context("the program's output cannot be read")?;
        hear(&String::from_utf8_lossy(&line));
    }
    wait(&mut child)
}

/// [`status`] beside other programs: each line of the standard output is shown behind a name.
pub fn status_beside_others(command: &mut Command, name: &str) -> Result<ExitStatus> {
    command.stdout(Stdio::piped());
    let mut child = spawn(command)?;
    let stdout = child.stdout.take().context("the program's output cannot be read")?;
    thread::scope(|threads| {
        threads.spawn(|| {
            for line in BufReader::new(stdout).split(b'\n').map_while(io::Result::ok) {
                println!("{name}: {}", String::from_utf8_lossy(&line));
            }
        });
        wait(&mut child)
    })
}

/// Whether a program of this name can be started.
pub fn exists(program: &str) -> bool {
    let probe = Command::new(program)
        .arg("--version")
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status();
    !matches!(probe, Err(error) if error.kind() == io::ErrorKind::NotFound)
}

/// A command as one would type it.
pub fn shown(command: &Command) -> String {
    let program = Path::new(command.get_program())
        .file_name()
        .unwrap_or(command.get_program());
    let mut words = vec![program.to_string_lossy().into_owned()];
    words.extend(command.get_args().map(|word| word.to_string_lossy().into_owned()));
    words.join(" ")
}

fn spawn(command: &mut Command) -> Result<Child> {
    command.spawn().with_context(|| could_not_start(command))
}

fn could_not_start(command: &Command) -> String {
    format!("`{}` could not be started", shown(command))
}

fn wait(child: &mut Child) -> Result<ExitStatus> {
    loop {
        if let Some(status) = child.try_wait()? {
            if interrupt::asked_to_stop() {
                bail!(Stopped);
            }
            return Ok(status);
        }
        if interrupt::asked_to_stop() {
            end(child);
            bail!(Stopped);
        }
        thread::sleep(TICK);
    }
}

/// Asks a child to end, and insists after five seconds.
pub fn end(child: &mut Child) {
    let pid = i32::try_from(child.id()).ok().and_then(rustix::process::Pid::from_raw);
    if let Some(pid) = pid {
        // It may be gone already, which is what is wanted.
        let _gone = rustix::process::kill_process(pid, rustix::process::Signal::TERM);
    }
    for _ in 0..170 {
        if !matches!(child.try_wait(), Ok(None)) {
            return;
        }
        thread::sleep(TICK);
    }
    let _gone = child.kill();
    let _status = child.wait();
}
