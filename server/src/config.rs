//! The settings of a server: one TOML file, each setting also an environment variable `HUIKA_<SECTION>_<KEY>`.
//!
//! A value is right or it is named: file and line, or variable. An unknown key is an error too, because a misspelt setting
//! that is silently ignored is found on the day that it is needed. Messages never repeat a secret.

mod checks;
mod error;
mod rules;
mod sections;
mod source;
mod value;

use std::path::Path;

use huika_sms::SmsSettings;
use serde::Deserialize;

pub use error::ConfigError;
pub use rules::FirstRules;
pub use sections::{Log, LogFormat, Metrics, Pay, Server, Shop, Store};
pub use source::Source;
pub use value::{Accent, Cidr, DatabaseUrl, PublicUrl, Secret};

/// Everything that a server can be told.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    pub server: Server,
    pub log: Log,
    pub metrics: Metrics,
    pub store: Store,
    pub shop: Shop,
    pub rules: FirstRules,
    pub pay: Pay,
    pub sms: SmsSettings,
}

impl Config {
    /// Whether the public address is https, on which `Secure` cookies and HSTS depend.
    pub fn is_https(&self) -> bool {
        self.server.public_url.is_https()
    }

    /// Makes relative file names relative to `folder`, where the settings file stands.
    fn resolve(&mut self, folder: &Path) {
        if let Some(file) = &mut self.server.secret_file {
            *file = folder.join(&*file);
        }
        if let Some(wechat) = &mut self.pay.wechat {
            wechat.resolve(folder);
        }
        if let Some(alipay) = &mut self.pay.alipay {
            alipay.resolve(folder);
        }
    }
}
