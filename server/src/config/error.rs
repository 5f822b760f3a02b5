//! What is wrong with the settings, and where it stands.

use std::path::PathBuf;

/// A message for the person who edits the file: place first, then what is expected there.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    #[error("{}: {source}", path.display())]
    Unreadable { path: PathBuf, source: std::io::Error },
    #[error("{}, line {line}: {message}", path.display())]
    File {
        path: PathBuf,
        line: usize,
        message: String,
    },
    #[error("environment variable {name}: {message}")]
    Variable { name: String, message: String },
    #[error("option {name}: {message}")]
    Option { name: &'static str, message: String },
    /// A table that needs one more setting than it was given, or a value that only its owner can judge.
    #[error("settings: {0}")]
    Incomplete(String),
}
