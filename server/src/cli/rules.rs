//! `huika rules`: what the shop decides, for scripts. A change is in force on running servers within a second.

use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use clap::Subcommand;
use huika_domain::settings::{AREAS, Area, Scope};
use huika_domain::{Millis, Reason, ShopZone};
use huika_store::settings::{self, By, Change, Past, change_rule, history};
use huika_store::{Store, StoreError, Tx};
use serde_json::{Value, json};

use super::output::show;
use super::{Common, Failure};
use crate::clock::SystemClock;
use crate::config::Config;
use crate::web::open_store_as_it_is;

/// What is done with the rules.
#[derive(Debug, Subcommand)]
pub enum Action {
    /// List the areas with what holds for the chain, or what was decided in one of them.
    List {
        #[command(flatten)]
        common: Common,
        /// The history of this area, newest first: number, scope, from when on, when and by whom made, reason.
        #[arg(long, value_name = "AREA")]
        area: Option<String>,
    },
    /// Show what holds for a scope, as JSON: what `set --file` takes.
    Show {
        #[command(flatten)]
        common: Common,
        /// Of which area.
        #[arg(long, value_name = "AREA")]
        area: String,
        /// chain, region:NUMBER, store:NUMBER or card-type:NUMBER.
        #[arg(long, value_name = "SCOPE", default_value = "chain")]
        scope: String,
    },
    /// Make a rule. Values that are not given stay as they are for this scope.
    Set {
        #[command(flatten)]
        common: Common,
        /// Of which area.
        #[arg(long, value_name = "AREA")]
        area: String,
        /// chain, region:NUMBER, store:NUMBER or card-type:NUMBER.
        #[arg(long, value_name = "SCOPE", default_value = "chain")]
        scope: String,
        /// The values as JSON, such as '{"points": 2}'.
        #[arg(long, value_name = "JSON", required_unless_present_any = ["file", "end"], conflicts_with_all = ["file", "end"])]
        json: Option<String>,
        /// A file with the values as JSON; - is the standard input.
        #[arg(long, value_name = "FILE", conflicts_with = "end")]
        file: Option<PathBuf>,
        /// End the scope's own rule, so that the next wider one holds again.
        #[arg(long)]
        end: bool,
        /// Why; it stands in the history.
        #[arg(long)]
        reason: String,
        /// From when on, such as "2026-12-01 00:00" by the shop's clock; from now on when it is not given.
        #[arg(long, value_name = "TIME")]
        from: Option<String>,
    },
}

impl Action {
    /// Does it.
    pub fn run(&self) -> Result<ExitCode, Failure> {
        match self {
            Self::List { common, area: None } => list(&common.load()?),
            Self::List {
                common,
                area: Some(name),
            } => list_history(&common.load()?, area(name)?),
            Self::Show {
                common,
                area: name,
                scope,
            } => show_one(&common.load()?, area(name)?, Scope::parse(scope)?),
            Self::Set {
                common,
                area: name,
                scope,
                json,
                file,
                end,
                reason,
                from,
            } => {
                let values = match (json, file) {
                    _ if *end => None,
                    (Some(text), _) => Some(text.clone()),
                    (None, Some(file)) => Some(read(file)?),
                    (None, None) => return Err("say the values with --json or --file, or --end".into()),
                };
                let wanted = Wanted {
                    area: area(name)?,
                    scope: Scope::parse(scope)?,
                    values,
                    reason: Reason::parse(reason)?,
                    from: from.as_deref(),
                };
                set(&common.load()?, wanted)
            }
        }
    }
}

fn area(name: &str) -> Result<&'static Area, Failure> {
    Area::find(name).ok_or_else(|| {
        let known: Vec<&str> = AREAS.iter().map(|area| area.name).collect();
        format!("there is no area {name}; there are: {}", known.join(", ")).into()
    })
}

fn read(file: &Path) -> Result<String, Failure> {
    if file == Path::new("-") {
        let mut text = String::new();
        std::io::stdin().read_to_string(&mut text)?;
        return Ok(text);
    }
    std::fs::read_to_string(file).map_err(|e| format!("{}: {e}", file.display()).into())
}

fn open(config: &Config) -> Result<Store, Failure> {
    Ok(open_store_as_it_is(config, Arc::new(SystemClock))?)
}

fn list(config: &Config) -> Result<ExitCode, Failure> {
    let rules = open(config)?.rules();
    for area in AREAS {
        show(&format!("{}\t{}\n", area.name, rules.body(area)))?;
    }
    Ok(ExitCode::SUCCESS)
}

/// Rules that one listing shows.
const LISTED: i64 = 1_000;

fn list_history(config: &Config, area: &'static Area) -> Result<ExitCode, Failure> {
    let store = open(config)?;
    let past = store.scan::<_, StoreError>(|tx| history(tx, area, None, None, LISTED))?;
    let zone = store.context().zone;
    show("number\tscope\tfrom\tmade\tby\treason\tvalues\n")?;
    for past in &past {
        show(&format!("{}\n", line(past, zone)))?;
    }
    Ok(ExitCode::SUCCESS)
}

fn line(past: &Past, zone: ShopZone) -> String {
    let at = |at: Millis| {
        let at = zone.local(at);
        format!(
            "{:04}-{:02}-{:02} {:02}:{:02}",
            at.year, at.month, at.day, at.hour, at.minute
        )
    };
    let from = if past.from.get() == 0 {
        "always".to_owned()
    } else {
        at(past.from)
    };
    [
        past.id.to_string(),
        past.scope.to_text(),
        from,
        at(past.at),
        past.made_by.clone().unwrap_or_else(|| past.source.clone()),
        past.reason.clone(),
        past.body.as_ref().map_or_else(|| "ended".to_owned(), Value::to_string),
    ]
    .join("\t")
}

fn show_one(config: &Config, area: &'static Area, scope: Scope) -> Result<ExitCode, Failure> {
    let store = open(config)?;
    let body = store.scan::<_, StoreError>(|tx| Ok(tx.rule_of(area, scope)))?;
    show(&format!("{body:#}\n"))?;
    Ok(ExitCode::SUCCESS)
}

struct Wanted<'w> {
    area: &'static Area,
    scope: Scope,
    values: Option<String>,
    reason: Reason,
    from: Option<&'w str>,
}

fn set(config: &Config, wanted: Wanted<'_>) -> Result<ExitCode, Failure> {
    let Wanted {
        area,
        scope,
        values,
        reason,
        from,
    } = wanted;
    let store = open(config)?;
    let zone = store.context().zone;
    let from = from
        .map(|text| {
            zone.instant(text)
                .ok_or_else(|| format!("{text} is no time such as 2026-12-01 00:00"))
        })
        .transpose()?;
    let values: Option<Value> = values.map(|text| serde_json::from_str(&text)).transpose()?;
    let (first, said) = (config.rules.rules.clone(), config.rules.said.clone());
    let changed = store.write_blocking(move |tx: &mut Tx<'_>| {
        // Before the first start of a server nothing was taken over yet; a rule beside that must not stand in its way.
        settings::take_over(tx, &first, &said)?;
        let body = values.as_ref().map(|values| {
            let mut body = tx.rule_of(area, scope);
            match values {
                Value::Object(values) => {
                    for (name, value) in values {
                        body[name] = value.clone();
                    }
                }
                // Refused by the area, in its words.
                other => body = other.clone(),
            }
            body
        });
        let change = Change {
            area,
            scope,
            body,
            from,
            seen: None,
            reason: reason.clone(),
            by: By::Command,
            key: String::new(),
        };
        change_rule(tx, &change)
    })?;
    let words =
        json!({ "rule": changed.id, "area": area.name, "scope": scope.to_text(), "from_ms": changed.from.get() });
    show(&format!("{words}\n"))?;
    Ok(ExitCode::SUCCESS)
}
