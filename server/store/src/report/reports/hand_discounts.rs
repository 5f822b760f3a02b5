//! What people at the tills took off by hand: who, why, how much, and who said yes to it.

use huika_domain::HandReason;

use super::{filter, period};
use crate::{
    report::{Ask, Column, Group, Report, Sight},
    staff::Role,
};

const REASONS: [&str; HandReason::ALL.len()] = texts_of!(HandReason);

pub static REPORT: Report = Report {
    name: "hand-discounts",
    group: Group::Sales,
    seen_by: Role::sees_office,
    sight: Sight::Store("h.store_id"),
    page: "",
    filters: &[
        period("h.at", Some(31)),
        filter("store", Ask::Store("h.store_id")),
        filter(
            "hand_reason",
            Ask::Word {
                column: "h.reason",
                words: "hand-reason-",
                options: &REASONS,
            },
        ),
        filter("receipt", Ask::Text("s.receipt_number")),
    ],
    columns: &[
        Column::id("receipt", "s.receipt_number")
            .linked("/office/reports/sales?from=2000-01-01&receipt=", "s.receipt_number"),
        Column::time("at", "h.at"),
        Column::text("store", "st.name"),
        Column::text("operator", "o.name"),
        Column::text("hand_second", "b.name"),
        Column::choice("hand-kind-", "hand_kind", "h.kind"),
        Column::fen("hand_off", "h.amount_fen").total(),
        Column::choice("hand-reason-", "hand_reason", "h.reason"),
        Column::text("hand_note", "h.note"),
        Column::phone("phone", "m.phone"),
    ],
    rows: "FROM hand_discount h JOIN sale s ON s.id = h.sale_id {joins} WHERE {sight} AND {period}",
    joins: "LEFT JOIN store st ON st.id = h.store_id LEFT JOIN operator o ON o.id = h.operator_id \
            LEFT JOIN operator b ON b.id = h.approved_by LEFT JOIN member m ON m.id = h.member_id",
    order: &["h.at", "h.id"],
    newest_first: true,
};
