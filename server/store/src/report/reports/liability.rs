//! What the shop owes its members, rolled forward over the period: a row a store whose top-ups and gifts they were. The end of the period is
//! any past day, and the closing balance what was owed when that day was over. What is set aside is owed until it is paid out.
//!
//! Sealed days come from their sums, by the key of `liability_day`; the days since then from their entries, by `entry_day`.

use super::{days, filter};
use crate::{
    ledger::{last_sealed_day, owed_by_day},
    report::{Ask, Column, Group, Report, Sight},
    staff::Role,
};

/// The sum of a figure over what moved in one way.
macro_rules! moved {
    ($figure:literal, $way:literal, $name:literal) => {
        concat!(
            "CAST(SUM(CASE WHEN b.way = '",
            $way,
            "' THEN ",
            $figure,
            " ELSE 0 END) AS BIGINT) AS ",
            $name,
            ", "
        )
    };
}

/// The rows of another report that a store's figures add up.
const MOVES: &str = "/office/reports/balance-moves?{period}&origin_store=";

pub static REPORT: Report = Report {
    name: "liability",
    group: Group::Money,
    seen_by: Role::sees_office,
    sight: Sight::Store("x.store_id"),
    page: "",
    filters: &[
        days("b.business_day", Some(31)),
        filter("origin_store", Ask::Store("x.store_id")),
    ],
    columns: &[
        Column::choice(
            "report-store-",
            "origin_store",
            "CASE WHEN x.store_id = 0 THEN 'none' ELSE COALESCE(st.name, '') END",
        )
        .linked(MOVES, "NULLIF(x.store_id, 0)"),
        Column::fen("principal_opening", "x.principal_opening").total(),
        Column::fen("principal_added", "x.principal_added").total(),
        Column::fen("principal_used", "x.principal_used").total(),
        Column::fen("principal_returned", "x.principal_returned").total(),
        Column::fen("principal_refunded", "x.principal_refunded").total(),
        Column::fen("principal_expired", "x.principal_expired").total(),
        Column::fen("principal_adjusted", "x.principal_adjusted").total(),
        Column::fen("principal_closing", "x.principal_closing").total(),
        Column::fen("bonus_opening", "x.bonus_opening").total(),
        Column::fen("bonus_added", "x.bonus_added").total(),
        Column::fen("bonus_used", "x.bonus_used").total(),
        Column::fen("bonus_returned", "x.bonus_returned").total(),
        Column::fen("bonus_refunded", "x.bonus_refunded").total(),
        Column::fen("bonus_expired", "x.bonus_expired").total(),
        Column::fen("bonus_adjusted", "x.bonus_adjusted").total(),
        Column::fen("bonus_closing", "x.bonus_closing").total(),
        Column::points("points_opening", "x.points_opening").total(),
        Column::points("points_added", "x.points_added").total(),
        Column::points("points_used_up", "x.points_used").total(),
        Column::points("points_returned_net", "x.points_returned").total(),
        Column::points("points_refunded", "x.points_refunded").total(),
        Column::points("points_expired", "x.points_expired").total(),
        Column::points("points_adjusted", "x.points_adjusted").total(),
        Column::points("points_closing", "x.points_closing").total(),
    ],
    rows: concat!(
        "FROM (SELECT b.origin_store_id AS store_id, ",
        moved!("b.principal_fen", "before", "principal_opening"),
        moved!("b.principal_fen", "added", "principal_added"),
        moved!("b.principal_fen", "used", "principal_used"),
        moved!("b.principal_fen", "returned", "principal_returned"),
        moved!("b.principal_fen", "refunded", "principal_refunded"),
        moved!("b.principal_fen", "expired", "principal_expired"),
        moved!("b.principal_fen", "adjusted", "principal_adjusted"),
        "CAST(SUM(b.principal_fen) AS BIGINT) AS principal_closing, ",
        moved!("b.bonus_fen", "before", "bonus_opening"),
        moved!("b.bonus_fen", "added", "bonus_added"),
        moved!("b.bonus_fen", "used", "bonus_used"),
        moved!("b.bonus_fen", "returned", "bonus_returned"),
        moved!("b.bonus_fen", "refunded", "bonus_refunded"),
        moved!("b.bonus_fen", "expired", "bonus_expired"),
        moved!("b.bonus_fen", "adjusted", "bonus_adjusted"),
        "CAST(SUM(b.bonus_fen) AS BIGINT) AS bonus_closing, ",
        moved!("(b.points_up + b.points_down)", "before", "points_opening"),
        "CAST(SUM(CASE WHEN b.way = 'added' THEN b.points_up + b.points_down WHEN b.way = 'used' THEN b.points_up ELSE 0 END) AS BIGINT) \
         AS points_added, ",
        moved!("b.points_down", "used", "points_used"),
        moved!("(b.points_up + b.points_down)", "returned", "points_returned"),
        moved!("(b.points_up + b.points_down)", "refunded", "points_refunded"),
        moved!("(b.points_up + b.points_down)", "expired", "points_expired"),
        moved!("(b.points_up + b.points_down)", "adjusted", "points_adjusted"),
        "CAST(SUM((b.points_up + b.points_down)) AS BIGINT) AS points_closing ",
        "FROM (SELECT b.origin_store_id, SUM(b.principal_fen) AS principal_fen, SUM(b.bonus_fen) AS bonus_fen, \
         SUM(b.points_up) AS points_up, SUM(b.points_down) AS points_down, CASE WHEN {before} THEN 'before' \
         WHEN b.kind IN ('top-up', 'opening', 'grant') THEN 'added' \
         WHEN b.kind IN ('sale', 'redemption', 'fee', 'joining-fee', 'annual-fee', 'service-fee') THEN 'used' \
         WHEN b.kind IN ('return', 'cancellation') THEN 'returned' WHEN b.kind IN ('refund', 'hold', 'release') THEN 'refunded' \
         WHEN b.kind IN ('expiry', 'closing') THEN 'expired' ELSE 'adjusted' END AS way FROM (\
         SELECT l.business_day, l.origin_store_id, l.kind, l.principal_fen, l.bonus_fen, l.points_up, l.points_down FROM liability_day l \
         WHERE l.business_day <= ",
        last_sealed_day!(),
        " UNION ALL SELECT n.business_day, n.origin_store_id, n.kind, n.principal_fen, n.bonus_fen, n.points_up, n.points_down FROM (",
        owed_by_day!("d.business_day > ", last_sealed_day!()),
        ") n) b WHERE ({before} OR ({period})) GROUP BY b.origin_store_id, way) b GROUP BY b.origin_store_id) x {joins} WHERE {sight}"
    ),
    joins: "LEFT JOIN store st ON st.id = x.store_id",
    order: &["x.store_id"],
    newest_first: false,
};
