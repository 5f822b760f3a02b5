//! A body as the fields of a form, and back: each value under its name, those of rows as `tiers.2.name`.

use super::{Area, BodyError, Expected, Field, Kind, Rows};
use serde_json::{Map, Value};

/// The name of a row's value in a form.
#[must_use]
pub fn row_field(list: &str, row: usize, field: &str) -> String {
    format!("{list}.{row}.{field}")
}

impl Area {
    /// Reads a body out of what was typed; `typed` answers what stands in a field, `None` where there is none. A row in which nothing
    /// was typed, or whose name was deleted, is none.
    ///
    /// # Errors
    /// The first value that is not what it may be, by its field's name.
    pub fn read_form(&self, typed: impl Fn(&str) -> Option<String>) -> Result<Value, BodyError> {
        let mut body = Map::new();
        for sentence in self.sentences {
            let Some(Rows { list, max, .. }) = sentence.rows else {
                for field in sentence.fields {
                    let text = typed(field.name).unwrap_or_default();
                    body.insert(field.name.to_owned(), read_field(field, field.name, &text, 0)?);
                }
                continue;
            };
            let mut rows = Vec::new();
            // One more than there may be, so that too many are refused and not forgotten.
            for row in 0..=max {
                let of_row = |field: &Field| typed(&row_field(list, row, field.name)).unwrap_or_default();
                if is_left_out(sentence.fields, &of_row) {
                    continue;
                }
                let mut read = Map::new();
                for field in sentence.fields {
                    let name = row_field(list, row, field.name);
                    read.insert(
                        field.name.to_owned(),
                        read_field(field, &name, &of_row(field), rows.len())?,
                    );
                }
                rows.push(Value::Object(read));
            }
            body.insert(list.to_owned(), rows.into());
        }
        self.read(self.version, &Value::Object(body))
    }
}

/// Whether a row is none: its name is empty, or everything where rows have no names.
fn is_left_out(fields: &[Field], typed: &impl Fn(&Field) -> String) -> bool {
    let mut named = fields
        .iter()
        .filter(|field| matches!(field.kind, Kind::Name { .. }))
        .peekable();
    if named.peek().is_some() {
        return named.all(|field| typed(field).trim().is_empty());
    }
    fields.iter().all(|field| typed(field).trim().is_empty())
}

fn read_field(field: &Field, name: &str, text: &str, row: usize) -> Result<Value, BodyError> {
    // A row knows its place by itself.
    if matches!(field.kind, Kind::Place { .. }) {
        return Ok(row.into());
    }
    let read: Result<Value, Expected> = field.kind.read(text);
    read.map_err(|expected| BodyError::value(name, expected))
}

#[cfg(test)]
mod tests {
    use super::super::AREAS;
    use super::*;
    use std::collections::HashMap;

    /// What a page shows of a body.
    fn filled(area: &Area, body: &Value) -> HashMap<String, String> {
        let mut fields = HashMap::new();
        for sentence in area.sentences {
            for field in sentence.fields {
                match sentence.rows {
                    None => {
                        fields.insert(field.name.to_owned(), field.kind.show(&body[field.name]));
                    }
                    Some(rows) => {
                        for (number, row) in body[rows.list].as_array().into_iter().flatten().enumerate() {
                            let name = row_field(rows.list, number, field.name);
                            fields.insert(name, field.kind.show(&row[field.name]));
                        }
                    }
                }
            }
        }
        fields
    }

    #[test]
    fn a_form_that_is_sent_back_as_it_was_shown_changes_nothing() {
        for area in AREAS {
            let body = area.default_body();
            let fields = filled(area, &body);
            assert_eq!(area.read_form(|name| fields.get(name).cloned()), Ok(body), "{area:?}");
        }
    }

    #[test]
    fn a_row_without_its_name_is_taken_away_and_one_behind_the_last_is_added() {
        let area = Area::find("tiers").expect("an area");
        let mut fields = filled(area, &area.default_body());
        fields.insert("tiers.1.name".into(), " ".into());
        for (name, text) in [
            ("name", "黑金"),
            ("threshold_fen", "5000"),
            ("points_percent", "200"),
            ("discount_percent", "5"),
        ] {
            fields.insert(row_field("tiers", 4, name), text.into());
        }
        let body = area.read_form(|name| fields.get(name).cloned()).expect("it is right");
        let tiers: Vec<(i64, &str, i64)> = body["tiers"]
            .as_array()
            .into_iter()
            .flatten()
            .map(|tier| {
                let number = |name: &str| tier[name].as_i64().unwrap_or_default();
                (
                    number("rank"),
                    tier["name"].as_str().unwrap_or_default(),
                    number("threshold_fen"),
                )
            })
            .collect();
        assert_eq!(
            tiers,
            [
                (0, "normal", 0),
                (1, "gold", 100_000),
                (2, "platinum", 200_000),
                (3, "黑金", 500_000)
            ]
        );
    }

    #[test]
    fn a_value_that_is_wrong_is_named_by_its_field() {
        let area = Area::find("tiers").expect("an area");
        let mut fields = filled(area, &area.default_body());
        fields.insert("tiers.2.discount_percent".into(), "100".into());
        let refused = area.read_form(|name| fields.get(name).cloned());
        let expected = Expected::Number { min: 0, max: 99 };
        assert_eq!(refused, Err(BodyError::value("tiers.2.discount_percent", expected)));
    }
}
