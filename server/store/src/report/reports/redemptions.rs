//! Items of the mall that were taken for points, one order a row, by when it was ordered. The index `redemption_at` gives them in order.

use super::{filter, period};
use crate::{
    report::{Ask, Case, Column, Group, Report, Sight},
    staff::Role,
};

const STATES: [Case; 3] = [
    Case {
        word: "ready",
        sql: "x.status = 'ready'",
    },
    Case {
        word: "collected",
        sql: "x.status = 'collected'",
    },
    Case {
        word: "cancelled",
        sql: "x.status = 'cancelled'",
    },
];

pub static REPORT: Report = Report {
    name: "redemptions",
    group: Group::Members,
    seen_by: Role::sees_office,
    sight: Sight::Store("m.home_store_id"),
    page: "",
    filters: &[
        period("x.at", Some(31)),
        filter(
            "state",
            Ask::Case {
                words: "report-order-",
                options: &STATES,
                first: false,
            },
        ),
        filter("store", Ask::Store("x.store_id")),
        filter("home_store", Ask::Store("m.home_store_id")),
        filter("number", Ask::Text("x.number")),
        filter("tail", Ask::PhoneTail("m.phone")),
    ],
    columns: &[
        Column::id("number", "x.number"),
        Column::time("at", "x.at"),
        Column::day("business_day", "e.business_day"),
        Column::id("member_no", "CAST(m.id AS TEXT)").linked("/office/members/", "m.id"),
        Column::phone("phone", "m.phone"),
        Column::text("home_store", "hs.name"),
        Column::text("item", "i.name"),
        Column::id("item_code", "i.code"),
        Column::choice(
            "report-item-",
            "item_kind",
            "CASE WHEN i.coupon_kind_id IS NULL THEN 'goods' ELSE 'coupon' END",
        ),
        Column::points("points_paid", "x.points").total(),
        Column::points(
            "points_kept",
            "CASE WHEN x.status = 'cancelled' THEN 0 ELSE x.points END",
        )
        .total(),
        Column::choice("report-order-", "state", "x.status"),
        Column::time("collected_at", "x.collected_at"),
        Column::text("collected_store", "st.name"),
        Column::text("collected_by", "o.name"),
        Column::time("cancelled_at", "x.cancelled_at"),
    ],
    rows: "FROM redemption x JOIN member m ON m.id = x.member_id {joins} WHERE {sight} AND {period}",
    joins: "JOIN item i ON i.id = x.item_id LEFT JOIN entry e ON e.id = x.entry_id LEFT JOIN store st ON st.id = x.store_id \
            LEFT JOIN store hs ON hs.id = m.home_store_id LEFT JOIN operator o ON o.id = x.collected_by",
    order: &["x.at", "x.id"],
    newest_first: true,
};
