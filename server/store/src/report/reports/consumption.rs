//! Sales and returns, one a row; a return has the other sign and names the sale that it takes back. On every row what was due is what
//! discounts and points took off, and what was paid from outside, with principal and with bonus. The index `entry_day` gives the entries.

use super::{days, filter};
use crate::{
    report::{Ask, Case, Column, Group, Kind, Report, Sight},
    staff::Role,
};

const KINDS: [Case; 2] = [
    Case {
        word: "sale",
        sql: "e.kind = 'sale'",
    },
    Case {
        word: "return",
        sql: "e.kind = 'return'",
    },
];

/// What an entry moved on these accounts, as the buyer paid it: the other sign of what is in the books.
macro_rules! paid {
    ($accounts:literal) => {
        concat!(
            "(SELECT CAST(COALESCE(SUM(-p.amount), 0) AS BIGINT) FROM posting p WHERE p.entry_id = e.id AND p.account IN (",
            $accounts,
            "))"
        )
    };
}

/// The goods at their prices before discounts.
const DUE: &str = "COALESCE(s.gross_fen, -r.gross_fen)";

/// What was due, less what was paid: discounts, coupons and points.
const TAKEN_OFF: &str = concat!("COALESCE(s.gross_fen, -r.gross_fen) - ", paid!("1, 2, 12"));

pub static REPORT: Report = Report {
    name: "consumption",
    group: Group::Sales,
    seen_by: Role::sees_office,
    sight: Sight::Store("e.store_id"),
    page: "",
    filters: &[
        days("e.business_day", Some(1)),
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
        Column::text("till", "s.till"),
        Column::text("operator", "o.name"),
        Column::id("shift", "CAST(e.shift_id AS TEXT)"),
        Column::id("receipt", "COALESCE(s.receipt_number, so.receipt_number)").linked(
            "/office/reports/sales?from=2000-01-01&receipt=",
            "COALESCE(s.receipt_number, so.receipt_number)",
        ),
        Column::id("return_number", "r.number"),
        Column::id("member_no", "CAST(m.id AS TEXT)").linked("/office/members/", "m.id"),
        Column::phone("phone", "m.phone"),
        Column::text("home_store", "hs.name"),
        Column::new(Kind::Tier, "tier_then", "COALESCE(s.tier_rank, so.tier_rank)"),
        Column::fen("due", DUE).total(),
        Column::fen("taken_off", TAKEN_OFF).total(),
        Column::fen("outside", paid!("12")).total(),
        Column::fen("principal_spent", paid!("1")).total(),
        Column::fen("bonus_spent", paid!("2")).total(),
        Column::fen("of_which_points", "s.points_fen").total(),
        Column::fen(
            "of_which_coupons",
            "(SELECT CAST(COALESCE(SUM(u.saved_fen), 0) AS BIGINT) FROM coupon_use u WHERE u.sale_id = s.id)",
        )
        .total(),
        Column::points("points_change", "e.points_change").total(),
    ],
    rows: "FROM entry e LEFT JOIN sale s ON s.entry_id = e.id LEFT JOIN sale_return r ON r.entry_id = e.id LEFT JOIN sale so ON so.id = r.sale_id \
           LEFT JOIN member m ON m.id = e.member_id {joins} WHERE e.kind IN ('sale', 'return') AND {sight} AND {period}",
    joins: "LEFT JOIN store st ON st.id = e.store_id LEFT JOIN store hs ON hs.id = m.home_store_id LEFT JOIN operator o ON o.id = e.operator_id",
    order: &["e.business_day", "e.id"],
    newest_first: true,
};
