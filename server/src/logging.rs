//! Log lines: a message and fields with their units in the name. No phone number, name, token or query string is ever a field.

use std::io::IsTerminal;

use tracing_subscriber::EnvFilter;

use crate::config::{ConfigError, Log, LogFormat};

/// Starts logging for the whole process.
///
/// # Errors
/// When the level is no filter.
pub fn start(log: &Log) -> Result<(), ConfigError> {
    let filter = EnvFilter::builder()
        .parse(&log.level)
        .map_err(|e| ConfigError::Option {
            name: "setting log.level (or HUIKA_LOG_LEVEL)",
            message: e.to_string(),
        })?;
    let subscriber = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .with_ansi(std::io::stderr().is_terminal());
    let started = match log.format {
        LogFormat::Json => subscriber
            .json()
            .flatten_event(true)
            .with_current_span(true)
            .with_span_list(false)
            .try_init(),
        LogFormat::Pretty => subscriber.compact().with_target(false).try_init(),
    };
    // A second start in one process happens in tests alone; the first one's settings stay.
    drop(started);
    Ok(())
}
