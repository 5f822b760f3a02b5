//! The members, by every condition that the books can answer. It stands in the order of their joining, and what it narrows by is found by an
//! index; balances, visits and what was spent are looked up by the member's number, because an index of theirs would be written by each sale.

use super::{filter, period};
use crate::{
    report::{Ask, Case, Column, Group, Offer, Report, Sight},
    staff::Role,
};

const STATES: [Case; 4] = [
    Case {
        word: "active",
        sql: "m.status = 'active'",
    },
    Case {
        word: "frozen",
        sql: "m.status = 'frozen'",
    },
    Case {
        word: "lost",
        sql: "m.status = 'lost'",
    },
    Case {
        word: "closed",
        sql: "m.status = 'closed'",
    },
];

const VISITED: [Case; 2] = [
    Case {
        word: "ever",
        sql: "w.visits > 0",
    },
    Case {
        word: "never",
        sql: "w.visits = 0",
    },
];

/// That a member may be sent offers, by whichever way.
macro_rules! agreed {
    () => {
        "EXISTS (SELECT 1 FROM consent k WHERE k.member_id = m.id AND k.purpose = 'offers' AND k.withdrawn_at IS NULL)"
    };
}

const CONSENT: [Case; 2] = [
    Case {
        word: "given",
        sql: agreed!(),
    },
    Case {
        word: "none",
        sql: concat!("NOT ", agreed!()),
    },
];

/// The members whom a tag marks; one that has ended marks nobody.
macro_rules! marked {
    () => {
        "(SELECT x.member_id FROM member_tag x JOIN tag y ON y.id = x.tag_id AND y.ended_at IS NULL WHERE x.tag_id = ? AND x.until IS NULL)"
    };
}

/// The tags that can be given.
const TAGS: &str = "SELECT t.id, t.name FROM tag t WHERE t.ended_at IS NULL ORDER BY t.name LIMIT 200";

pub static REPORT: Report = Report {
    name: "members",
    group: Group::Members,
    seen_by: Role::sees_office,
    sight: Sight::Store("m.home_store_id"),
    page: "/office/members",
    filters: &[
        filter(
            "status",
            Ask::Case {
                words: "member-state-",
                options: &STATES,
                first: false,
            },
        ),
        filter(
            "visited",
            Ask::Case {
                words: "visited-",
                options: &VISITED,
                first: false,
            },
        ),
        filter(
            "consent",
            Ask::Case {
                words: "consent-",
                options: &CONSENT,
                first: false,
            },
        ),
        filter("name", Ask::Name("m.id")),
        filter("tail", Ask::PhoneTail("m.phone")),
        filter("card", Ask::Card("m.id")),
        filter("home_store", Ask::Store("m.home_store_id")),
        filter("tier", Ask::Tier("m.tier_rank")),
        filter(
            "tag",
            Ask::One(Offer {
                choices: TAGS,
                sql: concat!("m.id IN ", marked!()),
            }),
        ),
        filter(
            "without_tag",
            Ask::One(Offer {
                choices: TAGS,
                sql: concat!("m.id NOT IN ", marked!()),
            }),
        ),
        filter("birthday", Ask::Birthday("m.birthday")),
        period("m.joined_at", None),
        filter("last_visit", Ask::DaysSince("w.last_visit_at")),
        filter("visits", Ask::Number("w.visits")),
        filter("spent", Ask::Amount("w.spent_fen")),
        filter("balance", Ask::Amount("(w.principal_fen + w.bonus_fen)")),
        filter("bonus", Ask::Amount("w.bonus_fen")),
        filter("points_left", Ask::Number("w.points")),
        filter("source", Ask::Text("m.source")),
    ],
    columns: &[
        Column::id("member_no", "CAST(m.id AS TEXT)").linked("/office/members/", "m.id"),
        Column::name("member", "m.name"),
        Column::phone("phone", "m.phone"),
        Column::new(crate::report::Kind::Tier, "tier", "m.tier_rank"),
        Column::choice("member-state-", "status", "m.status"),
        Column::fen("balance", "w.principal_fen + w.bonus_fen"),
        Column::fen("of_which_bonus", "w.bonus_fen"),
        Column::points("points", "w.points"),
        Column::fen("spent", "w.spent_fen"),
        Column::count("visits", "w.visits"),
        Column::time("last_visit", "w.last_visit_at"),
        Column::text("home_store", "st.name"),
        Column::time("joined_at", "m.joined_at"),
    ],
    rows: "FROM member m JOIN wallet w ON w.member_id = m.id {joins} WHERE {sight} AND {period}",
    joins: "LEFT JOIN store st ON st.id = m.home_store_id",
    order: &["m.joined_at", "m.id"],
    newest_first: true,
};
