//! The failures of others that a quote alone cannot repeat (OFFICE 2.5 and 3): each is a story here with its number in its name. Those that it can stand in
//! the worked examples of prices.

use std::collections::BTreeSet;
use std::path::PathBuf;

/// The issues that OFFICE 2.5 names beside what went wrong with uses, limits, budgets and lists of codes.
const ISSUES: [&str; 19] = [
    "5278", "680", "4353", "27686", "27294", "9086", "1466", "10124", "1031", "15960", "18085", "1845", "305", "362",
    "118", "272", "13451", "13760", "6469",
];

/// The edge tests of OFFICE 3.
const TIERS: std::ops::RangeInclusive<u32> = 1..=10;

/// What the names of stories begin with: `failure_13451_…`, `failures_5278_and_680_…`, `failure_3_10_…`.
fn told() -> BTreeSet<String> {
    let mut folders = vec![PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/suite"))];
    let mut told = BTreeSet::new();
    while let Some(folder) = folders.pop() {
        for file in std::fs::read_dir(folder).expect("the stories") {
            let path = file.expect("a file").path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let text = std::fs::read_to_string(&path).expect("a story");
            let names = text
                .lines()
                .filter_map(|line| line.strip_prefix("fn failure"))
                .map(|name| name.trim_start_matches('s').trim_start_matches('_'));
            for name in names {
                let words = name.split('_').filter(|word| *word != "and");
                let numbers: Vec<&str> = words.take_while(|word| word.parse::<u32>().is_ok()).collect();
                match numbers.as_slice() {
                    ["3", edge] => told.extend([format!("3.{edge}")]),
                    _ => told.extend(numbers.iter().map(|number| (*number).to_owned())),
                }
            }
        }
    }
    told
}

#[test]
fn every_numbered_failure_has_a_story_with_its_number() {
    let told = told();
    let edges = TIERS.map(|edge| format!("3.{edge}"));
    let missing: Vec<String> = ISSUES
        .iter()
        .map(|issue| (*issue).to_owned())
        .chain(edges)
        .filter(|number| !told.contains(number))
        .collect();
    assert!(missing.is_empty(), "{missing:?}");
}
