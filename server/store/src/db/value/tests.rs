//! Columns by their names, and texts that no variant has.

use super::*;

/// Columns with these names, each holding the place where it stands.
struct Named(&'static [&'static str]);

impl Columns for Named {
    fn name(&self, index: usize) -> Option<&str> {
        self.0.get(index).copied()
    }

    fn int(&self, index: usize) -> Result<Option<i64>, StoreError> {
        Ok(Some(index as i64))
    }

    fn text(&self, index: usize) -> Result<Option<String>, StoreError> {
        Ok(self.0.get(index).map(|name| (*name).to_owned()))
    }

    fn bytes(&self, _index: usize) -> Result<Option<Vec<u8>>, StoreError> {
        Ok(None)
    }
}

#[test]
fn a_column_is_found_by_its_name_in_whatever_order_it_is_asked_for() {
    let columns = Named(&["id", "amount_fen", "at"]);
    let row = Row::new(&columns);
    for name in ["at", "id", "amount_fen", "amount_fen", "id", "at"] {
        let place = columns
            .0
            .iter()
            .position(|known| *known == name)
            .map(|place| place as i64);
        assert_eq!(row.get::<Option<i64>>(name).ok(), Some(place), "{name}");
    }
}

#[test]
fn a_column_that_is_missing_or_named_twice_is_an_error_and_no_guess() {
    let columns = Named(&["id", "at", "id"]);
    let row = Row::new(&columns);
    assert!(matches!(row.get::<i64>("amount_fen"), Err(StoreError::Decode(_))));
    assert!(matches!(row.get::<i64>("id"), Err(StoreError::Decode(_))));
    assert!(row.get::<i64>("at").is_ok_and(|place| place == 1));
}

#[test]
fn a_text_that_no_variant_has_is_an_error_that_names_the_column() {
    let columns = Named(&["active", "gone", ""]);
    let row = Row::new(&columns);
    assert_eq!(
        row.get::<domain::CardStatus>("active").ok(),
        Some(domain::CardStatus::Active)
    );
    let error = row
        .get::<domain::CardStatus>("gone")
        .expect_err("there is no such status");
    assert!(error.to_string().contains("column gone"), "{error}");
    assert_eq!(
        row.get::<Option<domain::CardStatus>>("").ok(),
        Some(None),
        "an empty text is none of them"
    );
}
