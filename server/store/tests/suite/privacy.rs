//! What the database holds about people is named column by column, and the document about it says the same.

use std::collections::BTreeSet;

use huika_domain::settings::RetentionRule;
use huika_store::{
    member::PARTS,
    params,
    privacy::{Columns, TABLES, Until, What, as_markdown},
    retention::days_of,
};

use crate::shop::{Shop, on_both_engines};

/// Every column of the database, as `table.column`.
fn columns(shop: &Shop) -> BTreeSet<String> {
    let text = if shop.url.starts_with("sqlite") {
        "SELECT m.name AS of_table, c.name AS of_column FROM sqlite_master m JOIN pragma_table_info(m.name) c \
         WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite%'"
    } else {
        "SELECT CAST(table_name AS TEXT) AS of_table, CAST(column_name AS TEXT) AS of_column FROM information_schema.columns \
         WHERE table_schema = current_schema()"
    };
    let rows = shop.read(|tx| {
        tx.all(text, params![], |row| {
            Ok((row.get::<String>("of_table")?, row.get::<String>("of_column")?))
        })
    });
    let ours = rows.into_iter().filter(|(table, _)| table != "schema_version");
    ours.map(|(table, column)| format!("{table}.{column}")).collect()
}

#[test]
fn every_column_of_every_table_says_what_it_holds_about_whom_and_until_when() {
    on_both_engines(|shop| {
        let mut named = BTreeSet::new();
        for table in TABLES {
            for column in table.columns.iter().flat_map(Columns::each) {
                let name = format!("{}.{column}", table.name);
                assert!(named.insert(name.clone()), "{name} is named twice");
            }
        }
        let there = columns(shop);
        let unnamed: Vec<_> = there.difference(&named).collect();
        let gone: Vec<_> = named.difference(&there).collect();
        assert!(unnamed.is_empty(), "not in privacy::TABLES: {unnamed:?}");
        assert!(gone.is_empty(), "in privacy::TABLES, and nowhere else: {gone:?}");
    });
}

#[test]
fn what_is_kept_for_days_is_forgotten_by_the_rule_of_retention() {
    let rule = RetentionRule::default();
    for table in TABLES {
        for columns in table.columns {
            if columns.until == Until::Days {
                assert!(days_of(table.name, &rule).is_some(), "nothing forgets {}", table.name);
            }
            assert_eq!(
                columns.what == What::Nothing,
                columns.until == Until::Always,
                "{}",
                table.name
            );
        }
    }
}

#[test]
fn the_document_says_what_the_list_says() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/PRIVACY.md");
    let document = std::fs::read_to_string(path).expect("the document is there");
    let table = as_markdown(&RetentionRule::default());
    let written = "target/PRIVACY-table.md";
    if !document.contains(&table) {
        std::fs::create_dir_all("target").expect("a folder");
        std::fs::write(written, &table).expect("it is written");
    }
    assert!(
        document.contains(&table),
        "docs/PRIVACY.md has another table: put the one of server/store/{written} in its place"
    );
}

/// Tables with rows about a member that hold nothing of their own for the copy: what they say stands in another part.
const SAID_ELSEWHERE: [(&str, &str); 17] = [
    ("code_use", "scans"),
    ("entry", "statement"),
    ("gift", "statement"),
    ("grant_member", "statement"),
    ("grant_refusal", "statement"),
    // The reason of a discount by hand, and a code, stand among the inputs of the lines.
    ("hand_discount", "purchase-lines"),
    ("typed_code", "purchase-lines"),
    ("member_name_gram", "profile"),
    ("member_openid", "top-ups"),
    ("member_pin", "profile"),
    ("member_profile", "profile"),
    ("point_lot", "point-lots"),
    ("posting", "statement"),
    ("sale_tender", "purchases"),
    ("sign_off", "corrections"),
    ("watched_sale", "purchases"),
    ("operator", "acts-of-staff"),
];

#[test]
fn every_table_with_rows_about_a_member_is_in_their_copy() {
    let of_members = TABLES.iter().filter(|table| {
        let mut names = table.columns.iter().flat_map(Columns::each);
        names.any(|name| name == "member_id")
    });
    let named: Vec<&str> = of_members.map(|table| table.name).collect();
    assert!(named.len() > 20, "{named:?}");
    for table in named {
        let elsewhere = SAID_ELSEWHERE.iter().find(|(name, _)| *name == table);
        let found = match elsewhere {
            Some((_, part)) => PARTS.iter().any(|of| of.name == *part),
            None => PARTS.iter().any(|part| part.reads(table)),
        };
        assert!(found, "{table} is in no part of the copy");
    }
}
