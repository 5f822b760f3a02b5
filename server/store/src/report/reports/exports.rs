//! The large files that an operator has ordered, their own.

use super::filter;
use crate::{
    report::{Ask, Column, ExportState, Group, Report, Sight},
    staff::Role,
};

const STATES: [&str; ExportState::ALL.len()] = texts_of!(ExportState);

pub static REPORT: Report = Report {
    name: "exports",
    group: Group::Staff,
    seen_by: Role::sees_office,
    sight: Sight::Own("x.operator_id"),
    page: "/office/exports",
    filters: &[filter(
        "state",
        Ask::Word {
            column: "x.state",
            words: "export-state-",
            options: &STATES,
        },
    )],
    columns: &[
        Column::time("asked_at", "x.asked_at").linked("/office/exports?id=", "x.id"),
        Column::choice("report-", "report", "x.report"),
        Column::id("format", "x.format"),
        Column::text("filter", "x.query"),
        Column::choice("export-state-", "state", "x.state"),
        Column::count("lines", "x.rows_done").total(),
        Column::count("bytes", "x.bytes"),
        Column::time("ready_at", "x.ended_at"),
        Column::time("expires_at", "x.expires_at"),
        Column::count("downloads", "x.downloads"),
    ],
    rows: "FROM export x WHERE {sight} AND {period}",
    joins: "",
    order: &["x.id"],
    newest_first: true,
};
