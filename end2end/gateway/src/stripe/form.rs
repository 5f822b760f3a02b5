//! Form-encoded parameters with brackets: `line_items[0][price_data][unit_amount]=100`.

use std::collections::BTreeMap;

use url::form_urlencoded;

use super::answer::Answer;

/// Parameters by their name as sent.
pub struct Form(BTreeMap<String, String>);

impl Form {
    pub fn read(source: &str) -> Result<Self, Answer> {
        let mut parameters = BTreeMap::new();
        for (name, value) in form_urlencoded::parse(source.as_bytes()) {
            if parameters.insert(name.to_string(), value.into_owned()).is_some() {
                return Err(Answer::invalid(&name, "A parameter was given twice."));
            }
        }
        Ok(Self(parameters))
    }

    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str).filter(|value| !value.is_empty())
    }

    pub fn must(&self, name: &str) -> Result<&str, Answer> {
        self.get(name).ok_or_else(|| Answer::absent(name))
    }

    pub fn whole(&self, name: &str) -> Result<Option<i64>, Answer> {
        let Some(text) = self.get(name) else { return Ok(None) };
        text.parse()
            .map(Some)
            .map_err(|_| Answer::invalid(name, &format!("Invalid integer: {text}")))
    }

    /// Refuses what Stripe does not know. `[]` in a known name stands for any index, a trailing `[*]` for any key.
    pub fn only(&self, known: &[&str]) -> Result<(), Answer> {
        let fits = |name: &str| {
            let plain = without_indexes(name);
            known.iter().any(|one| match one.strip_suffix("[*]") {
                Some(prefix) => plain.strip_prefix(prefix).is_some_and(|rest| rest.starts_with('[')),
                None => *one == plain,
            })
        };
        match self.0.keys().find(|name| !fits(name)) {
            Some(name) => Err(Answer::unknown(name)),
            None => Ok(()),
        }
    }

    /// All `prefix[key]`.
    pub fn map(&self, prefix: &str) -> BTreeMap<String, String> {
        let inner = |name: &str| {
            Some(
                name.strip_prefix(prefix)?
                    .strip_prefix('[')?
                    .strip_suffix(']')?
                    .to_owned(),
            )
        };
        self.0
            .iter()
            .filter_map(|(name, value)| Some((inner(name)?, value.clone())))
            .collect()
    }
}

/// `line_items[0][quantity]` as `line_items[][quantity]`.
fn without_indexes(name: &str) -> String {
    let mut plain = String::new();
    for part in name.split_inclusive('[') {
        let digits = part.chars().take_while(char::is_ascii_digit).count();
        let is_index = digits > 0 && part[digits..].starts_with(']');
        plain.push_str(if is_index { &part[digits..] } else { part });
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_held_against_what_is_known_whatever_their_index() {
        let form = Form::read("line_items[0][quantity]=1&metadata[number]=T1&metadata%5Bx%5D=2").unwrap();
        assert!(form.only(&["line_items[][quantity]", "metadata[*]"]).is_ok());
        assert!(form.only(&["line_items[][quantity]"]).is_err());
        assert_eq!(form.map("metadata").len(), 2);
        assert!(Form::read("a=1&a=2").is_err());
    }
}
