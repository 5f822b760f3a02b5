//! The settings of `[pay.stripe]`.

use std::fmt;

use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use url::Url;

use crate::{Currency, SettingsError};

/// `[pay.stripe]`: everything that Stripe gave to the merchant.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StripeSettings {
    /// Where the API is; `https://api.stripe.com`, or a stand-in for tests.
    #[serde(default = "live_api")]
    pub api_base: String,
    /// The account's id (`acct_…`), kept with each order.
    pub account: String,
    /// The secret key, `sk_live_…` or `sk_test_…`; which of the two also decides whose events are believed.
    pub secret_key: SecretString,
    /// The webhook's signing secrets (`whsec_…`). Two while one is being replaced.
    pub webhook_secrets: Vec<SecretString>,
    /// What amounts are counted in; it must have two decimals.
    #[serde(default = "cny")]
    pub currency: String,
    /// The version of the API that this program was written against.
    #[serde(default = "known_version")]
    pub api_version: String,
}

fn live_api() -> String {
    "https://api.stripe.com".to_owned()
}

fn cny() -> String {
    "CNY".to_owned()
}

fn known_version() -> String {
    "2026-10-28.endive".to_owned()
}

/// Currencies without cents, or with three decimals, in which a hundred of the smallest unit are not one.
const NOT_TWO_DECIMALS: [&str; 21] = [
    "BIF", "CLP", "DJF", "GNF", "JPY", "KMF", "KRW", "MGA", "PYG", "RWF", "UGX", "VND", "VUV", "XAF", "XOF", "XPF",
    "BHD", "JOD", "KWD", "OMR", "TND",
];

impl StripeSettings {
    /// Whether the key is one of test mode; events of the other mode are not ours.
    pub(super) fn is_live(&self) -> bool {
        let key = self.secret_key.expose_secret();
        key.starts_with("sk_live_") || key.starts_with("rk_live_")
    }

    pub(super) fn check(&self) -> Result<Currency, SettingsError> {
        let base = Url::parse(&self.api_base)
            .map_err(|e| SettingsError::value("pay.stripe.api_base", format!("is no address: {e}")))?;
        if !matches!(base.scheme(), "http" | "https") || base.query().is_some() {
            return Err(SettingsError::value(
                "pay.stripe.api_base",
                "must be an http or https address without a query",
            ));
        }
        if self.account.is_empty() {
            return Err(SettingsError::value("pay.stripe.account", "is empty"));
        }
        if self.secret_key.expose_secret().bytes().any(|b| !b.is_ascii_graphic()) {
            return Err(SettingsError::value(
                "pay.stripe.secret_key",
                "must be letters and digits",
            ));
        }
        if self.webhook_secrets.is_empty() || self.webhook_secrets.iter().any(|s| s.expose_secret().is_empty()) {
            return Err(SettingsError::value(
                "pay.stripe.webhook_secrets",
                "needs at least one secret",
            ));
        }
        let currency = Currency::parse(&self.currency)
            .ok_or_else(|| SettingsError::value("pay.stripe.currency", "must be three letters"))?;
        if NOT_TWO_DECIMALS.contains(&currency.as_str()) {
            return Err(SettingsError::value(
                "pay.stripe.currency",
                "must be a currency with two decimals",
            ));
        }
        Ok(currency)
    }
}

impl fmt::Debug for StripeSettings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("StripeSettings")
            .field("api_base", &self.api_base)
            .field("account", &self.account)
            .field("currency", &self.currency)
            .field("is_live", &self.is_live())
            .finish_non_exhaustive()
    }
}
