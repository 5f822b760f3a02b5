//! Standard output that nobody reads.

use std::io::pipe;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use huika_store::testing::{NOON, SetClock, context};
use huika_store::{Store, StoreConfig, StoreError, Tx};
use tempfile::TempDir;

use crate::{SECRET, huika, said};

/// Runs `huika` with a standard output whose reader has gone.
fn unread(folder: &Path, arguments: &[&str]) -> Output {
    let (reader, writer) = pipe().unwrap();
    drop(reader);
    Command::new(env!("CARGO_BIN_EXE_huika"))
        .args(arguments)
        .current_dir(folder)
        .env_clear()
        .env(SECRET.0, SECRET.1)
        .stdout(writer)
        .stderr(Stdio::piped())
        .output()
        .unwrap()
}

#[test]
fn a_reader_that_has_gone_ends_the_words_and_nothing_else() {
    let folder = TempDir::new().unwrap();
    for arguments in [
        &["migrate"][..],
        &["seed-demo"],
        &["check"],
        &["check", "--json"],
        &["backup", "--to", "copy"],
    ] {
        let ended = unread(folder.path(), arguments);
        assert!(
            ended.status.success() && said(&ended).is_empty(),
            "{arguments:?}: {}",
            said(&ended)
        );
    }
    assert!(folder.path().join("copy").exists());
    assert!(unread(folder.path(), &["--help"]).status.code().is_some());
}

#[test]
fn a_disk_that_is_full_is_said_and_no_panic() {
    let folder = TempDir::new().unwrap();
    let Ok(full) = std::fs::OpenOptions::new().write(true).open("/dev/full") else {
        return;
    };
    let ended = Command::new(env!("CARGO_BIN_EXE_huika"))
        .arg("migrate")
        .current_dir(folder.path())
        .env_clear()
        .stdout(full)
        .stderr(Stdio::piped())
        .output()
        .unwrap();
    assert_eq!(ended.status.code(), Some(2));
    assert!(said(&ended).contains("standard output"), "{}", said(&ended));
}

#[test]
fn a_key_that_nobody_saw_is_not_made() {
    let folder = TempDir::new().unwrap();
    let seeded = huika(folder.path(), &["seed-demo"], &[SECRET]);
    assert!(seeded.status.success(), "{}", said(&seeded));
    let keys = || -> i64 {
        let url = format!("sqlite:{}", folder.path().join("huika.db").display());
        let store = Store::open(StoreConfig::new(&url, context(SetClock::at(NOON), 1))).unwrap();
        let count = |tx: &mut Tx<'_>| -> Result<i64, StoreError> { tx.value("SELECT COUNT(*) FROM till_key", &[]) };
        store.write_blocking(count).unwrap()
    };
    let before = keys();
    let make = ["till-key", "--store", "1", "--till", "POS 1"];
    let refused = unread(folder.path(), &make);
    assert_eq!(refused.status.code(), Some(2));
    assert!(said(&refused).contains("none was made"), "{}", said(&refused));
    assert_eq!(keys(), before);
    let made = huika(folder.path(), &make, &[SECRET]);
    assert!(
        made.status.success() && made.stdout.starts_with(b"hk_"),
        "{}",
        said(&made)
    );
    assert_eq!(keys(), before + 1);
}
