//! Every movement of money from outside: what came in by which channel, and what went out again. The index `entry_day` gives the entries of the
//! period, and its key the postings of each.

use super::{days, filter};
use crate::{
    ledger::EntryKind,
    report::{Ask, Case, Column, Group, Report, Sight},
    staff::Role,
};

const KINDS: [&str; EntryKind::ALL.len()] = texts_of!(EntryKind);

/// The gateways, the counter's own tenders, and those that a shop begins with; its own have no words but its own.
const CHANNELS: [&str; 12] = [
    "cash",
    "wechat",
    "alipay",
    "stripe",
    "counter",
    "bank",
    "card",
    "wechat-pos",
    "alipay-pos",
    "unionpay-pos",
    "voucher",
    "other",
];

const WAYS: [Case; 2] = [
    Case {
        word: "in",
        sql: "p.amount < 0",
    },
    Case {
        word: "out",
        sql: "p.amount > 0",
    },
];

pub static REPORT: Report = Report {
    name: "income",
    group: Group::Money,
    seen_by: Role::sees_office,
    sight: Sight::Store("e.store_id"),
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
        filter(
            "paid_by",
            Ask::Word {
                column: "p.party",
                words: "report-paid-",
                options: &CHANNELS,
            },
        ),
        filter(
            "money_way",
            Ask::Case {
                words: "report-money-",
                options: &WAYS,
                first: false,
            },
        ),
        filter("store", Ask::Store("e.store_id")),
        filter("reference", Ask::Text("e.reference")),
    ],
    columns: &[
        Column::id("reference", "e.reference"),
        Column::choice("report-entry-", "entry_kind", "e.kind"),
        Column::day("business_day", "e.business_day"),
        Column::time("at", "e.at"),
        Column::text("store", "st.name"),
        Column::text("till", "sh.till"),
        Column::text("operator", "o.name"),
        Column::id("shift", "CAST(e.shift_id AS TEXT)"),
        Column::phone("phone", "m.phone"),
        Column::choice("report-paid-", "paid_by", "p.party"),
        Column::fen("money_in", "CASE WHEN p.amount < 0 THEN -p.amount ELSE 0 END").total(),
        Column::fen("money_out", "CASE WHEN p.amount > 0 THEN p.amount ELSE 0 END").total(),
        Column::fen("money_net", "-p.amount").total(),
        Column::id("transaction", "t.transaction_id"),
        Column::choice(
            "report-invoiced-",
            "invoiced",
            "CASE t.invoiced WHEN 1 THEN 'yes' WHEN 0 THEN 'no' END",
        ),
    ],
    rows: "FROM entry e JOIN posting p ON p.entry_id = e.id AND p.account = 12 {joins} WHERE {sight} AND {period}",
    joins: "LEFT JOIN store st ON st.id = e.store_id LEFT JOIN operator o ON o.id = e.operator_id LEFT JOIN member m ON m.id = e.member_id \
            LEFT JOIN shift sh ON sh.id = e.shift_id LEFT JOIN top_up t ON t.entry_id = e.id",
    order: &["e.business_day", "e.id", "p.line"],
    newest_first: true,
};
