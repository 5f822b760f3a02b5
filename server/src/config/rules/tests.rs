//! What the file and the variables say, under old names and new ones.

use huika_domain::Fen;
use serde_json::{Value, json};

use super::*;

fn read(text: &str) -> Result<FirstRules, String> {
    toml::from_str(text).map_err(|e| e.to_string())
}

/// Area, name and value of what is said.
fn said(first: &FirstRules) -> Vec<(&str, &str, Value)> {
    let mut said: Vec<_> = first
        .said
        .iter()
        .map(|said| (said.area.name, said.field.as_str(), said.value.clone()))
        .collect();
    said.sort_by_key(|(area, field, _)| (*area, *field));
    said
}

#[test]
fn nothing_said_is_the_defaults() {
    let first = read("").expect("nothing is wrong with it");
    assert_eq!((first.rules, first.said.len()), (Rules::default(), 0));
}

#[test]
fn every_name_of_older_files_is_a_value_of_an_area() {
    for (old, area, field) in FLAT {
        let names = Area::find(area).map(Area::names).unwrap_or_default();
        assert!(names.iter().any(|name| name == field), "{old}: {area}.{field}");
    }
    for (old, area) in TABLES {
        assert!(Area::find(area).is_some() && Area::find(old).is_none(), "{old}: {area}");
    }
}

#[test]
fn old_names_and_tables_say_the_same_as_new_ones() {
    let old = "sms_daily_budget = 7\nno_pin_limit_fen = 300\nrefund_gateway_days = 9\ntenders = [\"cash\"]\n\
               [points]\npoints = 2\n[refund]\nfull_within_days = 3\n[gift]\nallowed = true\n";
    let new = "[messages]\ndaily_budget = 7\n[cards]\nno_pin_limit_fen = 300\n[refunds]\ngateway_days = 9\nfull_within_days = 3\n\
               [tenders]\ntenders = [\"cash\"]\n[points]\npoints = 2\n[gifts]\nallowed = true\n";
    let (old, new) = (read(old).expect("an old file"), read(new).expect("a new file"));
    assert_eq!(said(&old), said(&new));
    assert_eq!(old.rules, new.rules);
    assert_eq!(old.rules.cards.no_pin_limit_fen, Fen::new(300));
    assert!(said(&old).contains(&("points", "points", json!(2))) && said(&old).len() == 7);
}

#[test]
fn a_value_that_moved_to_another_area_is_read_where_older_files_have_it() {
    let (old, new) = (
        read("[cards]\nreplacement_fee_fen = 500\n").expect("an old file"),
        read("[card-terms]\nreplacement_fee_fen = 500\n").expect("a new file"),
    );
    assert_eq!(said(&old), said(&new));
    assert_eq!(old.rules.card_terms.replacement_fee_fen, Fen::new(500));
}

#[test]
fn what_is_wrong_is_said_with_its_line() {
    for (text, line, words) in [
        (
            "\nsms_gap_secs = 4000\n",
            2,
            "gap_secs: expected a number from 0 to 3600",
        ),
        (
            "[messages]\nenabled = true\ndaily_budget = -1\n",
            3,
            "expected a number from 0",
        ),
        ("[messages]\n\nenabledd = true\n", 3, "unknown field `enabledd`"),
        ("\n\nsms_enable = true\n", 3, "unknown field `sms_enable`"),
        ("tiers = []\n", 1, "expected 1 to 8 rows"),
        ("messages = 3\n", 1, "expected a table"),
        ("sms_gap_secs = { a = 1 }\n", 1, "expected a value"),
    ] {
        let message = read(text).expect_err(text);
        assert!(message.contains(&format!("line {line}")), "{text:?}: {message}");
        assert!(message.contains(words), "{text:?}: {message}");
    }
}
