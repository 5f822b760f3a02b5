//! Sales, one a bill. On every row what was due is what the discount and the points took off, and what card and other money paid. The index
//! `sale_day` holds every column that is added up, so a year's totals read it alone.

use super::{days, filter};
use crate::{
    report::{Ask, Column, Group, Report, Sight},
    staff::Role,
};

pub static REPORT: Report = Report {
    name: "sales",
    group: Group::Sales,
    seen_by: Role::sees_office,
    sight: Sight::Store("s.store_id"),
    page: "",
    filters: &[
        days("s.business_day", Some(1)),
        filter("store", Ask::Store("s.store_id")),
        filter("receipt", Ask::Text("s.receipt_number")),
        filter("due", Ask::Amount("s.gross_fen")),
    ],
    columns: &[
        Column::id("receipt", "s.receipt_number"),
        Column::day("business_day", "s.business_day"),
        Column::time("at", "s.at"),
        Column::text("store", "st.name"),
        Column::text("till", "s.till"),
        Column::text("operator", "o.name"),
        Column::phone("phone", "m.phone"),
        Column::fen("due", "s.gross_fen").total(),
        Column::fen("discount", "s.discount_fen").total(),
        Column::fen("by_points", "s.points_fen").total(),
        Column::fen("outside", "s.outside_fen").total(),
        Column::choice("tender-", "tender", "s.outside_channel"),
        Column::fen("principal_spent", "s.principal_fen").total(),
        Column::fen("bonus_spent", "s.bonus_fen").total(),
        Column::points("points_used", "s.points_used").total(),
        Column::points("points_earned", "s.points_earned").total(),
        Column::fen("returned", "s.returned_fen").total(),
    ],
    rows: "FROM sale s {joins} WHERE {sight} AND {period}",
    joins: "LEFT JOIN store st ON st.id = s.store_id LEFT JOIN operator o ON o.id = s.operator_id \
            LEFT JOIN member m ON m.id = s.member_id",
    order: &["s.business_day", "s.id"],
    newest_first: true,
};
