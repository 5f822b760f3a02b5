//! The reports, one a file.

/// The texts of an enum, in its order: what a filter offers.
macro_rules! texts_of {
    ($of:ty) => {{
        let mut texts = [""; <$of>::ALL.len()];
        let mut at = 0;
        while at < texts.len() {
            texts[at] = <$of>::ALL[at].as_str();
            at += 1;
        }
        texts
    }};
}

pub(super) mod acts;
pub(super) mod alarms;
pub(super) mod audit_ticks;
pub(super) mod balance_moves;
pub(super) mod campaign_uses;
pub(super) mod closings;
pub(super) mod consents;
pub(super) mod consumption;
pub(super) mod corrections;
pub(super) mod coupon_codes;
pub(super) mod coupons;
pub(super) mod deposits;
pub(super) mod entries;
pub(super) mod exports;
pub(super) mod findings;
pub(super) mod goods;
pub(super) mod grants;
pub(super) mod hand_discounts;
pub(super) mod held;
pub(super) mod income;
pub(super) mod liability;
pub(super) mod members;
pub(super) mod points_adjusted;
pub(super) mod reconciliation;
pub(super) mod redemptions;
pub(super) mod refunds;
pub(super) mod returns;
pub(super) mod sales;
pub(super) mod slips;
pub(super) mod staff;
pub(super) mod summary;
pub(super) mod top_ups;
pub(super) mod watched;

use huika_domain::ChannelId;

use super::{
    column::{Column, Kind},
    filter::{Ask, Filter, PeriodOver},
};

/// The channels by which a top-up can be paid: the gateways, and the counter's own.
const CHANNELS: [&str; ChannelId::ALL.len() + 2] = {
    let gateways = texts_of!(ChannelId);
    let mut words = ["counter"; ChannelId::ALL.len() + 2];
    let mut at = 0;
    while at < gateways.len() {
        words[at] = gateways[at];
        at += 1;
    }
    words[at + 1] = "cash";
    words
};

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
