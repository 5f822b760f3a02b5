//! A store's day a row, each figure leading to the rows that it adds up. Sealed days come from their sums, by the keys of `store_day` and
//! `liability_day`; the days since then from their entries, by `entry_day`.

use super::{days, filter};
use crate::{
    ledger::{last_sealed_day, owed_by_day, sold_by_day},
    report::{Ask, Column, Group, Report, Sight},
    staff::Role,
};

/// What a day of a store has of sales; nothing of what is owed.
macro_rules! sold {
    () => {
        "SELECT q.business_day, q.store_id, q.entries, q.sales, q.due_fen, q.discount_fen, q.by_points_fen, q.returns, q.returned_fen, \
         q.top_ups, q.redemptions, q.money_in_fen, q.money_out_fen, q.fees_fen, 0 AS principal_added, 0 AS bonus_added, 0 AS principal_used, \
         0 AS bonus_used, 0 AS points_added, 0 AS points_used, 0 AS points_expired FROM "
    };
}

/// What a day of a store has of what is owed; nothing of sales.
macro_rules! owed {
    () => {
        "SELECT q.business_day, q.store_id, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, \
         CASE WHEN q.kind = 'top-up' THEN q.principal_fen ELSE 0 END, CASE WHEN q.kind = 'top-up' THEN q.bonus_fen ELSE 0 END, \
         CASE WHEN q.kind IN ('sale', 'return') THEN -q.principal_fen ELSE 0 END, CASE WHEN q.kind IN ('sale', 'return') THEN -q.bonus_fen ELSE 0 END, \
         CASE WHEN q.kind = 'sale' THEN q.points_up ELSE 0 END, \
         CASE WHEN q.kind IN ('sale', 'redemption') THEN -q.points_down ELSE 0 END, \
         CASE WHEN q.kind = 'expiry' THEN -q.points_down ELSE 0 END FROM "
    };
}

/// The rows of a store's day in another report; of what is no store's there is no address.
const STORE: &str = "CASE WHEN x.store_id = 0 THEN NULL ELSE CAST(x.store_id AS TEXT) || '&day=' || SUBSTR(CAST(x.business_day AS TEXT), 1, 4) \
                     || '-' || SUBSTR(CAST(x.business_day AS TEXT), 5, 2) || '-' || SUBSTR(CAST(x.business_day AS TEXT), 7, 2) END";

pub static REPORT: Report = Report {
    name: "summary",
    group: Group::Sales,
    seen_by: Role::sees_office,
    sight: Sight::Store("x.store_id"),
    page: "",
    filters: &[
        days("q.business_day", Some(31)),
        filter("store", Ask::Store("x.store_id")),
    ],
    columns: &[
        Column::day("business_day", "x.business_day"),
        Column::choice(
            "report-store-",
            "store",
            "CASE WHEN x.store_id = 0 THEN 'none' ELSE COALESCE(st.name, '') END",
        ),
        Column::count("entries_count", "x.entries")
            .total()
            .linked("/office/reports/entries?store=", STORE),
        Column::count("sales_count", "x.sales")
            .total()
            .linked("/office/reports/sales?store=", STORE),
        Column::fen("sales_due", "x.due_fen")
            .total()
            .linked("/office/reports/sales?store=", STORE),
        Column::fen("sales_discount", "x.discount_fen")
            .total()
            .linked("/office/reports/sales?store=", STORE),
        Column::fen("by_points", "x.by_points_fen")
            .total()
            .linked("/office/reports/sales?store=", STORE),
        Column::count("returns_count", "x.returns")
            .total()
            .linked("/office/reports/consumption?entry_kind=return&store=", STORE),
        Column::fen("returns_due", "x.returned_fen")
            .total()
            .linked("/office/reports/consumption?entry_kind=return&store=", STORE),
        Column::count("top_ups_count", "x.top_ups")
            .total()
            .linked("/office/reports/deposits?entry_kind=top-up&store=", STORE),
        Column::fen("principal_topped_up", "x.principal_added")
            .total()
            .linked("/office/reports/deposits?entry_kind=top-up&store=", STORE),
        Column::fen("bonus_topped_up", "x.bonus_added")
            .total()
            .linked("/office/reports/deposits?entry_kind=top-up&store=", STORE),
        Column::fen("principal_net", "x.principal_used")
            .total()
            .linked("/office/reports/consumption?store=", STORE),
        Column::fen("bonus_net", "x.bonus_used")
            .total()
            .linked("/office/reports/consumption?store=", STORE),
        Column::points("points_by_sales", "x.points_added")
            .total()
            .linked("/office/reports/consumption?store=", STORE),
        Column::points("points_out", "x.points_used")
            .total()
            .linked("/office/reports/entries?store=", STORE),
        Column::points("points_over", "x.points_expired")
            .total()
            .linked("/office/reports/entries?entry_kind=expiry&store=", STORE),
        Column::count("redemptions_count", "x.redemptions")
            .total()
            .linked("/office/reports/entries?entry_kind=redemption&store=", STORE),
        Column::fen("card_fees", "x.fees_fen")
            .total()
            .linked("/office/reports/entries?store=", STORE),
        Column::fen("money_in", "x.money_in_fen")
            .total()
            .linked("/office/reports/income?money_way=in&store=", STORE),
        Column::fen("money_out", "x.money_out_fen")
            .total()
            .linked("/office/reports/income?money_way=out&store=", STORE),
    ],
    rows: concat!(
        "FROM (SELECT u.business_day, u.store_id, CAST(SUM(u.entries) AS BIGINT) AS entries, CAST(SUM(u.sales) AS BIGINT) AS sales, \
         CAST(SUM(u.due_fen) AS BIGINT) AS due_fen, CAST(SUM(u.discount_fen) AS BIGINT) AS discount_fen, \
         CAST(SUM(u.by_points_fen) AS BIGINT) AS by_points_fen, CAST(SUM(u.returns) AS BIGINT) AS returns, \
         CAST(SUM(u.returned_fen) AS BIGINT) AS returned_fen, CAST(SUM(u.top_ups) AS BIGINT) AS top_ups, \
         CAST(SUM(u.redemptions) AS BIGINT) AS redemptions, CAST(SUM(u.money_in_fen) AS BIGINT) AS money_in_fen, \
         CAST(SUM(u.money_out_fen) AS BIGINT) AS money_out_fen, CAST(SUM(u.fees_fen) AS BIGINT) AS fees_fen, \
         CAST(SUM(u.principal_added) AS BIGINT) AS principal_added, CAST(SUM(u.bonus_added) AS BIGINT) AS bonus_added, \
         CAST(SUM(u.principal_used) AS BIGINT) AS principal_used, CAST(SUM(u.bonus_used) AS BIGINT) AS bonus_used, \
         CAST(SUM(u.points_added) AS BIGINT) AS points_added, CAST(SUM(u.points_used) AS BIGINT) AS points_used, \
         CAST(SUM(u.points_expired) AS BIGINT) AS points_expired FROM (",
        sold!(),
        "store_day q WHERE q.business_day <= ",
        last_sealed_day!(),
        " AND {period} UNION ALL ",
        sold!(),
        "(",
        sold_by_day!("d.business_day > ", last_sealed_day!()),
        ") q WHERE {period} UNION ALL ",
        owed!(),
        "liability_day q WHERE q.business_day <= ",
        last_sealed_day!(),
        " AND {period} UNION ALL ",
        owed!(),
        "(",
        owed_by_day!("d.business_day > ", last_sealed_day!()),
        ") q WHERE {period}) u GROUP BY u.business_day, u.store_id) x {joins} WHERE {sight}"
    ),
    joins: "LEFT JOIN store st ON st.id = x.store_id",
    order: &["x.business_day", "x.store_id"],
    newest_first: true,
};
