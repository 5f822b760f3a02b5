//! Everything that was posted, one entry a row: what the figures of a day on the office's first page are made of.

use super::{days, filter};
use crate::{
    ledger::EntryKind,
    report::{Ask, Column, Group, Report, Sight},
    staff::Role,
};

const KINDS: [&str; EntryKind::ALL.len()] = texts_of!(EntryKind);

pub static REPORT: Report = Report {
    name: "entries",
    group: Group::Money,
    seen_by: Role::sees_office,
    sight: Sight::Store("e.store_id"),
    page: "",
    filters: &[
        days("e.business_day", Some(1)),
        filter(
            "entry_kind",
            Ask::Word {
                column: "e.kind",
                words: "report-entry-",
                options: &KINDS,
            },
        ),
        filter("store", Ask::Store("e.store_id")),
    ],
    columns: &[
        Column::id("reference", "e.reference"),
        Column::choice("report-entry-", "entry_kind", "e.kind"),
        Column::day("business_day", "e.business_day"),
        Column::time("at", "e.at"),
        Column::text("store", "st.name"),
        Column::text("operator", "o.name"),
        Column::phone("phone", "m.phone"),
        Column::fen("principal_change", "e.principal_change").total(),
        Column::fen("bonus_change", "e.bonus_change").total(),
        Column::points("points_change", "e.points_change").total(),
        Column::fen("balance_after", "e.money_after"),
    ],
    rows: "FROM entry e {joins} WHERE {sight} AND {period}",
    joins: "LEFT JOIN store st ON st.id = e.store_id LEFT JOIN operator o ON o.id = e.operator_id \
            LEFT JOIN member m ON m.id = e.member_id",
    order: &["e.business_day", "e.id"],
    newest_first: true,
};
