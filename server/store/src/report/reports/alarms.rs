//! Payments that do not fit. Open ones have no period: none of them may fall out of sight by its age.

use super::{channel, differences, filter, period};
use crate::{
    payment::AlarmReason,
    report::{Ask, Case, Column, Group, Report, Sight},
    staff::Role,
};

const STATES: [Case; 2] = [
    Case {
        word: "open",
        sql: "a.settled_at IS NULL",
    },
    Case {
        word: "settled",
        sql: "a.settled_at IS NOT NULL",
    },
];
const REASONS: [&str; AlarmReason::ALL.len()] = texts_of!(AlarmReason);

pub static REPORT: Report = Report {
    name: "payment-alarms",
    group: Group::Gateways,
    seen_by: Role::sees_shop,
    sight: Sight::Shop,
    page: "/office/payments",
    filters: &[
        filter(
            "show",
            Ask::Case {
                words: "alarms-",
                options: &STATES,
                first: true,
            },
        ),
        period("a.at", None),
        channel("a.channel"),
        filter(
            "reason",
            Ask::Word {
                column: "a.reason",
                words: "alarm-",
                options: &REASONS,
            },
        ),
    ],
    columns: &[
        Column::time("first_at", "a.at").linked("/office/payments?alarm=", "a.id"),
        Column::choice("alarm-", "alarm", "a.reason"),
        differences("differs", "a.reason || ' ' || a.detail"),
        Column::count("times", "a.times"),
        Column::phone("phone", "m.phone"),
        Column::choice("order-state-", "state", "t.status"),
        Column::id("number", "a.number"),
        Column::choice("channel-", "channel", "a.channel"),
        Column::time("last_at", "a.last_at"),
        Column::time("settled_at", "a.settled_at"),
        Column::text("note", "a.note"),
    ],
    rows: "FROM payment_alarm a {joins} WHERE {sight} AND {period}",
    joins: "LEFT JOIN top_up t ON t.number = a.number LEFT JOIN member m ON m.id = t.member_id",
    order: &["a.at", "a.id"],
    newest_first: true,
};
