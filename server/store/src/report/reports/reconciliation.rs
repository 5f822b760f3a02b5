//! The gateways' bills held against our orders, a day of a gateway a row.

use super::{channel, days, filter};
use crate::{
    report::{Ask, Case, Column, Group, Report, Sight},
    staff::Role,
};

const VERDICTS: [Case; 3] = [
    Case {
        word: "differ",
        sql: "r.differences > 0",
    },
    Case {
        word: "waiting",
        sql: "r.differences = 0 AND r.waiting > 0",
    },
    Case {
        word: "agree",
        sql: "r.differences = 0 AND r.waiting = 0",
    },
];

pub static REPORT: Report = Report {
    name: "reconciliation",
    group: Group::Gateways,
    seen_by: Role::sees_shop,
    sight: Sight::Shop,
    page: "/office/reconciliation",
    filters: &[
        days("r.day", None),
        channel("r.channel"),
        filter(
            "verdict",
            Ask::Case {
                words: "verdict-",
                options: &VERDICTS,
                first: false,
            },
        ),
    ],
    columns: &[
        Column::day("bill_day", "r.day").linked(
            "/office/reconciliation?channel=",
            "r.channel || '&day=' || CAST(r.day AS TEXT)",
        ),
        Column::choice("channel-", "channel", "r.channel"),
        Column::choice(
            "verdict-",
            "verdict",
            "CASE WHEN r.differences > 0 THEN 'differ' WHEN r.waiting > 0 THEN 'waiting' ELSE 'agree' END",
        ),
        Column::count("bill_lines", "r.lines").total(),
        Column::count("matched", "r.matched").total(),
        Column::count("differences", "r.differences").total().linked(
            "/office/reports/findings?channel=",
            "r.channel || '&day=' || CAST(r.day AS TEXT)",
        ),
        Column::count("waiting", "r.waiting").total(),
        Column::fen("paid_in", "r.paid_fen").total(),
        Column::fen("paid_back", "r.refunded_fen").total(),
        Column::fen("fees", "r.fees_fen").total(),
        Column::time("compared_at", "r.at"),
    ],
    rows: "FROM reconciliation r WHERE {sight} AND {period}",
    joins: "",
    order: &["r.day", "r.id"],
    newest_first: true,
};
