//! The commit that a program is made from: what the build script asks git, and a test tries on a repository of its own.

use std::path::Path;
use std::process::Command;

/// Characters of a commit's name that are shown: enough to be told from all others.
const SHOWN: usize = 12;

/// What goes into the program. A change to anything else does not make it another one.
pub const SOURCES: [&str; 8] = [
    ".cargo",
    "Cargo.lock",
    "Cargo.toml",
    "app",
    "public",
    "server",
    "style",
    "xtask",
];

/// A commit, and whether the sources are other than it says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Commit {
    pub name: String,
    /// Not known of a name that was given.
    pub changed: Option<bool>,
}

/// The commit of the work tree in `root`; nothing without git or outside of a repository.
pub fn of(root: &Path) -> Option<Commit> {
    let name = git(root, &["rev-parse", "--verify", "HEAD"])?;
    let mut look = vec!["status", "--porcelain", "--"];
    look.extend(SOURCES.into_iter().filter(|source| root.join(source).exists()));
    let changed = !git(root, &look)?.is_empty();
    Some(Commit {
        name: shown(&name),
        changed: Some(changed),
    })
}

/// What a build outside of a repository says of itself: at least seven hexadecimal digits, as git shortens names.
pub fn given(text: &str) -> Result<Option<Commit>, String> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    if !(7..=64).contains(&text.len()) || !text.bytes().all(|b| b.is_ascii_hexdigit()) {
        return Err(format!("HUIKA_COMMIT is {text:?} and not the name of a commit"));
    }
    Ok(Some(Commit {
        name: shown(&text.to_ascii_lowercase()),
        changed: None,
    }))
}

/// The files by which git says that another commit is checked out.
pub fn watched(root: &Path) -> Vec<String> {
    ["HEAD", "logs/HEAD"]
        .iter()
        .filter_map(|name| git(root, &["rev-parse", "--git-path", name]))
        .map(|path| root.join(path))
        .filter(|path| path.exists())
        .map(|path| path.display().to_string())
        .collect()
}

fn shown(name: &str) -> String {
    name.chars().take(SHOWN).collect()
}

fn git(root: &Path, words: &[&str]) -> Option<String> {
    // Without optional locks it only reads.
    let mut command = Command::new("git");
    command.arg("--no-optional-locks").arg("-C").arg(root).args(words);
    let output = command.output().ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    output.status.success().then(|| text.trim_end().to_owned())
}
