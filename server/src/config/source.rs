//! Where settings come from, weakest first: defaults, the file, the environment, the command line.
//!
//! Each source is read alone before they are merged, so that a wrong value can be named by its own place.

use std::path::{Path, PathBuf};

use serde::Deserialize;
use toml::{Table, Value};

use super::{Config, ConfigError, rules};

/// Sections by name; a variable belongs to the longest one that it begins with.
const SECTIONS: [&str; 18] = [
    "server",
    "log",
    "metrics",
    "store",
    "shop",
    "rules",
    "pay",
    "pay.wechat",
    "pay.wechat.h5",
    "pay.alipay",
    "pay.alipay.certificates",
    "pay.stripe",
    "sms",
    "sms.http",
    "sms.aliyun",
    "sms.tencent",
    "sms.twilio",
    "sms.log",
];

/// Variables with our prefix that are no settings: they belong to the command line and to the tools around the program.
const NO_SETTINGS: [&str; 10] = [
    "HUIKA_CONFIG",
    "HUIKA_COMMIT",
    // What the build script tells the compiler; `cargo run` and `cargo test` hand it on to whatever they start.
    "HUIKA_BUILT_FROM",
    "HUIKA_BUILT_CHANGED",
    "HUIKA_BUILT_WORDS",
    "HUIKA_DATABASE",
    "HUIKA_CHROMIUM",
    "HUIKA_XTASK",
    "HUIKA_SERVER_PROGRAM",
    "HUIKA_GATEWAY_PROGRAM",
];
const TEST_PREFIX: &str = "HUIKA_TEST_";

/// One reading of the settings. Tests give their own variables instead of the process's.
#[derive(Clone, Debug, Default)]
pub struct Source {
    pub file: Option<PathBuf>,
    pub variables: Vec<(String, String)>,
    pub database: Option<String>,
}

impl Source {
    /// The variables of this process that may concern us.
    pub fn from_process(file: Option<PathBuf>, database: Option<String>) -> Self {
        let variables = std::env::vars_os()
            .filter_map(|(name, value)| Some((name.into_string().ok()?, value.to_string_lossy().into_owned())))
            .filter(|(name, _)| name.starts_with("HUIKA_") && !name.starts_with(TEST_PREFIX))
            .filter(|(name, _)| !NO_SETTINGS.contains(&name.as_str()))
            .filter(|(name, value)| !is_of_kubernetes(name, value))
            .collect();
        Self {
            file,
            variables,
            database,
        }
    }

    /// Reads, merges and checks.
    pub fn load(&self) -> Result<Config, ConfigError> {
        let mut merged = match &self.file {
            Some(path) => read_file(path)?,
            None => Table::new(),
        };
        for (name, text) in &self.variables {
            let (section, key) = setting_of(name)?;
            let value = value_of(name, &section, &key, text)?;
            table_at(&mut merged, &section).insert(key, value);
        }
        if let Some(url) = &self.database {
            let alone = one_setting("store", "url", Value::String(url.clone()));
            judge(Config::deserialize(alone)).map_err(|e| ConfigError::Option {
                name: "--database",
                message: e.message().to_owned(),
            })?;
            let store = table_at(&mut merged, "store");
            store.insert("url".to_owned(), Value::String(url.clone()));
            // The replica is one of the database in the settings, not of this one.
            store.remove("replica_url");
        }
        // Every part was read alone already, so what can still fail here is that something is missing.
        let mut config = Config::deserialize(merged)
            .map_err(|e| ConfigError::Incomplete(e.to_string().trim().replace('\n', " ")))?;
        if let Some(folder) = self.file.as_deref().and_then(Path::parent) {
            config.resolve(folder);
        }
        Ok(config)
    }
}

/// Kubernetes tells each container where the services beside it are: one that is called `huika` sets `HUIKA_PORT=tcp://…`,
/// `HUIKA_SERVICE_HOST`, `HUIKA_PORT_3000_TCP_ADDR` and others, which are no settings of ours.
fn is_of_kubernetes(name: &str, value: &str) -> bool {
    let is_address = |text: &str| {
        ["tcp://", "udp://", "sctp://"]
            .iter()
            .any(|scheme| text.starts_with(scheme))
    };
    let is_number = |text: &str| text.bytes().all(|b| b.is_ascii_digit()) && !text.is_empty();
    if name.ends_with("_SERVICE_HOST") || name.ends_with("_SERVICE_PORT") || name.contains("_SERVICE_PORT_") {
        return true;
    }
    let Some((_, after)) = name.split_once("_PORT") else {
        return false;
    };
    let mut words = after.split('_').skip(1);
    match (words.next(), words.next()) {
        (None, _) => is_address(value),
        (Some(number), Some("TCP" | "UDP" | "SCTP")) => is_number(number),
        _ => false,
    }
}

/// Whether something is wrong with what was given. What was not given may still come from another source.
fn judge<T>(read: Result<T, toml::de::Error>) -> Result<(), toml::de::Error> {
    match read {
        Err(e) if !e.message().starts_with("missing field") => Err(e),
        _ => Ok(()),
    }
}

fn read_file(path: &Path) -> Result<Table, ConfigError> {
    let text = std::fs::read_to_string(path).map_err(|source| ConfigError::Unreadable {
        path: path.to_owned(),
        source,
    })?;
    let fault = |e: toml::de::Error| ConfigError::File {
        path: path.to_owned(),
        line: e
            .span()
            .map_or(1, |span| text[..span.start.min(text.len())].matches('\n').count() + 1),
        message: e.message().to_owned(),
    };
    judge(toml::from_str::<Config>(&text)).map_err(fault)?;
    toml::from_str::<Table>(&text).map_err(fault)
}

/// `HUIKA_PAY_WECHAT_MCHID` → `("pay.wechat", "mchid")`.
fn setting_of(name: &str) -> Result<(String, String), ConfigError> {
    let words = name.trim_start_matches("HUIKA_").to_lowercase();
    // HUIKA_RULES_CODE_TRIES is one of these, and not the value `tries` of [rules.code].
    if let Some(key) = words.strip_prefix("rules_").filter(|key| rules::is_flat(key)) {
        return Ok(("rules".to_owned(), key.to_owned()));
    }
    SECTIONS
        .iter()
        .map(|section| (*section).to_owned())
        .chain(rules::sections())
        .filter_map(|section| {
            let key = words
                .strip_prefix(&section.replace(['.', '-'], "_"))?
                .strip_prefix('_')?;
            (!key.is_empty()).then(|| (section, key.to_owned()))
        })
        .max_by_key(|(section, _)| section.len())
        .ok_or_else(|| ConfigError::Variable {
            name: name.to_owned(),
            message: format!("no such setting; sections are {}", SECTIONS.join(", ")),
        })
}

/// A variable is text; the setting may be a number, a list or a table. The text is taken as it stands where that is what
/// the setting wants, and as a TOML value where it is not.
fn value_of(name: &str, section: &str, key: &str, text: &str) -> Result<Value, ConfigError> {
    let plain = Value::String(text.to_owned());
    let refused = match judge(Config::deserialize(one_setting(section, key, plain.clone()))) {
        Ok(()) => return Ok(plain),
        Err(e) => e.message().to_owned(),
    };
    let literal = toml::from_str::<Table>(&format!("value = {text}"))
        .ok()
        .and_then(|mut t| t.remove("value"));
    match literal.filter(|value| !value.is_str()) {
        Some(value) => judge(Config::deserialize(one_setting(section, key, value.clone())))
            .map(|()| value)
            .map_err(|e| ConfigError::Variable {
                name: name.to_owned(),
                message: e.message().to_owned(),
            }),
        None => Err(ConfigError::Variable {
            name: name.to_owned(),
            message: refused,
        }),
    }
}

fn one_setting(section: &str, key: &str, value: Value) -> Table {
    let mut table = Table::new();
    table_at(&mut table, section).insert(key.to_owned(), value);
    table
}

/// The table of a dotted section, made where it is missing.
fn table_at<'t>(root: &'t mut Table, section: &str) -> &'t mut Table {
    let mut table = root;
    for part in section.split('.') {
        let entry = table.entry(part).or_insert_with(|| Value::Table(Table::new()));
        if !entry.is_table() {
            *entry = Value::Table(Table::new());
        }
        table = match entry {
            Value::Table(inner) => inner,
            _ => unreachable!("it was made a table just above"),
        };
    }
    table
}

#[cfg(test)]
mod tests;
