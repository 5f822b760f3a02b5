//! The forms in which gateways write instants.

use chrono::{DateTime, FixedOffset, NaiveDateTime, SecondsFormat};
use huika_domain::Millis;

/// China's time zone, in which WeChat Pay and Alipay write what has no offset.
fn beijing() -> FixedOffset {
    FixedOffset::east_opt(8 * 3600).expect("eight hours are an offset")
}

/// `2026-11-22T12:00:00+08:00`.
pub(crate) fn rfc3339(at: Millis) -> String {
    let utc = DateTime::from_timestamp_millis(at.get()).unwrap_or_default();
    utc.with_timezone(&beijing())
        .to_rfc3339_opts(SecondsFormat::Secs, false)
}

/// Reads RFC 3339 with any offset.
pub(crate) fn parse_rfc3339(text: &str) -> Option<Millis> {
    DateTime::parse_from_rfc3339(text)
        .ok()
        .map(|at| Millis::new(at.timestamp_millis()))
}

const PLAIN: &str = "%Y-%m-%d %H:%M:%S";

/// `2026-11-22 12:00:00`, Beijing time.
pub(crate) fn plain(at: Millis) -> String {
    let utc = DateTime::from_timestamp_millis(at.get()).unwrap_or_default();
    utc.with_timezone(&beijing()).format(PLAIN).to_string()
}

/// Reads `2026-11-22 12:00:00`, Beijing time, with or without fractions of a second behind it.
pub(crate) fn parse_plain(text: &str) -> Option<Millis> {
    let text = text.split('.').next()?;
    let local = NaiveDateTime::parse_from_str(text, PLAIN).ok()?;
    Some(Millis::new(
        local.and_local_timezone(beijing()).single()?.timestamp_millis(),
    ))
}
