//! Goods that came back. A row reverses a part of a sale, so its figures have the other sign.

use super::{filter, period};
use crate::{
    report::{Ask, Column, Group, Report, Sight},
    staff::Role,
};

pub static REPORT: Report = Report {
    name: "returns",
    group: Group::Sales,
    seen_by: Role::sees_office,
    sight: Sight::Store("r.store_id"),
    page: "",
    filters: &[
        period("r.at", Some(31)),
        filter("store", Ask::Store("r.store_id")),
        filter("receipt", Ask::Text("s.receipt_number")),
    ],
    columns: &[
        Column::id("return_number", "r.number"),
        Column::id("receipt", "s.receipt_number")
            .linked("/office/reports/sales?from=2000-01-01&receipt=", "s.receipt_number"),
        Column::time("at", "r.at"),
        Column::day("sold_on", "s.business_day"),
        Column::text("store", "st.name"),
        Column::text("operator", "o.name"),
        Column::phone("phone", "m.phone"),
        Column::text("line", "r.line"),
        Column::fen("due", "-r.gross_fen").total(),
        Column::fen("principal_back", "e.principal_change").total(),
        Column::fen("bonus_back", "e.bonus_change").total(),
        Column::points("points_change", "e.points_change").total(),
    ],
    rows: "FROM sale_return r JOIN sale s ON s.id = r.sale_id JOIN entry e ON e.id = r.entry_id {joins} WHERE {sight} AND {period}",
    joins: "LEFT JOIN store st ON st.id = r.store_id LEFT JOIN operator o ON o.id = r.operator_id \
            LEFT JOIN member m ON m.id = r.member_id",
    order: &["r.at", "r.id"],
    newest_first: true,
};
