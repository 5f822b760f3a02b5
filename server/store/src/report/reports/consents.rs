//! What members of the stores that an operator sees agreed to, in which words, and until when it held.

use super::{filter, period};
use crate::{
    report::{Ask, Case, Column, Group, Report, Sight},
    staff::Role,
};
use huika_domain::{ConsentChannel, ConsentPurpose};

/// The words of all purposes and of all channels.
const PURPOSES: [&str; ConsentPurpose::ALL.len()] = {
    let mut words = [""; ConsentPurpose::ALL.len()];
    let mut at = 0;
    while at < words.len() {
        words[at] = ConsentPurpose::ALL[at].as_str();
        at += 1;
    }
    words
};
const CHANNELS: [&str; ConsentChannel::ALL.len()] = {
    let mut words = [""; ConsentChannel::ALL.len()];
    let mut at = 0;
    while at < words.len() {
        words[at] = ConsentChannel::ALL[at].as_str();
        at += 1;
    }
    words
};

const STATES: [Case; 2] = [
    Case {
        word: "in-force",
        sql: "c.withdrawn_at IS NULL",
    },
    Case {
        word: "withdrawn",
        sql: "c.withdrawn_at IS NOT NULL",
    },
];

pub static REPORT: Report = Report {
    name: "consents",
    group: Group::Members,
    seen_by: Role::sees_office,
    sight: Sight::Store("m.home_store_id"),
    page: "",
    filters: &[
        period("c.given_at", None),
        filter("phone", Ask::Phone("m.phone")),
        filter(
            "purpose",
            Ask::Word {
                column: "c.purpose",
                words: "consent-",
                options: &PURPOSES,
            },
        ),
        filter(
            "way",
            Ask::Word {
                column: "c.channel",
                words: "consent-by-",
                options: &CHANNELS,
            },
        ),
        filter(
            "state",
            Ask::Case {
                words: "consent-state-",
                options: &STATES,
                first: false,
            },
        ),
        filter("home_store", Ask::Store("m.home_store_id")),
    ],
    columns: &[
        Column::time("given_at", "c.given_at"),
        Column::phone("phone", "m.phone"),
        Column::choice("consent-", "purpose", "c.purpose"),
        Column::choice("consent-by-", "way", "c.channel"),
        Column::text("wording", "c.wording"),
        Column::id("wording_version", "c.version"),
        Column::choice("consent-via-", "given_via", "c.given_via"),
        Column::time("withdrawn_at", "c.withdrawn_at"),
        Column::text("home_store", "st.name"),
    ],
    rows: "FROM consent c JOIN member m ON m.id = c.member_id {joins} WHERE {sight} AND {period}",
    joins: "LEFT JOIN store st ON st.id = m.home_store_id",
    order: &["c.given_at", "c.id"],
    newest_first: true,
};
