//! What operators did about members' sessions, about each other and about the shop's stores, and what they took out of the books as files.

use super::{filter, period};
use crate::{
    report::{Ask, Column, Group, Report, Sight},
    staff::{ActKind, Role},
};

const KINDS: [&str; ActKind::ALL.len()] = texts_of!(ActKind);

pub static REPORT: Report = Report {
    name: "staff-acts",
    group: Group::Staff,
    seen_by: Role::sees_office,
    // What is no store's, such as a file that was taken out, those see who see the whole shop.
    sight: Sight::Store("a.store_id"),
    page: "",
    filters: &[
        period("a.at", Some(31)),
        filter(
            "act",
            Ask::Word {
                column: "a.kind",
                words: "act-",
                options: &KINDS,
            },
        ),
        filter("login", Ask::Text("o.login")),
        filter(
            "about",
            Ask::Text("(SELECT x.login FROM operator x WHERE x.id = a.about_operator_id)"),
        ),
        filter("store", Ask::Store("a.store_id")),
    ],
    columns: &[
        Column::time("at", "a.at"),
        Column::text("operator", "o.name"),
        Column::id("login", "o.login"),
        Column::choice("act-", "act", "a.kind"),
        Column::text("about", "b.name"),
        Column::phone("phone", "m.phone"),
        Column::text("store", "st.name"),
        Column::text("was", "a.was"),
        Column::text("detail", "a.detail"),
    ],
    rows: "FROM staff_act a JOIN operator o ON o.id = a.operator_id {joins} WHERE {sight} AND {period}",
    joins: "LEFT JOIN operator b ON b.id = a.about_operator_id LEFT JOIN member m ON m.id = a.member_id \
            LEFT JOIN store st ON st.id = a.store_id",
    order: &["a.at", "a.id"],
    newest_first: true,
};
