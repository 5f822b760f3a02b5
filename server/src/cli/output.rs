//! Words for the person at the shell. The standard library's `println!` panics when nobody reads any more, as in `huika check | head -1`.

use std::io::{self, ErrorKind, Write};

use super::Failure;

/// Writes to standard output. A reader that has gone away has heard enough, and what the command does goes on.
pub fn say(text: &str) -> Result<(), Failure> {
    match show(text) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(format!("standard output: {error}").into()),
        _ => Ok(()),
    }
}

/// [`say`] for what must have been seen: a reader that has gone away is an error too.
pub fn show(text: &str) -> io::Result<()> {
    let mut out = io::stdout().lock();
    out.write_all(text.as_bytes())?;
    out.flush()
}

/// Writes to standard error, which may be closed.
pub fn complain(text: &str) {
    let _unheard = writeln!(io::stderr().lock(), "{text}");
}
