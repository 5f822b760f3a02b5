//! The only place that asks the system what time it is, and what watches over its answers.

mod watch;

use std::time::{SystemTime, UNIX_EPOCH};

use huika_domain::{Clock, Millis};

pub use watch::{Doubt, TimeWatch};

/// The system's clock.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(
        clippy::disallowed_methods,
        reason = "everybody else takes this clock as a parameter"
    )]
    fn now(&self) -> Millis {
        let since_1970 = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Millis::new(i64::try_from(since_1970.as_millis()).unwrap_or(i64::MAX))
    }
}
