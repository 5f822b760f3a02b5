//! What a setting may be, said where it is read, so that a value out of its range is refused wherever it was set: in the file with its
//! line, in a variable with its name.

use serde::{Deserialize, Deserializer, de::Error as _};

/// A whole number from `MIN` to `MAX`: `#[serde(deserialize_with = "within::<1, 20, _, _>")]`.
pub fn within<'de, const MIN: i64, const MAX: i64, T, D>(deserializer: D) -> Result<T, D::Error>
where
    T: Deserialize<'de> + Copy + TryInto<i64>,
    D: Deserializer<'de>,
{
    let value = T::deserialize(deserializer)?;
    match value.try_into() {
        Ok(number) if (MIN..=MAX).contains(&number) => Ok(value),
        Ok(number) => Err(D::Error::custom(format!(
            "expected a number from {MIN} to {MAX}, found {number}"
        ))),
        Err(_) => Err(D::Error::custom(format!("expected a number from {MIN} to {MAX}"))),
    }
}

/// A value for which `check` has nothing to say.
pub fn checked<'de, T, D, E>(deserializer: D, check: impl FnOnce(&T) -> Result<(), E>) -> Result<T, D::Error>
where
    T: Deserialize<'de>,
    D: Deserializer<'de>,
    E: std::fmt::Display,
{
    let value = T::deserialize(deserializer)?;
    check(&value).map_err(D::Error::custom)?;
    Ok(value)
}

/// Something that is shown or kept as a name: not empty, not longer than `most` characters, and none of them invisible.
///
/// # Errors
/// What is expected instead.
pub fn check_name(text: &str, most: usize) -> Result<(), String> {
    let length = text.chars().count();
    if text.trim().is_empty() || length > most || text.chars().any(char::is_control) {
        return Err(format!(
            "expected 1 to {most} characters, none of them a control character"
        ));
    }
    Ok(())
}
