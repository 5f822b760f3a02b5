//! Points that were given and taken without a purchase: by hand, by a grant to many or a rule, as a gift, by expiry. The index `entry_day`
//! gives the entries of the period.

use super::{days, filter};
use crate::{
    report::{Ask, Case, Column, Group, Report, Sight},
    staff::Role,
};

const KINDS: [Case; 6] = [
    Case {
        word: "adjustment",
        sql: "e.kind = 'adjustment'",
    },
    Case {
        word: "grant",
        sql: "e.kind = 'grant'",
    },
    Case {
        word: "gift",
        sql: "e.kind = 'gift'",
    },
    Case {
        word: "expiry",
        sql: "e.kind = 'expiry'",
    },
    Case {
        word: "opening",
        sql: "e.kind = 'opening'",
    },
    Case {
        word: "closing",
        sql: "e.kind = 'closing'",
    },
];

pub static REPORT: Report = Report {
    name: "points-adjusted",
    group: Group::Members,
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
        filter("home_store", Ask::Store("m.home_store_id")),
        filter("tail", Ask::PhoneTail("m.phone")),
        filter("reference", Ask::Text("e.reference")),
    ],
    columns: &[
        Column::id("reference", "e.reference"),
        Column::choice("report-entry-", "entry_kind", "e.kind"),
        Column::day("business_day", "e.business_day"),
        Column::time("at", "e.at"),
        Column::id("member_no", "CAST(m.id AS TEXT)").linked("/office/members/", "m.id"),
        Column::phone("phone", "m.phone"),
        Column::text("home_store", "hs.name"),
        Column::points("points_before", "e.points_after - e.points_change"),
        Column::points("points_change", "e.points_change").total(),
        Column::points("points_after", "e.points_after"),
        Column::text("reason", "a.reason"),
        Column::text("asked_for_by", "o.name"),
        Column::text("decided_by", "d.name"),
        Column::text("points_rule", "l.rule"),
        Column::time("points_expire", "l.expires_at"),
    ],
    rows: "FROM entry e JOIN member m ON m.id = e.member_id {joins} \
           WHERE e.kind IN ('adjustment', 'grant', 'gift', 'expiry', 'opening', 'closing') AND e.points_change <> 0 AND {sight} AND {period}",
    joins: "LEFT JOIN store hs ON hs.id = m.home_store_id LEFT JOIN operator o ON o.id = e.operator_id \
            LEFT JOIN adjustment a ON a.entry_id = e.id LEFT JOIN operator d ON d.id = a.decided_by \
            LEFT JOIN point_lot l ON l.id = (SELECT MIN(y.id) FROM point_lot y WHERE y.entry_id = e.id)",
    order: &["e.business_day", "e.id"],
    newest_first: true,
};
