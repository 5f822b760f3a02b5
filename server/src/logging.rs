//! Log lines: a message and fields with their units in the name. No phone number, name, token or query string is ever a field.

mod writer;

use std::backtrace::{Backtrace, BacktraceStatus};
use std::io::IsTerminal;
use std::panic::PanicHookInfo;

use tracing_subscriber::EnvFilter;

pub use writer::{Log, lines_lost};

use crate::config::{self, ConfigError, LogFormat};

/// Starts logging for the whole process, for as long as the answer is held: what was said last is written when it is dropped.
///
/// # Errors
/// When the level is no filter.
pub fn start(settings: &config::Log) -> Result<Log, ConfigError> {
    let filter = EnvFilter::builder()
        .parse(&settings.level)
        .map_err(|e| ConfigError::Option {
            name: "setting log.level (or HUIKA_LOG_LEVEL)",
            message: e.to_string(),
        })?;
    let log = Log::start(Box::new(std::io::stderr()));
    let subscriber = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(log.lines())
        .log_internal_errors(false)
        .with_ansi(std::io::stderr().is_terminal());
    let started = match settings.format {
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
    std::panic::set_hook(Box::new(log_panic));
    Ok(log)
}

/// A panic is a line like any other, in the span that it happened in: the default hook writes by itself, and waits for whoever
/// reads standard error.
fn log_panic(panic: &PanicHookInfo<'_>) {
    let words = panic.payload_as_str().unwrap_or("no words");
    let place = panic.location().map(ToString::to_string).unwrap_or_default();
    let thread = std::thread::current();
    let trace = Backtrace::capture();
    // RUST_BACKTRACE asks for it.
    let backtrace = (trace.status() == BacktraceStatus::Captured).then(|| trace.to_string());
    tracing::error!(place, thread = thread.name(), backtrace, "panicked: {words}");
}
