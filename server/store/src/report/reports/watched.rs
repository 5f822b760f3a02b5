//! Large sales of which only a till says that they were paid.

use super::{filter, period};
use crate::{
    report::{Ask, Case, Column, Group, Report, Sight},
    staff::Role,
};

const STATES: [Case; 2] = [
    Case {
        word: "open",
        sql: "w.reason <> '' AND w.decision = ''",
    },
    Case {
        word: "decided",
        sql: "w.decision <> ''",
    },
];

pub static REPORT: Report = Report {
    name: "watched-sales",
    group: Group::Sales,
    seen_by: Role::sees_office,
    sight: Sight::Store("w.store_id"),
    page: "/office/watched",
    filters: &[
        filter(
            "show",
            Ask::Case {
                words: "watched-",
                options: &STATES,
                first: true,
            },
        ),
        period("w.at", None),
        filter("store", Ask::Store("w.store_id")),
    ],
    columns: &[
        Column::time("at", "w.at").linked("/office/watched?sale=", "w.id"),
        Column::choice("watched-", "watched_why", "w.reason"),
        Column::text("store", "st.name"),
        Column::text("till", "w.till"),
        Column::phone("phone", "m.phone"),
        Column::fen("outside", "s.outside_fen").total(),
        Column::points("points_earned", "s.points_earned").total(),
        Column::choice(
            "watched-",
            "watched_state",
            "CASE WHEN w.decision <> '' THEN w.decision WHEN w.hold <> '' THEN 'points-wait' ELSE 'to-look-at' END",
        ),
        Column::id("receipt", "s.receipt_number"),
        Column::text("note", "w.note"),
    ],
    // What is only counted alarms nobody.
    rows: "FROM watched_sale w JOIN sale s ON s.id = w.sale_id {joins} WHERE w.reason <> '' AND {sight} AND {period}",
    joins: "JOIN store st ON st.id = w.store_id JOIN member m ON m.id = w.member_id",
    order: &["w.id"],
    newest_first: true,
};
