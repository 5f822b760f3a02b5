//! `[rules]`: what the file says about what the shop decides. That lives in the database; the first start takes over what stands here,
//! once, and afterwards the file is only compared with it.
//!
//! An area of rules is a table, `[rules.messages]`. Files of older versions have the same values under flat names, such as
//! `sms_daily_budget` in `[rules]`; they are read as well.

use std::fmt;

use huika_domain::settings::{AREAS, Area, Rules};
use huika_store::settings::Said;
use serde::de::value::SeqAccessDeserializer;
use serde::de::{DeserializeSeed, Error, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::Value;

/// The values that are said, and all rules with them.
#[derive(Clone, Debug, Default)]
pub struct FirstRules {
    /// Everything that is said, and the defaults.
    pub rules: Rules,
    /// What is said.
    pub said: Vec<Said>,
}

/// Flat names of older versions: the area and the name that the value has now.
const FLAT: [(&str, &str, &str); 34] = [
    ("sms_enabled", "messages", "enabled"),
    ("sms_daily_budget", "messages", "daily_budget"),
    ("sms_gap_secs", "messages", "gap_secs"),
    ("sms_per_phone_hour", "messages", "per_phone_hour"),
    ("sms_per_phone_day", "messages", "per_phone_day"),
    ("sms_per_address_hour", "messages", "per_address_hour"),
    ("sms_per_network_hour", "messages", "per_network_hour"),
    ("sms_per_prefix_hour", "messages", "per_prefix_hour"),
    ("code_lives_secs", "sign-in", "code_lives_secs"),
    ("code_tries", "sign-in", "code_tries"),
    ("code_tries_per_address", "sign-in", "code_tries_per_address"),
    ("session_days", "sign-in", "session_days"),
    ("fresh_sign_in_secs", "sign-in", "fresh_secs"),
    ("pin_tries", "sign-in", "pin_tries"),
    ("pin_lock_secs", "sign-in", "pin_lock_secs"),
    ("pin_cooling_secs", "sign-in", "pin_cooling_secs"),
    ("staff_session_hours", "staff", "session_hours"),
    ("staff_second_factor", "staff", "second_factor"),
    ("counter_idle_secs", "till", "idle_secs"),
    ("till_session_secs", "till", "session_secs"),
    ("approval_lives_secs", "till", "approval_secs"),
    ("member_code_prefix", "code", "prefix"),
    ("guess_limit", "code", "guess_limit"),
    ("guess_window_secs", "code", "guess_window_secs"),
    ("guess_lock_secs", "code", "guess_lock_secs"),
    ("no_pin_limit_fen", "cards", "no_pin_limit_fen"),
    ("replacement_fee_fen", "card-terms", "replacement_fee_fen"),
    ("birthday_corrections", "cards", "birthday_corrections"),
    ("terms_version", "cards", "terms_version"),
    ("top_up_lives_secs", "top-up", "lives_secs"),
    ("top_up_grace_secs", "top-up", "grace_secs"),
    ("refund_gateway_days", "refunds", "gateway_days"),
    ("bill_files_days", "retention", "bills_days"),
    ("return_grace_days", "returns", "grace_days"),
];

/// Lists that stood in `[rules]` itself, under the name that their area has now.
const LISTS: [&str; 2] = ["tenders", "tiers"];

/// Tables of older versions: the area that they are now.
const TABLES: [(&str, &str); 2] = [("refund", "refunds"), ("gift", "gifts")];

/// Values that are a matter of another area now: the area in which older files have them, the name, and the area.
const MOVED: [(&str, &str, &str); 1] = [("cards", "replacement_fee_fen", "card-terms")];

/// The area in which a value stands now that a file has in this one.
fn now_in(area: &'static Area, field: &str) -> &'static Area {
    let moved = MOVED.iter().find(|(old, name, _)| *old == area.name && *name == field);
    moved.and_then(|(_, _, now)| Area::find(now)).unwrap_or(area)
}

/// The area of a table in the file.
fn area_of(table: &str) -> Option<&'static Area> {
    let renamed = TABLES.iter().find(|(old, _)| *old == table);
    Area::find(renamed.map_or(table, |(_, now)| now))
}

/// Area and name of a value that stands in `[rules]` itself.
fn flat(name: &str) -> Option<(&'static Area, &'static str)> {
    let list = LISTS.iter().find(|list| **list == name).map(|list| (*list, *list));
    let renamed = FLAT.iter().find(|(old, ..)| *old == name);
    let (area, field) = renamed.map(|(_, area, field)| (*area, *field)).or(list)?;
    Some((Area::find(area)?, field))
}

/// The sections that variables may name, and whether a variable names a value of `[rules]` itself.
pub fn sections() -> impl Iterator<Item = String> {
    let tables = TABLES.iter().map(|(old, _)| *old);
    AREAS
        .iter()
        .map(|area| area.name)
        .chain(tables)
        .map(|name| format!("rules.{name}"))
}

/// Whether a value of this name stands in `[rules]` itself.
pub fn is_flat(name: &str) -> bool {
    flat(name).is_some()
}

impl FirstRules {
    fn take(&mut self, area: &'static Area, field: &str, value: Value) -> Result<(), String> {
        let area = now_in(area, field);
        if !area.names().iter().any(|name| name == field) {
            let names: Vec<String> = area.names().iter().map(|name| format!("`{name}`")).collect();
            return Err(format!("unknown field `{field}`, expected one of {}", names.join(", ")));
        }
        let body = area
            .with(&self.rules.body(area), field, value)
            .map_err(|e| e.to_string())?;
        self.rules.put(area, area.version, &body).map_err(|e| e.to_string())?;
        self.said.retain(|said| said.area != area || said.field != field);
        self.said.push(Said {
            area,
            field: field.to_owned(),
            value: body[field].clone(),
        });
        Ok(())
    }
}

impl<'de> Deserialize<'de> for FirstRules {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Section;

        impl<'de> Visitor<'de> for Section {
            type Value = FirstRules;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("a table of rules")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<FirstRules, A::Error> {
                let mut first = FirstRules::default();
                while let Some(name) = map.next_key::<String>()? {
                    map.next_value_seed(Entry {
                        name: &name,
                        first: &mut first,
                    })?;
                }
                Ok(first)
            }
        }
        deserializer.deserialize_map(Section)
    }
}

/// What stands under one name of `[rules]`: an area's table, or a value of its own. Errors are made while the value is read, so that
/// they are said with its line.
struct Entry<'e> {
    name: &'e str,
    first: &'e mut FirstRules,
}

impl<'de> DeserializeSeed<'de> for Entry<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        if area_of(self.name).is_none() && flat(self.name).is_none() {
            let names: Vec<String> = AREAS.iter().map(|area| format!("`{}`", area.name)).collect();
            let known = names.join(", ");
            return Err(D::Error::custom(format!(
                "unknown field `{}`, expected one of {known}",
                self.name
            )));
        }
        deserializer.deserialize_any(self)
    }
}

impl Entry<'_> {
    fn value<E: Error>(self, value: Value) -> Result<(), E> {
        let Some((area, field)) = flat(self.name) else {
            return Err(E::custom(format!("expected a table of the values of {}", self.name)));
        };
        self.first.take(area, field, value).map_err(E::custom)
    }
}

impl<'de> Visitor<'de> for Entry<'_> {
    type Value = ();

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a table of the area's values")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let Some(area) = area_of(self.name) else {
            return Err(A::Error::custom("expected a value and found a table"));
        };
        while let Some(field) = map.next_key::<String>()? {
            map.next_value_seed(One {
                area,
                field: &field,
                first: self.first,
            })?;
        }
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, seq: A) -> Result<(), A::Error> {
        let value = Value::deserialize(SeqAccessDeserializer::new(seq))?;
        self.value(value)
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<(), E> {
        self.value(value.into())
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<(), E> {
        self.value(value.into())
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<(), E> {
        self.value(value.into())
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<(), E> {
        self.value(value.into())
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<(), E> {
        self.value(value.into())
    }
}

/// One value of an area's table.
struct One<'o> {
    area: &'static Area,
    field: &'o str,
    first: &'o mut FirstRules,
}

impl<'de> DeserializeSeed<'de> for One<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        let value = Value::deserialize(deserializer)?;
        self.first.take(self.area, self.field, value).map_err(D::Error::custom)
    }
}

#[cfg(test)]
mod tests;
