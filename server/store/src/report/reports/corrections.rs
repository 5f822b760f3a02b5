//! Corrections by hand. Those that wait for a second person have no period: none of them may fall out of sight by its age.

use super::{filter, period};
use crate::{
    report::{Ask, Case, Column, Group, Report, Sight},
    staff::Role,
};

const STATES: [Case; 3] = [
    Case {
        word: "waiting",
        sql: "a.status = 'waiting'",
    },
    Case {
        word: "posted",
        sql: "a.status = 'posted'",
    },
    Case {
        word: "refused",
        sql: "a.status = 'refused'",
    },
];

pub static REPORT: Report = Report {
    name: "corrections",
    group: Group::Money,
    seen_by: Role::sees_office,
    sight: Sight::Store("m.home_store_id"),
    page: "/office/corrections",
    filters: &[
        filter(
            "state",
            Ask::Case {
                words: "correction-state-",
                options: &STATES,
                first: false,
            },
        ),
        period("a.asked_at", None),
        filter("number", Ask::Text("a.number")),
    ],
    columns: &[
        Column::id("number", "a.number").linked("/office/corrections?number=", "a.number"),
        Column::choice("correction-state-", "state", "a.status"),
        Column::phone("phone", "m.phone"),
        Column::choice(
            "correction-of-",
            "corrected",
            "CASE a.account WHEN 1 THEN 'principal' WHEN 2 THEN 'bonus' ELSE 'points' END",
        ),
        Column::fen("money_corrected", "CASE WHEN a.account = 3 THEN 0 ELSE a.amount END").total(),
        Column::points("points_corrected", "CASE WHEN a.account = 3 THEN a.amount ELSE 0 END").total(),
        Column::text("reason", "a.reason"),
        Column::text("asked_for_by", "o.name"),
        Column::time("asked_at", "a.asked_at"),
        Column::text("decided_by", "d.name"),
        Column::time("settled_at", "a.decided_at"),
    ],
    rows: "FROM adjustment a JOIN member m ON m.id = a.member_id {joins} WHERE {sight} AND {period}",
    joins: "JOIN operator o ON o.id = a.asked_by LEFT JOIN operator d ON d.id = a.decided_by",
    order: &["a.asked_at", "a.id"],
    newest_first: true,
};
