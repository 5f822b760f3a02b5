//! Top-ups, paid and not, of the members who are at home in a store that the operator sees.

use super::{channel, filter, period};
use crate::{
    report::{Ask, Case, Column, Group, Report, Sight},
    staff::Role,
};

const STATES: [Case; 4] = [
    Case {
        word: "paid",
        sql: "t.status IN ('paid', 'paid-late')",
    },
    Case {
        word: "open",
        sql: "t.status = 'open'",
    },
    Case {
        word: "closed",
        sql: "t.status = 'closed'",
    },
    Case {
        word: "quarantined",
        sql: "t.status = 'quarantined'",
    },
];

pub static REPORT: Report = Report {
    name: "top-ups",
    group: Group::Money,
    seen_by: Role::sees_office,
    sight: Sight::Store("m.home_store_id"),
    page: "",
    filters: &[
        period("t.opened_at", Some(31)),
        filter(
            "state",
            Ask::Case {
                words: "order-state-",
                options: &STATES,
                first: true,
            },
        ),
        channel("t.channel"),
        filter("home_store", Ask::Store("m.home_store_id")),
        filter("number", Ask::Text("t.number")),
        filter("amount", Ask::Amount("t.principal_fen")),
    ],
    columns: &[
        Column::id("number", "t.number"),
        Column::time("opened_at", "t.opened_at"),
        Column::time("paid_at", "t.paid_at"),
        Column::phone("phone", "m.phone"),
        Column::choice("channel-", "channel", "t.channel"),
        Column::choice("order-state-", "state", "t.status"),
        Column::fen("principal", "t.principal_fen").total(),
        Column::fen("bonus", "t.bonus_fen").total(),
        Column::points("points_given", "t.points").total(),
        Column::fen("balance_after", "e.money_after"),
        Column::id("transaction", "t.transaction_id"),
        Column::text("home_store", "st.name"),
    ],
    rows: "FROM top_up t JOIN member m ON m.id = t.member_id {joins} WHERE {sight} AND {period}",
    joins: "LEFT JOIN store st ON st.id = m.home_store_id LEFT JOIN entry e ON e.id = t.entry_id",
    order: &["t.opened_at", "t.id"],
    newest_first: true,
};
