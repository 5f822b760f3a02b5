//! Top-ups of which what is left is set aside until a person decides, the longest waiting first.

use super::{filter, period};
use crate::{
    report::{Ask, Case, Column, Group, Report, Sight},
    staff::Role,
};

const STATES: [Case; 2] = [
    Case {
        word: "waiting",
        sql: "h.decided_at IS NULL",
    },
    Case {
        word: "decided",
        sql: "h.decided_at IS NOT NULL",
    },
];

pub static REPORT: Report = Report {
    name: "held-top-ups",
    group: Group::Money,
    seen_by: Role::sees_shop,
    sight: Sight::Shop,
    page: "/office/payments",
    filters: &[
        filter("show", Ask::Case { words: "held-show-", options: &STATES, first: true }),
        period("h.at", None),
    ],
    columns: &[
        Column::time("held_since", "h.at").linked("/office/payments?held=", "h.id"),
        Column::choice("held-", "held_why", "h.reason"),
        Column::fen(
            "gone",
            "(SELECT CAST(SUM(p.amount_fen) AS BIGINT) FROM payment_reversal p WHERE p.top_up_id = h.top_up_id AND p.status <> 'withdrawn')",
        ),
        Column::fen(
            "principal_aside",
            "(SELECT CAST(SUM(p.amount) AS BIGINT) FROM hold d JOIN posting p ON p.entry_id = d.entry_id AND p.account = 5 \
             WHERE d.held_top_up_id = h.id AND d.status = 'open')",
        )
        .total(),
        Column::fen(
            "bonus_aside",
            "(SELECT CAST(SUM(p.amount) AS BIGINT) FROM hold d JOIN posting p ON p.entry_id = d.entry_id AND p.account = 6 \
             WHERE d.held_top_up_id = h.id AND d.status = 'open')",
        )
        .total(),
        Column::phone("phone", "m.phone"),
        Column::id("number", "t.number"),
        Column::choice("channel-", "channel", "t.channel"),
        Column::choice("held-decision-", "decision", "h.decision"),
        Column::time("settled_at", "h.decided_at"),
        Column::text("note", "h.note"),
    ],
    rows: "FROM held_top_up h {joins} WHERE {sight} AND {period}",
    joins: "JOIN top_up t ON t.id = h.top_up_id JOIN member m ON m.id = h.member_id",
    order: &["h.id"],
    newest_first: false,
};
