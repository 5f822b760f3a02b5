//! Each movement on a member's accounts, by all three stores: where it happened, where the lot came from, and where the member belongs.
//! The rows that the roll-forward of what is owed adds up. The index `entry_day` gives the entries of the period, and its key the postings of each.

use super::{days, filter};
use crate::{
    ledger::EntryKind,
    report::{Ask, Column, Group, Report, Sight},
    staff::Role,
};

const KINDS: [&str; EntryKind::ALL.len()] = texts_of!(EntryKind);

pub static REPORT: Report = Report {
    name: "balance-moves",
    group: Group::Money,
    seen_by: Role::sees_office,
    // Who sees the roll-forward of a store sees what it is made of, wherever that happened.
    sight: Sight::Store("w.store_id"),
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
        filter("origin_store", Ask::Store("w.store_id")),
        filter("home_store", Ask::Store("m.home_store_id")),
        filter("tail", Ask::PhoneTail("m.phone")),
    ],
    columns: &[
        Column::id("reference", "e.reference"),
        Column::choice("report-entry-", "entry_kind", "e.kind"),
        Column::day("business_day", "e.business_day"),
        Column::time("at", "e.at"),
        Column::text("store", "st.name"),
        Column::text("origin_store", "os.name"),
        Column::text("home_store", "hs.name"),
        Column::text("operator", "o.name"),
        Column::id("member_no", "CAST(m.id AS TEXT)").linked("/office/members/", "m.id"),
        Column::phone("phone", "m.phone"),
        Column::id("lot", "CAST(p.lot_id AS TEXT)"),
        Column::fen(
            "principal_change",
            "CASE WHEN p.account IN (1, 5) THEN p.amount ELSE 0 END",
        )
        .total(),
        Column::fen("bonus_change", "CASE WHEN p.account IN (2, 6) THEN p.amount ELSE 0 END").total(),
        Column::points(
            "points_change",
            "CASE WHEN p.account IN (3, 7) THEN p.amount ELSE 0 END",
        )
        .total(),
    ],
    rows: "FROM entry e JOIN posting p ON p.entry_id = e.id AND p.account IN (1, 2, 3, 5, 6, 7) \
           LEFT JOIN money_lot ml ON ml.id = p.lot_id AND p.commodity = 1 LEFT JOIN point_lot pl ON pl.id = p.lot_id AND p.commodity = 2 \
           LEFT JOIN entry w ON w.id = COALESCE(ml.entry_id, pl.entry_id) LEFT JOIN member m ON m.id = e.member_id {joins} \
           WHERE {sight} AND {period}",
    joins: "LEFT JOIN store st ON st.id = e.store_id LEFT JOIN store os ON os.id = w.store_id LEFT JOIN store hs ON hs.id = m.home_store_id \
            LEFT JOIN operator o ON o.id = e.operator_id",
    order: &["e.business_day", "e.id", "p.line"],
    newest_first: true,
};
