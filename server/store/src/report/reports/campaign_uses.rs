//! Uses of campaigns: one row for each sale that used one. What came back whole costs nothing.

use super::{filter, period};
use crate::{
    report::{Ask, Column, Group, Report, Sight},
    staff::Role,
};

pub static REPORT: Report = Report {
    name: "campaign-uses",
    group: Group::Sales,
    seen_by: Role::sees_office,
    sight: Sight::Store("u.store_id"),
    page: "",
    filters: &[
        period("u.at", Some(31)),
        filter("store", Ask::Store("u.store_id")),
        filter("campaign", Ask::Text("c.name")),
        filter("receipt", Ask::Text("s.receipt_number")),
    ],
    columns: &[
        Column::text("campaign", "c.name").linked("/office/campaigns/", "u.campaign_id"),
        Column::count("campaign_version", "u.version"),
        Column::id("receipt", "s.receipt_number")
            .linked("/office/reports/sales?from=2000-01-01&receipt=", "s.receipt_number"),
        Column::time("at", "u.at"),
        Column::day("sold_on", "u.business_day"),
        Column::text("store", "st.name"),
        Column::phone("phone", "m.phone"),
        Column::fen("campaign_given", "u.amount_fen").total(),
        Column::fen(
            "campaign_kept",
            "CASE WHEN u.released_at IS NULL THEN u.amount_fen ELSE 0 END",
        )
        .total(),
        Column::time("use_back_at", "u.released_at"),
    ],
    rows: "FROM campaign_use u JOIN campaign c ON c.id = u.campaign_id LEFT JOIN sale s ON s.id = u.sale_id {joins} \
           WHERE {sight} AND {period}",
    joins: "LEFT JOIN store st ON st.id = u.store_id LEFT JOIN member m ON m.id = u.member_id",
    order: &["u.at", "u.id"],
    newest_first: true,
};
