//! The codes of batches, each with what became of it: what is printed, or handed to whoever sends them out.

use super::filter;
use crate::{
    report::{Ask, Case, Column, Group, Report, Sight},
    staff::Role,
};

const STATES: [Case; 5] = [
    Case {
        word: "open",
        sql: "c.state = 'open'",
    },
    Case {
        word: "held",
        sql: "c.state = 'held'",
    },
    Case {
        word: "used",
        sql: "c.state = 'used'",
    },
    Case {
        word: "expired",
        sql: "c.state = 'expired'",
    },
    Case {
        word: "taken-back",
        sql: "c.state = 'taken-back'",
    },
];

pub static REPORT: Report = Report {
    name: "coupon-codes",
    group: Group::Members,
    seen_by: Role::keeps_coupons,
    sight: Sight::Shop,
    page: "/office/coupons",
    filters: &[
        filter(
            "state",
            Ask::Case {
                words: "coupon-state-",
                options: &STATES,
                first: false,
            },
        ),
        filter("batch", Ask::Text("b.number")),
    ],
    columns: &[
        Column::id("batch", "b.number").linked("/office/coupons/batches/", "b.number"),
        Column::text("coupon", "v.name"),
        Column::id("coupon_code", "c.code"),
        Column::choice("coupon-state-", "state", "c.state"),
        Column::time("coupon_until", "c.valid_until"),
        Column::phone("phone", "m.phone"),
        Column::time("coupon_ended", "c.ended_at"),
    ],
    rows: "FROM coupon c JOIN coupon_batch b ON b.id = c.batch_id {joins} WHERE c.batch_id IS NOT NULL AND {sight} AND {period}",
    joins: "JOIN coupon_version v ON v.id = c.version_id LEFT JOIN member m ON m.id = c.member_id",
    order: &["c.batch_id", "c.id"],
    newest_first: false,
};
