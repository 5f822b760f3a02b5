//! The Z slips: what each drawer should have had, and what was counted.

use super::{days, filter};
use crate::{
    report::{Ask, Column, Group, Report, Sight},
    staff::Role,
};

pub static REPORT: Report = Report {
    name: "slips",
    group: Group::Money,
    seen_by: Role::sees_office,
    sight: Sight::Store("z.store_id"),
    page: "",
    filters: &[
        days("z.business_day", Some(7)),
        filter("store", Ask::Store("z.store_id")),
    ],
    columns: &[
        Column::day("business_day", "z.business_day"),
        Column::time("at", "z.at"),
        Column::text("store", "st.name"),
        Column::text("till", "z.till"),
        Column::count("slip", "z.number"),
        Column::text("operator", "o.name"),
        Column::choice("shift-ending-", "ending", "sh.ending"),
        Column::fen("expected_cash", "z.expected_fen").total(),
        Column::fen("counted_cash", "z.counted_fen").total(),
        Column::fen("difference_cash", "z.counted_fen - z.expected_fen").total(),
    ],
    rows: "FROM z_slip z {joins} WHERE {sight} AND {period}",
    joins: "JOIN shift sh ON sh.id = z.shift_id JOIN store st ON st.id = z.store_id JOIN operator o ON o.id = sh.operator_id",
    order: &["z.business_day", "z.id"],
    newest_first: true,
};
