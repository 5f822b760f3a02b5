//! What the program says of itself.

#[path = "../../build/commit.rs"]
mod commit;

use std::fs;
use std::path::Path;
use std::process::Command;

use tempfile::TempDir;

use self::commit::{Commit, given, of, watched};
use super::{huika, said};

#[test]
fn the_program_says_its_version_and_the_commit_that_it_was_built_from() {
    let folder = TempDir::new().unwrap();
    let output = huika(folder.path(), &["--version"], &[]);
    let version = env!("CARGO_PKG_VERSION");
    assert!(output.status.success(), "{}", said(&output));
    assert_eq!(said(&output), format!("huika {}\n", huika_server::version::IN_WORDS));
    assert!(
        said(&output).starts_with(&format!("huika {version} (commit {}", huika_server::version::COMMIT)),
        "{}",
        said(&output)
    );
}

#[test]
fn a_program_that_cargo_started_takes_what_its_build_was_told_for_no_setting() {
    let folder = TempDir::new().unwrap();
    let url = format!("sqlite:{}", folder.path().join("huika.db").display());
    let script = include_str!("../../build.rs");
    let told: Vec<&str> = script
        .split("cargo::rustc-env=")
        .skip(1)
        .map(|rest| &rest[..rest.find('=').unwrap()])
        .collect();
    assert!(
        !told.is_empty(),
        "the build script tells the compiler what it built from"
    );
    let variables: Vec<(&str, &str)> = told.iter().map(|name| (*name, "unknown")).collect();
    let made = huika(folder.path(), &["migrate", "--database", &url], &variables);
    assert!(made.status.success(), "{}", said(&made));
}

#[test]
fn a_container_that_was_told_its_commit_takes_it_for_no_setting() {
    let folder = TempDir::new().unwrap();
    let url = format!("sqlite:{}", folder.path().join("huika.db").display());
    let made = huika(
        folder.path(),
        &["migrate", "--database", &url],
        &[("HUIKA_COMMIT", "0123abc")],
    );
    assert!(made.status.success(), "{}", said(&made));
}

fn git(folder: &Path, words: &[&str]) {
    let done = Command::new("git")
        .args(["-c", "user.name=a", "-c", "user.email=a@b", "-C"])
        .arg(folder)
        .args(words)
        .output()
        .expect("git is there");
    assert!(done.status.success(), "{words:?}: {}", said(&done));
}

#[test]
fn a_commit_is_named_and_what_was_changed_after_it_is_noticed() {
    let folder = TempDir::new().unwrap();
    let root = folder.path();
    assert_eq!(of(root), None, "there is no repository here");
    git(root, &["init", "--quiet"]);
    assert_eq!(of(root), None, "there is no commit yet");
    fs::create_dir(root.join("server")).unwrap();
    fs::write(root.join("server/main.rs"), "fn main() {}").unwrap();
    git(root, &["add", "."]);
    git(root, &["commit", "--quiet", "--message", "First"]);
    let found = of(root).unwrap();
    assert_eq!((found.name.len(), found.changed), (12, Some(false)), "{found:?}");
    assert!(watched(root).iter().all(|path| Path::new(path).exists()) && watched(root).len() == 2);

    fs::write(root.join("README.md"), "not in the program").unwrap();
    assert_eq!(of(root).unwrap().changed, Some(false));
    fs::write(root.join("server/lib.rs"), "").unwrap();
    assert_eq!(of(root).unwrap().changed, Some(true), "a new file counts");
    git(root, &["add", "."]);
    git(root, &["commit", "--quiet", "--message", "Second"]);
    let next = of(root).unwrap();
    assert!(next.name != found.name && next.changed == Some(false), "{next:?}");
}

#[test]
fn where_there_is_no_repository_the_commit_can_be_given() {
    let name = "89ABCDEF0123456789abcdef0123456789abcdef";
    let wanted = Commit {
        name: "89abcdef0123".to_owned(),
        changed: None,
    };
    assert_eq!(given(name), Ok(Some(wanted)));
    assert_eq!(given(" "), Ok(None), "an argument that was left empty");
    assert!(given("main").is_err() && given("0123ab").is_err());
}
