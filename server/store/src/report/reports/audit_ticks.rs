//! Who has read which line of which day's audit, and what it said then.

use super::{days, filter};
use crate::{
    report::{Ask, Column, Group, Report, Sight},
    staff::Role,
};

pub static REPORT: Report = Report {
    name: "audit-ticks",
    group: Group::Money,
    seen_by: Role::sees_office,
    sight: Sight::Store("a.store_id"),
    page: "",
    filters: &[
        days("a.business_day", Some(7)),
        filter("store", Ask::Store("a.store_id")),
    ],
    columns: &[
        Column::day("business_day", "a.business_day"),
        Column::text("store", "st.name"),
        Column::choice("audit-", "audit_line", "a.line"),
        Column::text("figures", "a.figures"),
        Column::text("operator", "o.name"),
        Column::time("at", "a.at"),
        Column::text("comment", "a.comment"),
    ],
    rows: "FROM audit_tick a {joins} WHERE {sight} AND {period}",
    joins: "JOIN store st ON st.id = a.store_id JOIN operator o ON o.id = a.operator_id",
    order: &["a.business_day", "a.id"],
    newest_first: true,
};
