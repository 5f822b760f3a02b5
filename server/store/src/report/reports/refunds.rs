//! Refunds of top-ups. Those that are under way have no period: none of them may fall out of sight by its age.

use super::{channel, filter, period};
use crate::{
    report::{Ask, Case, Column, Group, Report, Sight},
    staff::Role,
};

const STATES: [Case; 4] = [
    Case {
        word: "open",
        sql: "r.status = 'open'",
    },
    Case {
        word: "counter",
        sql: "r.status = 'counter'",
    },
    Case {
        word: "paid",
        sql: "r.status = 'paid'",
    },
    Case {
        word: "failed",
        sql: "r.status = 'failed'",
    },
];

pub static REPORT: Report = Report {
    name: "refunds",
    group: Group::Money,
    seen_by: Role::sees_office,
    sight: Sight::Store("r.store_id"),
    page: "/office/refunds",
    filters: &[
        filter(
            "state",
            Ask::Case {
                words: "refund-state-",
                options: &STATES,
                first: false,
            },
        ),
        period("r.opened_at", None),
        channel("r.channel"),
        filter("store", Ask::Store("r.store_id")),
        filter("number", Ask::Text("r.number")),
    ],
    columns: &[
        Column::id("number", "r.number").linked("/office/refunds?number=", "r.number"),
        Column::id("top_up", "t.number"),
        Column::phone("phone", "m.phone"),
        Column::choice("channel-", "channel", "r.channel"),
        Column::choice("refund-way-", "way", "r.way"),
        Column::choice("refund-state-", "state", "r.status"),
        Column::choice("refund-kind-", "kind", "r.kind"),
        Column::fen("amount", "r.amount_fen").total(),
        Column::fen("bonus_ended", "r.bonus_fen").total(),
        Column::points("points_taken_back", "r.points").total(),
        Column::choice("refund-why-", "why", "r.why"),
        Column::text("reason", "r.reason"),
        Column::choice(
            "asked-by-",
            "asked_by",
            "CASE WHEN r.operator_id IS NULL THEN 'member' ELSE 'shop' END",
        ),
        Column::time("opened_at", "r.opened_at"),
        Column::time("settled_at", "r.settled_at"),
        Column::text("store", "st.name"),
    ],
    rows: "FROM refund r {joins} WHERE {sight} AND {period}",
    joins: "JOIN top_up t ON t.id = r.top_up_id JOIN member m ON m.id = r.member_id LEFT JOIN store st ON st.id = r.store_id",
    order: &["r.opened_at", "r.id"],
    newest_first: true,
};
