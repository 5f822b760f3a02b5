//! What the database holds about people, column by column: what it is, and until when. `docs/PRIVACY.md` is this list as a table.
//!
//! A column that is not named here fails a test, so that nobody adds one without saying what becomes of it. Another test closes an account
//! and asks of every column that ends with the account whether anything is left in it.

mod tables;

use std::fmt::Write as _;

use huika_domain::settings::RetentionRule;

use crate::retention::days_of;

pub use tables::TABLES;

huika_domain::text_enum! {
    /// What a column says about a person.
    pub enum What {
        /// Nothing: it is the shop's.
        Nothing = "nothing",
        /// Who a member is, or how they are reached.
        Identity = "identity",
        /// What a member said, wants, or has shown.
        Said = "said",
        /// A key, or a fingerprint of a secret: worthless without the server's secret or the person's own.
        Secret = "secret",
        /// With what, where and when a member was seen.
        Trace = "trace",
        /// A member's number beside amounts, orders and times.
        Books = "books",
        /// About somebody who works here.
        Staff = "staff",
    }
}

huika_domain::text_enum! {
    /// Until when it is kept.
    pub enum Until {
        /// For as long as the shop is open: it is about nobody.
        Always = "always",
        /// Until the member's account is closed.
        Account = "account",
        /// As long as the laws on accounts want, under the member's number alone.
        Books = "books",
        /// So many days, by the rule of retention.
        Days = "days",
        /// Minutes or hours, until it was used or its time is over.
        Use = "use",
        /// As long as somebody works here, and as long as the record of acts is kept.
        Work = "work",
    }
}

/// Columns of a table that are alike.
#[derive(Debug, Clone, Copy)]
pub struct Columns {
    /// What they say.
    pub what: What,
    /// Until when.
    pub until: Until,
    /// Their names, with spaces between them.
    pub names: &'static str,
}

/// A table.
#[derive(Debug, Clone, Copy)]
pub struct Table {
    /// Its name.
    pub name: &'static str,
    /// All of its columns.
    pub columns: &'static [Columns],
}

impl Columns {
    /// Their names.
    pub fn each(&self) -> impl Iterator<Item = &'static str> + use<> {
        self.names.split_whitespace()
    }
}

/// The list as a table of a document, with the days that these rules say; what is about nobody is left out.
#[must_use]
pub fn as_markdown(rule: &RetentionRule) -> String {
    let mut text = String::from("| table | columns | what | until |\n|---|---|---|---|\n");
    for table in TABLES {
        for columns in table.columns.iter().filter(|columns| columns.what != What::Nothing) {
            let names: Vec<String> = columns.each().map(|name| format!("`{name}`")).collect();
            let until = match columns.until {
                Until::Always => "always".to_owned(),
                Until::Account => "the account is closed".to_owned(),
                Until::Books => "the law lets the books go; under the member's number alone".to_owned(),
                Until::Days => format!("{} days", days_of(table.name, rule).unwrap_or_default()),
                Until::Use => "used or over, within a day".to_owned(),
                Until::Work => "the record of what staff did is no longer needed".to_owned(),
            };
            let what = match columns.what {
                What::Nothing => "",
                What::Identity => "who a member is",
                What::Said => "what a member said or wants",
                What::Secret => "key or fingerprint",
                What::Trace => "with what, where and when",
                What::Books => "number beside amounts and times",
                What::Staff => "about staff",
            };
            // Writing into a string cannot fail.
            let _ = writeln!(text, "| `{}` | {} | {what} | {until} |", table.name, names.join(", "));
        }
    }
    text
}
