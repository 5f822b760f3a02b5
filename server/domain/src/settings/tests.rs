//! What holds for every area.

use super::*;
use serde_json::{Value, json};

/// Every value of every area, with the area and the list that it is a row of.
fn all() -> impl Iterator<Item = (&'static Area, &'static Sentence, &'static Field)> {
    let sentences = AREAS
        .iter()
        .flat_map(|area| area.sentences.iter().map(move |sentence| (area, sentence)));
    sentences.flat_map(|(area, sentence)| sentence.fields.iter().map(move |field| (area, sentence, field)))
}

/// A value that a field may have.
fn sample(kind: Kind) -> Value {
    match kind.expected() {
        Expected::Number { min, .. } => min.into(),
        Expected::YesOrNo => true.into(),
        Expected::OneOf(words) => words[0].into(),
        Expected::Name { .. } => "x".into(),
        Expected::Colour => "#0b7a5b".into(),
        Expected::Day => "2026-12-01".into(),
        Expected::Words { .. } => json!(["x"]),
        Expected::Rows { .. } | Expected::Together(_) => Value::Null,
    }
}

#[test]
fn each_area_has_its_own_name_and_its_defaults_are_right() {
    for area in AREAS {
        let body = area.default_body();
        assert_eq!(area.read(area.version, &body).as_ref(), Ok(&body), "{area:?}");
        assert_eq!(AREAS.iter().filter(|other| *other == area).count(), 1, "{area:?}");
        assert_eq!(Area::find(area.name), Some(area));
    }
    assert!(Area::find("no-such-area").is_none());
}

#[test]
fn every_value_of_a_body_stands_in_exactly_one_sentence() {
    for area in AREAS {
        let body = area.default_body();
        let object = body.as_object().expect("an object");
        for name in object.keys() {
            let standing = area.sentences.iter().filter(|sentence| match sentence.rows {
                Some(rows) => rows.list == name,
                None => sentence.fields.iter().any(|field| field.name == name),
            });
            assert_eq!(standing.count(), 1, "{area:?}.{name}");
        }
    }
    for (area, sentence, field) in all() {
        let body = area.default_body();
        let found = match sentence.rows {
            // A list that is empty by itself shows its values as soon as it has a row.
            Some(rows) if body[rows.list][0].is_null() => {
                let mut with_row = body.clone();
                with_row[rows.list] = json!([{ (field.name): sample(field.kind) }]);
                let refused = area.read(area.version, &with_row);
                assert!(
                    !matches!(refused, Err(BodyError::Shape(_))),
                    "{area:?} has no {}",
                    field.name
                );
                continue;
            }
            Some(rows) => body[rows.list][0].get(field.name),
            None => body.get(field.name),
        };
        assert!(found.is_some(), "{area:?} has no {}", field.name);
    }
}

#[test]
fn no_number_takes_every_value() {
    for (area, sentence, field) in all() {
        for wrong in [
            json!(i64::MIN),
            json!(-1_000_000_000_000_000_i64),
            json!(i64::MAX),
            json!(1.5),
            json!({}),
        ] {
            let mut body = area.default_body();
            let read = match sentence.rows {
                Some(rows) => {
                    if body[rows.list][0].is_null() {
                        body[rows.list] = json!([{}]);
                    }
                    body[rows.list][0][field.name] = wrong.clone();
                    area.read(area.version, &body)
                }
                None => area.with(&body, field.name, wrong.clone()),
            };
            assert!(read.is_err(), "{area:?}.{} = {wrong}", field.name);
        }
    }
}

#[test]
fn each_end_of_a_range_is_taken_and_what_lies_beyond_is_refused_with_the_range() {
    for (area, sentence, field) in all() {
        let (Expected::Number { min, max }, None) = (field.kind.expected(), sentence.rows) else {
            continue;
        };
        let body = area.default_body();
        let with = |number: i64| area.with(&body, field.name, number.into());
        // What the values must be together may want less than the range of one.
        for end in [min, max] {
            let fits = with(end);
            let together = matches!(
                fits,
                Err(BodyError::Value {
                    expected: Expected::Together(_),
                    ..
                })
            );
            assert!(fits.is_ok() || together, "{area:?}.{} = {end}: {fits:?}", field.name);
        }
        for beyond in [min - 1, max + 1] {
            let refused = BodyError::Value {
                field: field.name.to_owned(),
                expected: Expected::Number { min, max },
            };
            assert_eq!(with(beyond), Err(refused), "{area:?}.{}", field.name);
        }
    }
}

#[test]
fn a_field_that_nobody_knows_is_refused_and_one_that_is_missing_has_its_default() {
    for area in AREAS {
        assert!(
            matches!(area.parse(r#"{"no_such_value": 1}"#), Err(BodyError::Shape(_))),
            "{area:?}"
        );
        assert_eq!(area.parse("{}"), Ok(area.default_body()), "{area:?}");
        for text in ["", "1", "[]", "null"] {
            assert!(area.parse(text).is_err(), "{area:?}: {text}");
        }
    }
}

#[test]
fn a_body_of_a_newer_program_is_refused_and_says_so() {
    for area in AREAS {
        let newer = area.read(area.version + 1, &area.default_body());
        let (found, known) = (area.version + 1, area.version);
        assert_eq!(newer, Err(BodyError::Newer { found, known }));
    }
}

/// An area whose first form counted in hours and whose second one had another name for it.
#[derive(Clone, Debug, Default, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Moved {
    secs: i64,
    kept: i64,
}

impl Body for Moved {
    const DIMENSION: Dimension = Dimension::Chain;
    const VERSION: u32 = 3;
    const SENTENCES: &'static [Sentence] = &[];

    fn upgrade(version: u32, mut body: serde_json::Map<String, Value>) -> serde_json::Map<String, Value> {
        if version < 2 {
            let hours = body
                .remove("hours")
                .and_then(|hours| hours.as_i64())
                .unwrap_or_default();
            body.insert("secs".to_owned(), (hours * 3600).into());
        }
        if version < 3 {
            let kept = body.remove("left").unwrap_or_default();
            body.insert("kept".to_owned(), kept);
        }
        body
    }
}

#[test]
fn a_body_of_an_older_form_is_read_by_its_upgrade() {
    let read = |version, body: Value| area::typed::<Moved>(version, &body);
    let moved = Moved { secs: 7200, kept: 5 };
    assert_eq!(read(1, json!({"hours": 2, "left": 5})), Ok(moved.clone()));
    assert_eq!(read(2, json!({"secs": 7200, "left": 5})), Ok(moved.clone()));
    assert_eq!(read(3, json!({"secs": 7200, "kept": 5})), Ok(moved));
    assert!(
        read(3, json!({"hours": 2})).is_err(),
        "the newest form knows its own names only"
    );
}

#[test]
fn tiers_ask_for_more_from_step_to_step() {
    let area = Area::find("tiers").expect("an area");
    let with = |thresholds: &[i64]| {
        let tiers: Vec<Value> = (0..)
            .zip(thresholds)
            .map(|(rank, threshold)| {
                json!({"rank": rank, "name": format!("t{rank}"), "threshold_fen": threshold, "points_percent": 100, "discount_percent": 0})
            })
            .collect();
        area.with(&area.default_body(), "tiers", tiers.into())
    };
    assert!(with(&[0]).is_ok() && with(&[0, 100, 101]).is_ok());
    for wrong in [&[][..], &[1], &[0, 0], &[0, 100, 100], &[0, 100, 50], &[0; 9]] {
        assert!(with(wrong).is_err(), "{wrong:?}");
    }
}

#[test]
fn a_prefix_that_payment_apps_use_is_refused() {
    let area = Area::find("code").expect("an area");
    for prefix in [10, 15, 25, 30, 62] {
        assert!(
            area.with(&area.default_body(), "prefix", prefix.into()).is_err(),
            "{prefix}"
        );
    }
    assert!(area.with(&area.default_body(), "prefix", 88.into()).is_ok());
}
