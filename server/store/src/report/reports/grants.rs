//! Grants to many: what each came to, and how far it is. Those that wait have no period: none of them may fall out of sight by its age.

use super::{filter, period};
use crate::{
    report::{Ask, Case, Column, Group, Report, Sight},
    staff::Role,
};

const STATES: [Case; 5] = [
    Case {
        word: "draft",
        sql: "b.state = 'draft'",
    },
    Case {
        word: "waiting",
        sql: "b.state = 'waiting'",
    },
    Case {
        word: "running",
        sql: "b.state = 'running' AND b.done_at IS NULL",
    },
    Case {
        word: "done",
        sql: "b.state = 'running' AND b.done_at IS NOT NULL",
    },
    Case {
        word: "dropped",
        sql: "b.state = 'dropped'",
    },
];

pub static REPORT: Report = Report {
    name: "grants",
    group: Group::Money,
    seen_by: Role::sees_shop,
    sight: Sight::Shop,
    page: "/office/grants",
    filters: &[
        filter(
            "state",
            Ask::Case {
                words: "grant-state-",
                options: &STATES,
                first: false,
            },
        ),
        period("b.asked_at", None),
        filter("number", Ask::Text("b.number")),
    ],
    columns: &[
        Column::id("number", "b.number").linked("/office/grants/", "b.number"),
        Column::choice(
            "grant-state-",
            "state",
            "CASE WHEN b.state = 'running' AND b.done_at IS NOT NULL THEN 'done' ELSE b.state END",
        ),
        Column::fen(
            "money_each",
            "CASE WHEN b.account = 2 AND b.coupon_kind_id IS NULL THEN b.amount ELSE 0 END",
        ),
        Column::points("points_each", "CASE WHEN b.account = 3 THEN b.amount ELSE 0 END"),
        Column::count("granted", "b.granted").total(),
        Column::fen(
            "money_granted",
            "CASE WHEN b.account = 2 AND b.coupon_kind_id IS NULL THEN b.amount * b.granted ELSE 0 END",
        )
        .total(),
        Column::points(
            "points_granted",
            "CASE WHEN b.account = 3 THEN b.amount * b.granted ELSE 0 END",
        )
        .total(),
        Column::text("coupon_given", "cv.name"),
        Column::text("segment", "b.segment"),
        Column::text("reason", "b.reason"),
        Column::text("asked_for_by", "o.name"),
        Column::time("asked_at", "b.asked_at"),
        Column::text("decided_by", "d.name"),
    ],
    rows: "FROM grant_batch b {joins} WHERE {sight} AND {period}",
    joins: "JOIN operator o ON o.id = b.asked_by LEFT JOIN operator d ON d.id = b.decided_by \
            LEFT JOIN coupon_kind ck ON ck.id = b.coupon_kind_id LEFT JOIN coupon_version cv ON cv.id = ck.version_id",
    order: &["b.asked_at", "b.id"],
    newest_first: true,
};
