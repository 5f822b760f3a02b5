//! One SQLite file has one server. Whoever serves it, changes its schema or brings it back from a backup holds the lock file beside it:
//! two servers would each send every message and ask every gateway, and a schema that changes under a server breaks its statements.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, Read, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::config::Config;

/// A server that was told to stop a moment ago may still be closing its files.
const TRIES: u32 = 20;
const PAUSE: Duration = Duration::from_millis(100);

/// The lock, until it is dropped or the process ends in whatever way.
#[derive(Debug)]
pub struct BooksLock {
    _file: File,
}

/// Why the books are not ours to use.
#[derive(Debug, thiserror::Error)]
pub enum LockError {
    #[error(
        "another huika (process {holder}) is working on {}; stop it first (the lock is {})",
        database.display(), lock.display()
    )]
    Held {
        database: PathBuf,
        lock: PathBuf,
        holder: String,
    },
    #[error("{}: {source}", path.display())]
    Io { path: PathBuf, source: io::Error },
}

/// Takes the lock of the SQLite file that the settings name; PostgreSQL needs none.
pub fn take(config: &Config) -> Result<Option<BooksLock>, LockError> {
    config.store.url.sqlite_file().map(|file| take_for(&file)).transpose()
}

fn take_for(database: &Path) -> Result<BooksLock, LockError> {
    let path = beside(database);
    let io = |source| LockError::Io {
        path: path.clone(),
        source,
    };
    let mut file = OpenOptions::new()
        .read(true)
        .write(true)
        .create(true)
        .truncate(false)
        .mode(0o600)
        .open(&path)
        .map_err(io)?;
    for attempt in 1..=TRIES {
        match file.try_lock() {
            Ok(()) => break,
            Err(TryLockError::WouldBlock) if attempt < TRIES => std::thread::sleep(PAUSE),
            Err(TryLockError::WouldBlock) => {
                let mut holder = String::new();
                let _unknown = file.read_to_string(&mut holder);
                return Err(LockError::Held {
                    database: database.to_owned(),
                    lock: path,
                    holder: holder.trim().to_owned(),
                });
            }
            Err(TryLockError::Error(error)) if error.kind() == io::ErrorKind::Unsupported => {
                tracing::warn!(lock = %path.display(), "this file system knows no locks: see to it that one server uses it");
                break;
            }
            Err(TryLockError::Error(error)) => return Err(io(error)),
        }
    }
    // For whoever comes next; the lock holds without it.
    let _named = file.set_len(0).and_then(|()| writeln!(file, "{}", std::process::id()));
    Ok(BooksLock { _file: file })
}

/// Beside the file itself, by whatever name it was called.
fn beside(database: &Path) -> PathBuf {
    let mut name = std::fs::canonicalize(database)
        .unwrap_or_else(|_| database.to_owned())
        .into_os_string();
    name.push(".lock");
    name.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_has_one_holder_by_whatever_name_it_is_called() {
        let folder = tempfile::tempdir().unwrap();
        let (database, link) = (folder.path().join("huika.db"), folder.path().join("link.db"));
        std::fs::write(&database, "").unwrap();
        std::os::unix::fs::symlink(&database, &link).unwrap();
        let held = take_for(&database).unwrap();
        let refused = take_for(&link).unwrap_err().to_string();
        assert!(
            refused.contains("link.db") && refused.contains(&std::process::id().to_string()),
            "{refused}"
        );
        drop(held);
        take_for(&link).unwrap();
    }
}
