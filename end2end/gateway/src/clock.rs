//! Two clocks: the real one, which signatures carry, and the stand-in's own, which tests may move.

use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use chrono::{DateTime, FixedOffset, NaiveDateTime, SecondsFormat, TimeZone};

/// Milliseconds since 1970, UTC.
pub type Ms = i64;

/// The stand-in's time.
#[derive(Debug)]
pub struct Clock {
    ahead_ms: AtomicI64,
    scale: f64,
}

impl Clock {
    pub fn new(scale: f64) -> Self {
        Self {
            ahead_ms: AtomicI64::new(0),
            scale: scale.max(0.001),
        }
    }

    /// What orders and refunds are dated with and expire by.
    pub fn now(&self) -> Ms {
        real_now() + self.ahead_ms.load(Ordering::Relaxed)
    }

    /// Moves the stand-in's own time forward.
    pub fn advance(&self, ms: i64) -> Ms {
        self.ahead_ms.fetch_add(ms, Ordering::Relaxed);
        self.now()
    }

    /// A wait that the real gateway would make, as long as it is here.
    pub fn scaled(&self, secs: u32) -> Duration {
        Duration::from_secs_f64(f64::from(secs) / self.scale)
    }
}

/// The real time: signatures are checked against it.
#[expect(
    clippy::disallowed_methods,
    reason = "the one place where this program reads the time"
)]
pub fn real_now() -> Ms {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .map_or(0, |since| i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
}

fn beijing(at: Ms) -> DateTime<FixedOffset> {
    let zone = FixedOffset::east_opt(8 * 3600).expect("eight hours are an offset");
    zone.timestamp_millis_opt(at).single().unwrap_or_default()
}

/// `2026-11-22T12:00:00+08:00`.
pub fn rfc3339(at: Ms) -> String {
    beijing(at).to_rfc3339_opts(SecondsFormat::Secs, false)
}

/// Reads RFC 3339 with an offset.
pub fn parse_rfc3339(text: &str) -> Option<Ms> {
    DateTime::parse_from_rfc3339(text).ok().map(|at| at.timestamp_millis())
}

/// Beijing time in chrono's format language.
pub fn formatted(at: Ms, format: &str) -> String {
    beijing(at).format(format).to_string()
}

/// `2026-11-22 12:00:00`, Beijing time.
pub fn plain(at: Ms) -> String {
    formatted(at, "%Y-%m-%d %H:%M:%S")
}

/// Reads what [`plain`] writes.
pub fn parse_plain(text: &str) -> Option<Ms> {
    let zone = FixedOffset::east_opt(8 * 3600)?;
    let local = NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M:%S").ok()?;
    Some(local.and_local_timezone(zone).single()?.timestamp_millis())
}
