//! The settings of `[pay.wechat]`.

use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};

use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use url::Url;

use super::verify::TrustedKeys;
use crate::rsa::{SigningKey, VerifyingKey};
use crate::settings_file::read_file;
use crate::{Scene, SettingsError};

/// `[pay.wechat]`: everything that WeChat Pay gave to the merchant. Relative file names are relative to the file they stand in.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WeChatSettings {
    /// Where the API is; `https://api.mch.weixin.qq.com`, or the back-up host, or a stand-in for tests.
    #[serde(default = "live_api")]
    pub api_base: String,
    /// The merchant's number (商户号).
    pub mchid: String,
    /// The app that the orders belong to (公众号 or 小程序 AppID).
    pub appid: String,
    /// Serial of the merchant's API certificate, hexadecimal in capitals.
    pub merchant_serial: String,
    /// The merchant's private key, `apiclient_key.pem`.
    pub merchant_key_file: PathBuf,
    /// The APIv3 key: 32 characters, with which WeChat encrypts notifications.
    pub apiv3_key: SecretString,
    /// WeChat's public keys by id (`PUB_KEY_ID_…`, or the 40 hexadecimal digits of an older platform certificate), as PEM files.
    pub public_keys: BTreeMap<String, PathBuf>,
    /// Our address as WeChat reaches it, without a path; notifications go to `{notify_base}/notify/wechat`.
    pub notify_base: String,
    /// The products that the merchant has been granted.
    #[serde(default = "all_products")]
    pub products: Vec<Product>,
    /// What H5 orders say about this site.
    #[serde(default)]
    pub h5: H5Settings,
    /// How the payer is recognised inside WeChat; JSAPI needs it.
    pub login: Option<LoginSettings>,
    /// Whether the account's fund flow (资金账单) is fetched too and held against the trade bill; off for a merchant without the right to it.
    #[serde(default = "yes")]
    pub fund_flow: bool,
    /// How far WeChat's clock may be from ours, in seconds.
    #[serde(default = "five_minutes")]
    pub clock_skew_secs: i64,
}

const fn yes() -> bool {
    true
}

/// `[pay.wechat.h5]`.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct H5Settings {
    /// The site's name at WeChat's cashier.
    pub app_name: Option<String>,
    /// The site's address, of the domain registered for H5.
    pub app_url: Option<String>,
}

/// `[pay.wechat.login]`: web authorisation of the app (公众号网页授权) with `snsapi_base`, which tells the openid and nothing else.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LoginSettings {
    /// The app's secret (AppSecret).
    pub app_secret: SecretString,
    /// Where the payer's browser is sent; `https://open.weixin.qq.com`.
    #[serde(default = "live_authorize")]
    pub authorize_base: String,
    /// Where the openid is asked for; `https://api.weixin.qq.com`.
    #[serde(default = "live_login_api")]
    pub api_base: String,
}

fn live_authorize() -> String {
    "https://open.weixin.qq.com".to_owned()
}

fn live_login_api() -> String {
    "https://api.weixin.qq.com".to_owned()
}

impl fmt::Debug for LoginSettings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LoginSettings")
            .field("authorize_base", &self.authorize_base)
            .field("api_base", &self.api_base)
            .finish_non_exhaustive()
    }
}

/// A way to pay within WeChat Pay.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Product {
    /// A phone's browser outside of WeChat.
    H5,
    /// WeChat's own browser.
    JsApi,
    /// A QR code to scan.
    Native,
    /// The payer's own code, which a till scans (付款码支付); the merchant has it switched on in the console.
    Code,
}

impl Product {
    /// The product for a scene.
    pub fn for_scene(scene: &Scene) -> Self {
        match scene {
            Scene::MobileBrowser { .. } => Self::H5,
            Scene::WeChat { .. } => Self::JsApi,
            Scene::Desktop => Self::Native,
            Scene::Till => Self::Code,
        }
    }
}

fn live_api() -> String {
    "https://api.mch.weixin.qq.com".to_owned()
}

fn all_products() -> Vec<Product> {
    vec![Product::H5, Product::JsApi, Product::Native, Product::Code]
}

const fn five_minutes() -> i64 {
    300
}

impl WeChatSettings {
    /// Makes relative file names relative to `folder`, the folder of the settings file.
    pub fn resolve(&mut self, folder: &Path) {
        self.merchant_key_file = folder.join(&self.merchant_key_file);
        for file in self.public_keys.values_mut() {
            *file = folder.join(&*file);
        }
    }

    /// Where notifications go.
    pub fn notify_url(&self) -> String {
        format!("{}/notify/wechat", self.notify_base.trim_end_matches('/'))
    }

    pub(super) fn check(&self) -> Result<(), SettingsError> {
        if self.apiv3_key.expose_secret().len() != 32 {
            return Err(SettingsError::value(
                "pay.wechat.apiv3_key",
                "must have exactly 32 characters",
            ));
        }
        if self.public_keys.is_empty() {
            return Err(SettingsError::value("pay.wechat.public_keys", "needs at least one key"));
        }
        if !(1..=300).contains(&self.clock_skew_secs) {
            return Err(SettingsError::value(
                "pay.wechat.clock_skew_secs",
                "must be from 1 to 300",
            ));
        }
        let login = self.login.iter().flat_map(|login| {
            [
                ("pay.wechat.login.authorize_base", &login.authorize_base),
                ("pay.wechat.login.api_base", &login.api_base),
            ]
        });
        for (setting, value) in [
            ("pay.wechat.api_base", &self.api_base),
            ("pay.wechat.notify_base", &self.notify_base),
        ]
        .into_iter()
        .chain(login)
        {
            let url = Url::parse(value).map_err(|e| SettingsError::value(setting, format!("is no address: {e}")))?;
            if !matches!(url.scheme(), "http" | "https") || url.query().is_some() {
                return Err(SettingsError::value(
                    setting,
                    "must be an http or https address without a query",
                ));
            }
        }
        for (setting, value) in [
            ("pay.wechat.mchid", &self.mchid),
            ("pay.wechat.appid", &self.appid),
            ("pay.wechat.merchant_serial", &self.merchant_serial),
        ] {
            // These stand between quotation marks in a header.
            if value.is_empty() || !value.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_') {
                return Err(SettingsError::value(setting, "must be letters and digits"));
            }
        }
        Ok(())
    }

    pub(super) fn read_merchant_key(&self) -> Result<SigningKey, SettingsError> {
        let text = read_file("pay.wechat.merchant_key_file", &self.merchant_key_file)?;
        SigningKey::parse(&text)
            .ok_or_else(|| SettingsError::value("pay.wechat.merchant_key_file", "holds no RSA private key"))
    }

    pub(super) fn read_public_keys(&self) -> Result<TrustedKeys, SettingsError> {
        let mut keys = BTreeMap::new();
        for (id, file) in &self.public_keys {
            let text = read_file("pay.wechat.public_keys", file)?;
            let key = VerifyingKey::parse(&text).ok_or_else(|| {
                SettingsError::value(
                    "pay.wechat.public_keys",
                    format!("the file of {id} holds no RSA public key"),
                )
            })?;
            keys.insert(id.clone(), key);
        }
        Ok(TrustedKeys::new(keys, self.clock_skew_secs))
    }
}

impl fmt::Debug for WeChatSettings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WeChatSettings")
            .field("api_base", &self.api_base)
            .field("mchid", &self.mchid)
            .field("appid", &self.appid)
            .field("merchant_serial", &self.merchant_serial)
            .field("public_keys", &self.public_keys.keys())
            .field("notify_base", &self.notify_base)
            .field("products", &self.products)
            .finish_non_exhaustive()
    }
}
