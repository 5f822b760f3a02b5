//! What was put on members' accounts and paid back from them, one entry a row; a refund has the other sign. The index `entry_day` gives the
//! entries of the period.

use super::{days, filter};
use crate::{
    report::{Ask, Case, Column, Group, Report, Sight},
    staff::Role,
};

const KINDS: [Case; 4] = [
    Case {
        word: "top-up",
        sql: "e.kind = 'top-up'",
    },
    Case {
        word: "refund",
        sql: "e.kind = 'refund'",
    },
    Case {
        word: "opening",
        sql: "e.kind = 'opening'",
    },
    Case {
        word: "grant",
        sql: "e.kind = 'grant'",
    },
];

/// What an entry moved on these two accounts: the one of the balance, and the one of what is set aside.
macro_rules! moved {
    ($accounts:literal) => {
        concat!(
            "(SELECT CAST(COALESCE(SUM(p.amount), 0) AS BIGINT) FROM posting p WHERE p.entry_id = e.id AND p.account IN (",
            $accounts,
            "))"
        )
    };
}

pub static REPORT: Report = Report {
    name: "deposits",
    group: Group::Money,
    seen_by: Role::sees_office,
    sight: Sight::Store("m.home_store_id"),
    page: "",
    filters: &[
        days("e.business_day", Some(31)),
        filter(
            "entry_kind",
            Ask::Case {
                words: "report-entry-",
                options: &KINDS,
                first: false,
            },
        ),
        filter("store", Ask::Store("e.store_id")),
        filter("home_store", Ask::Store("m.home_store_id")),
        filter("tail", Ask::PhoneTail("m.phone")),
        filter("reference", Ask::Text("e.reference")),
    ],
    columns: &[
        Column::id("reference", "e.reference"),
        Column::choice("report-entry-", "entry_kind", "e.kind"),
        Column::day("business_day", "e.business_day"),
        Column::time("at", "e.at"),
        Column::text("store", "st.name"),
        Column::text("operator", "o.name"),
        Column::id("shift", "CAST(e.shift_id AS TEXT)"),
        Column::id("member_no", "CAST(m.id AS TEXT)").linked("/office/members/", "m.id"),
        Column::phone("phone", "m.phone"),
        Column::text("home_store", "hs.name"),
        Column::text("card_type", "ct.name"),
        Column::choice(
            "report-paid-",
            "paid_by",
            "(SELECT MAX(p.party) FROM posting p WHERE p.entry_id = e.id AND p.account = 12)",
        ),
        Column::choice(
            "report-source-",
            "deposit_source",
            "CASE WHEN e.kind = 'opening' THEN 'import' WHEN e.kind = 'grant' THEN 'gift' \
             WHEN e.origin IN ('counter', 'till') THEN 'counter' WHEN e.operator_id IS NOT NULL THEN 'office' ELSE 'phone' END",
        ),
        Column::text("package", "l.rule"),
        Column::id("lot", "CAST(l.id AS TEXT)"),
        Column::fen("principal_moved", moved!("1, 5")).total(),
        Column::fen("bonus_moved", moved!("2, 6")).total(),
        Column::points("points_moved", moved!("3, 7")).total(),
        Column::fen("balance_after", "e.money_after"),
        Column::text("sold_by", "sb.name"),
        Column::choice(
            "report-invoiced-",
            "invoiced",
            "CASE t.invoiced WHEN 1 THEN 'yes' WHEN 0 THEN 'no' END",
        ),
    ],
    rows: "FROM entry e JOIN member m ON m.id = e.member_id {joins} WHERE e.kind IN ('top-up', 'refund', 'opening', 'grant') AND {sight} AND {period}",
    joins: "LEFT JOIN store st ON st.id = e.store_id LEFT JOIN store hs ON hs.id = m.home_store_id LEFT JOIN operator o ON o.id = e.operator_id \
            LEFT JOIN money_lot l ON l.id = (SELECT MIN(y.id) FROM money_lot y WHERE y.entry_id = e.id) \
            LEFT JOIN card_type ct ON ct.id = l.card_type_id LEFT JOIN top_up t ON t.entry_id = e.id LEFT JOIN operator sb ON sb.id = t.sold_by",
    order: &["e.business_day", "e.id"],
    newest_first: true,
};
