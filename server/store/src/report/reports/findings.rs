//! Where a gateway's bill and our orders disagree, a line a mismatch.

use super::{channel, days, filter};
use crate::{
    reconciliation::MismatchKind,
    report::{Ask, Column, Group, Report, Sight},
    staff::Role,
};

const KINDS: [&str; MismatchKind::ALL.len()] = texts_of!(MismatchKind);

pub static REPORT: Report = Report {
    name: "findings",
    group: Group::Gateways,
    seen_by: Role::sees_shop,
    sight: Sight::Shop,
    page: "",
    filters: &[
        days("r.day", Some(31)),
        channel("r.channel"),
        filter(
            "kind",
            Ask::Word {
                column: "f.kind",
                words: "finding-",
                options: &KINDS,
            },
        ),
        filter("number", Ask::Text("f.number")),
    ],
    columns: &[
        Column::choice("finding-", "finding", "f.kind"),
        Column::id("number", "f.number"),
        Column::id("transaction", "f.transaction_id"),
        Column::fen("ours_fen", "f.ours_fen").total(),
        Column::fen("theirs_fen", "f.theirs_fen").total(),
        Column::text("ours", "f.ours"),
        Column::text("theirs", "f.theirs"),
        Column::time("at", "f.at"),
        Column::day("bill_day", "r.day").linked(
            "/office/reconciliation?channel=",
            "r.channel || '&day=' || CAST(r.day AS TEXT)",
        ),
        Column::choice("channel-", "channel", "r.channel"),
    ],
    rows: "FROM reconciliation r JOIN reconciliation_finding f ON f.reconciliation_id = r.id WHERE {sight} AND {period}",
    joins: "",
    order: &["r.day", "r.id", "f.id"],
    newest_first: true,
};
