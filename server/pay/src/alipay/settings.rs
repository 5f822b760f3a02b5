//! The settings of `[pay.alipay]`.

use std::path::{Path, PathBuf};

use serde::Deserialize;
use url::Url;

use super::certificate;
use crate::rsa::{SigningKey, VerifyingKey};
use crate::settings_file::read_file;
use crate::{Scene, SettingsError};

/// `[pay.alipay]`: everything that Alipay gave to the merchant. Relative file names are relative to the file they stand in.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AlipaySettings {
    /// The gateway; `https://openapi.alipay.com/gateway.do`, the sandbox, or a stand-in for tests.
    #[serde(default = "live_gateway")]
    pub gateway: String,
    /// The app's id.
    pub app_id: String,
    /// The merchant's number (PID, 2088…), which notifications name as `seller_id`.
    pub seller_id: String,
    /// The app's private key, PKCS#1 or PKCS#8.
    pub app_key_file: PathBuf,
    /// Alipay's public key, in public-key mode.
    pub alipay_key_file: Option<PathBuf>,
    /// The certificates, in certificate mode.
    pub certificates: Option<AlipayCertificates>,
    /// Our address as Alipay reaches it, without a path; notifications go to `{notify_base}/notify/alipay`.
    pub notify_base: String,
    /// The products that the merchant has been granted.
    #[serde(default = "all_products")]
    pub products: Vec<AlipayProduct>,
}

/// A way to pay with Alipay that a merchant signs for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum AlipayProduct {
    /// 手机网站支付: the cashier of a phone's browser, which opens the app.
    Wap,
    /// 电脑网站支付: the cashier of a desktop's browser, which shows a code to scan and lets the payer sign in.
    Page,
    /// 当面付: a till scans the payer's own code.
    Code,
}

impl AlipayProduct {
    /// The product for a payer's browser; none inside WeChat, which opens no page of Alipay's.
    pub const fn for_scene(scene: &Scene) -> Option<Self> {
        match scene {
            Scene::MobileBrowser { .. } => Some(Self::Wap),
            Scene::Desktop => Some(Self::Page),
            Scene::WeChat { .. } => None,
            Scene::Till => Some(Self::Code),
        }
    }

    /// The name that an order keeps of it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Wap => "wap",
            Self::Page => "page",
            Self::Code => "code",
        }
    }

    /// The interface that opens its cashier.
    pub(super) const fn method(self) -> &'static str {
        match self {
            Self::Wap => "alipay.trade.wap.pay",
            Self::Page => "alipay.trade.page.pay",
            Self::Code => "alipay.trade.pay",
        }
    }

    /// What an order calls it.
    pub(super) const fn code(self) -> &'static str {
        match self {
            Self::Wap => "QUICK_WAP_WAY",
            Self::Page => "FAST_INSTANT_TRADE_PAY",
            Self::Code => "FACE_TO_FACE_PAYMENT",
        }
    }
}

/// `[pay.alipay.certificates]`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AlipayCertificates {
    /// `appCertPublicKey_….crt`.
    pub app_file: PathBuf,
    /// `alipayCertPublicKey_RSA2.crt`.
    pub alipay_file: PathBuf,
    /// `alipayRootCert.crt`, a bundle.
    pub root_file: PathBuf,
}

/// The numbers by which certificate mode names its certificates.
pub(super) struct Serials {
    pub app: String,
    pub alipay: String,
    pub root: String,
}

fn all_products() -> Vec<AlipayProduct> {
    vec![AlipayProduct::Wap, AlipayProduct::Page, AlipayProduct::Code]
}

fn live_gateway() -> String {
    "https://openapi.alipay.com/gateway.do".to_owned()
}

impl AlipaySettings {
    /// Makes relative file names relative to `folder`, the folder of the settings file.
    pub fn resolve(&mut self, folder: &Path) {
        self.app_key_file = folder.join(&self.app_key_file);
        if let Some(file) = &mut self.alipay_key_file {
            *file = folder.join(&*file);
        }
        if let Some(certificates) = &mut self.certificates {
            for file in [
                &mut certificates.app_file,
                &mut certificates.alipay_file,
                &mut certificates.root_file,
            ] {
                *file = folder.join(&*file);
            }
        }
    }

    /// Where notifications go.
    pub fn notify_url(&self) -> String {
        format!("{}/notify/alipay", self.notify_base.trim_end_matches('/'))
    }

    pub(super) fn check(&self) -> Result<(), SettingsError> {
        if self.alipay_key_file.is_some() == self.certificates.is_some() {
            return Err(SettingsError::value(
                "pay.alipay",
                "needs either alipay_key_file or certificates, and not both",
            ));
        }
        for (setting, value) in [
            ("pay.alipay.gateway", &self.gateway),
            ("pay.alipay.notify_base", &self.notify_base),
        ] {
            let url = Url::parse(value).map_err(|e| SettingsError::value(setting, format!("is no address: {e}")))?;
            if !matches!(url.scheme(), "http" | "https") || url.query().is_some() {
                return Err(SettingsError::value(
                    setting,
                    "must be an http or https address without a query",
                ));
            }
        }
        for (setting, value) in [
            ("pay.alipay.app_id", &self.app_id),
            ("pay.alipay.seller_id", &self.seller_id),
        ] {
            if value.is_empty() || !value.bytes().all(|b| b.is_ascii_digit()) {
                return Err(SettingsError::value(setting, "must be digits"));
            }
        }
        Ok(())
    }

    pub(super) fn read_app_key(&self) -> Result<SigningKey, SettingsError> {
        let text = read_file("pay.alipay.app_key_file", &self.app_key_file)?;
        SigningKey::parse(&text)
            .ok_or_else(|| SettingsError::value("pay.alipay.app_key_file", "holds no RSA private key"))
    }

    /// Whom to believe, and in certificate mode what to name.
    pub(super) fn read_trust(&self) -> Result<(VerifyingKey, Option<Serials>), SettingsError> {
        if let Some(file) = &self.alipay_key_file {
            let setting = "pay.alipay.alipay_key_file";
            let text = read_file(setting, file)?;
            let key = VerifyingKey::parse(&text);
            return Ok((
                key.ok_or_else(|| SettingsError::value(setting, "holds no RSA public key"))?,
                None,
            ));
        }
        let setting = "pay.alipay.certificates";
        let files = self
            .certificates
            .as_ref()
            .ok_or_else(|| SettingsError::value(setting, "is missing"))?;
        let first = |file: &Path| {
            let text = read_file(setting, file)?;
            let mut all = certificate::read_all(&text).into_iter();
            all.next()
                .ok_or_else(|| SettingsError::value(setting, format!("{} holds none", file.display())))
        };
        let alipay = first(&files.alipay_file)?;
        let root = certificate::root_serial(&read_file(setting, &files.root_file)?)
            .ok_or_else(|| SettingsError::value(setting, "root_file holds no certificate signed with RSA"))?;
        let key = VerifyingKey::from_der(&alipay.public_key)
            .ok_or_else(|| SettingsError::value(setting, "alipay_file holds no RSA key"))?;
        let serials = Serials {
            app: first(&files.app_file)?.serial,
            alipay: alipay.serial,
            root,
        };
        Ok((key, Some(serials)))
    }
}
