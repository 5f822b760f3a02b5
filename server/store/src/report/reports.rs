//! The reports, one a file.

pub(super) mod acts;
pub(super) mod alarms;
pub(super) mod exports;
pub(super) mod findings;
pub(super) mod held;
pub(super) mod reconciliation;
pub(super) mod refunds;
pub(super) mod returns;
pub(super) mod sales;
pub(super) mod staff;
pub(super) mod top_ups;
pub(super) mod watched;

use super::{Ask, Column, Filter, Kind, PeriodOver};

/// The channels by which a top-up can be paid.
const CHANNELS: [&str; 5] = ["wechat", "alipay", "stripe", "counter", "cash"];

/// A period over a column of instants: the last so many days without an answer, or all.
const fn period(column: &'static str, days: Option<i32>) -> Filter {
    Filter {
        name: "period",
        ask: Ask::Period {
            over: PeriodOver::Times(column),
            days,
        },
    }
}

/// A period over a column of business days.
const fn days(column: &'static str, days: Option<i32>) -> Filter {
    Filter {
        name: "period",
        ask: Ask::Period {
            over: PeriodOver::Days(column),
            days,
        },
    }
}

/// One of the channels.
const fn channel(column: &'static str) -> Filter {
    Filter {
        name: "channel",
        ask: Ask::Word {
            column,
            words: "channel-",
            options: &CHANNELS,
        },
    }
}

/// A filter of this name.
const fn filter(name: &'static str, ask: Ask) -> Filter {
    Filter { name, ask }
}

/// What differs between an order and what a gateway said of it.
const fn differences(name: &'static str, sql: &'static str) -> Column {
    Column::new(Kind::Differences, name, sql)
}
