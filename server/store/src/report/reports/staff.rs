//! The operators who have not left: what they may do, and which stores they see.

use super::filter;
use crate::{
    report::{Ask, Column, Group, Report, Sight},
    staff::Role,
};

/// The built-in ones; the shop's own are found by the column.
const ROLES: [&str; 8] = [
    "cashier",
    "manager",
    "region",
    "headquarters",
    "finance",
    "auditor",
    "call-centre",
    "marketing",
];

pub static REPORT: Report = Report {
    name: "staff",
    group: Group::Staff,
    seen_by: Role::sees_shop,
    sight: Sight::Shop,
    page: "/office/staff",
    filters: &[
        filter(
            "role",
            Ask::Word {
                column: "o.role",
                words: "role-",
                options: &ROLES,
            },
        ),
        filter("login", Ask::Text("o.login")),
    ],
    columns: &[
        Column::text("name", "o.name").linked("/office/staff/", "o.id"),
        Column::id("login", "o.login"),
        Column::choice("role-", "role", "COALESCE(NULLIF(r.name, ''), o.role)"),
        Column::choice(
            "staff-sees-",
            "sees",
            "CASE WHEN r.sight = 'chain' THEN 'shop' WHEN o.store_id IS NULL \
             AND NOT EXISTS (SELECT 1 FROM operator_store x WHERE x.operator_id = o.id) THEN 'none' ELSE 'stores' END",
        ),
        Column::text(
            "stores",
            "(SELECT string_agg(st.name, '、' ORDER BY st.id) FROM store st WHERE st.id = o.store_id \
             OR st.id IN (SELECT x.store_id FROM operator_store x WHERE x.operator_id = o.id))",
        ),
        Column::choice(
            "security-",
            "second_step",
            "CASE WHEN EXISTS (SELECT 1 FROM operator_factor f WHERE f.operator_id = o.id AND f.totp IS NOT NULL) \
             OR EXISTS (SELECT 1 FROM passkey k WHERE k.operator_id = o.id) THEN 'on' ELSE 'off' END",
        ),
        Column::phone("own_account", "(SELECT m.phone FROM member m WHERE m.id = o.member_id)"),
    ],
    rows: "FROM operator o {joins} WHERE o.ended_at IS NULL AND {sight} AND {period}",
    joins: "LEFT JOIN role r ON r.code = o.role",
    order: &["o.id"],
    newest_first: false,
};
