//! `huika setup --file setup.toml`: opens a shop as the set-up page does, for scripts. docs/OPENING.md says what the file holds.

use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;

use huika_domain::{
    LogInName, PersonName, StoreAddress, StoreCode, StoreName, Trade,
    settings::{SecondFactor, ShopRule},
};
use huika_store::setup::{NewShop, open_shop};
use huika_store::staff::NewPassword;
use serde::Deserialize;

use super::Failure;
use super::output::say;
use crate::clock::SystemClock;
use crate::config::{Config, Secret};
use crate::lock;
use crate::web::open_store;

/// The file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    shop: Shop,
    store: FirstStore,
    headquarters: Person,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Shop {
    name: String,
    #[serde(default)]
    accent: Option<String>,
    trade: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct FirstStore {
    code: String,
    name: String,
    #[serde(default)]
    address: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Person {
    login: String,
    name: String,
    password: Secret,
    #[serde(default = "required")]
    second_factor: SecondFactor,
}

fn required() -> SecondFactor {
    SecondFactor::Required
}

pub fn run(config: &Config, file: &Path) -> Result<ExitCode, Failure> {
    let text = std::fs::read_to_string(file).map_err(|e| format!("{}: {e}", file.display()))?;
    let read: File = toml::from_str(&text).map_err(|e| format!("{}: {e}", file.display()))?;
    let _lock = lock::take(config)?;
    let store = open_store(config, Arc::new(SystemClock))?;
    let new = checked(&read, store.context().rng.as_ref()).map_err(|wrong| format!("{}: {wrong}", file.display()))?;
    store.write_blocking(move |tx| open_shop(tx, &new))?;
    say(&format!(
        "the shop {} is open, with the store {} ({}); sign in at {}/counter/sign-in as {}\n",
        read.shop.name,
        read.store.name,
        read.store.code,
        config.server.public_url.origin(),
        read.headquarters.login,
    ))?;
    Ok(ExitCode::SUCCESS)
}

/// What the file says, as the page would take it.
fn checked(file: &File, rng: &dyn huika_store::db::secret::Rng) -> Result<NewShop, String> {
    let accent = file.shop.accent.clone().unwrap_or_else(|| ShopRule::default().accent);
    let trades = || Trade::ALL.map(Trade::as_str).join(", ");
    let login = &file.headquarters.login;
    let password = file.headquarters.password.expose();
    NewPassword::check(password, login).map_err(|code| format!("headquarters.password: {code}"))?;
    Ok(NewShop {
        shop: ShopRule::parse(&file.shop.name, &accent)
            .ok_or("shop: a name of 1 to 40 characters, and a colour such as #0b7a5b")?,
        trade: Trade::parse(&file.shop.trade).ok_or_else(|| format!("shop.trade: one of {}", trades()))?,
        store_code: StoreCode::parse(&file.store.code).map_err(|_| "store.code: 1 to 8 letters and digits")?,
        store_name: StoreName::parse(&file.store.name).map_err(|_| "store.name: 1 to 40 characters")?,
        store_address: StoreAddress::parse(&file.store.address).map_err(|_| "store.address: at most 120 characters")?,
        login: LogInName::parse(login)
            .map_err(|_| "headquarters.login: 2 to 40 letters, digits, dots, hyphens or underscores")?,
        person: PersonName::parse(&file.headquarters.name).map_err(|e| format!("headquarters.name: {e}"))?,
        password: NewPassword::hash(rng, password).map_err(|e| e.to_string())?,
        second_factor: file.headquarters.second_factor,
    })
}
