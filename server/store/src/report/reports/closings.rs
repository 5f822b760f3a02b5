//! Accounts that members asked to have closed: those that wait for their time or for a person, those that were kept, and those that are
//! closed.

use super::{filter, period};
use crate::{
    report::{Ask, Case, Column, Group, Report, Sight},
    staff::Role,
};

const STATES: [Case; 3] = [
    Case {
        word: "waiting",
        sql: "c.state = 'waiting'",
    },
    Case {
        word: "kept",
        sql: "c.state = 'kept'",
    },
    Case {
        word: "done",
        sql: "c.state = 'done'",
    },
];

pub static REPORT: Report = Report {
    name: "closings",
    group: Group::Members,
    seen_by: Role::sees_office,
    sight: Sight::Store("m.home_store_id"),
    page: "",
    filters: &[
        period("c.asked_at", None),
        filter(
            "state",
            Ask::Case {
                words: "closing-",
                options: &STATES,
                first: false,
            },
        ),
        filter("home_store", Ask::Store("m.home_store_id")),
    ],
    columns: &[
        Column::time("asked_to_close_at", "c.asked_at"),
        Column::phone("phone", "m.phone"),
        Column::choice("closing-", "state", "c.state"),
        Column::time("closes_at", "c.due_at"),
        Column::choice("closing-why-", "waits_for", "c.why"),
        Column::fen("given_up", "c.given_up_fen").total(),
        Column::time("ended_at", "c.ended_at"),
        Column::text("home_store", "st.name"),
    ],
    rows: "FROM closing c JOIN member m ON m.id = c.member_id {joins} WHERE {sight} AND {period}",
    joins: "LEFT JOIN store st ON st.id = m.home_store_id",
    order: &["c.asked_at", "c.id"],
    newest_first: true,
};
