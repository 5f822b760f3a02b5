//! What the gateways gave to the merchant: made at the first start, kept in the data folder.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use anyhow::Context;
use serde::{Deserialize, Serialize};

use crate::certificate::Certificates;
use crate::chance;
use crate::crypto::RsaKey;

/// Ids and shared secrets. All of them are worthless outside of this stand-in.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Account {
    pub mchid: String,
    pub appid: String,
    pub merchant_serial: String,
    pub wechat_key_id: String,
    pub apiv3_key: String,
    /// The app's secret for web authorisation, and the one payer that there is inside WeChat.
    pub wechat_app_secret: String,
    pub wechat_openid: String,
    pub sms_token: String,
    /// The key of the providers that sign: Aliyun's AccessKey, Tencent's secret, Twilio's account.
    pub sms_key_id: String,
    pub sms_key_secret: String,
    pub alipay_app_id: String,
    pub alipay_seller_id: String,
    pub stripe_secret_key: String,
    pub stripe_webhook_secret: String,
    pub stripe_merchant: String,
}

/// Everything with which the stand-in signs and verifies.
#[derive(Debug)]
pub struct Keys {
    pub account: Account,
    /// The merchant's key. The real WeChat has only its public half, and only that is used here.
    pub merchant: RsaKey,
    pub wechat: RsaKey,
    /// The merchant's Alipay app.
    pub app: RsaKey,
    pub alipay: RsaKey,
    /// What certificate mode needs, made from the same keys.
    pub certificates: Certificates,
}

impl Keys {
    /// Reads the keys in `folder`, or makes them.
    pub fn open(folder: &Path) -> anyhow::Result<Self> {
        fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
        let (app, alipay) = (key(folder, "alipay-app")?, key(folder, "alipay")?);
        let root = key(folder, "alipay-root")?;
        Ok(Self {
            account: account(&folder.join("account.json"))?,
            merchant: key(folder, "merchant")?,
            wechat: key(folder, "wechatpay")?,
            certificates: Certificates::make(folder, &root, &app, &alipay)?,
            app,
            alipay,
        })
    }
}

/// Reads the account, and makes what an older one lacks.
fn account(file: &Path) -> anyhow::Result<Account> {
    let fresh = Account {
        mchid: format!("19{}", chance::digits(8)),
        appid: format!("wx{}", chance::hex::<8>()),
        merchant_serial: chance::hex::<20>().to_uppercase(),
        wechat_key_id: format!("PUB_KEY_ID_0{}", chance::digits(30)),
        apiv3_key: chance::hex::<16>(),
        wechat_app_secret: chance::hex::<16>(),
        wechat_openid: format!("o{}{}", chance::hex::<13>(), chance::digits(1)),
        sms_token: chance::hex::<16>(),
        sms_key_id: format!("AC{}", chance::hex::<16>()),
        sms_key_secret: chance::hex::<16>(),
        alipay_app_id: format!("2021{}", chance::digits(12)),
        alipay_seller_id: format!("2088{}", chance::digits(12)),
        stripe_secret_key: format!("sk_test_{}", chance::hex::<24>()),
        stripe_webhook_secret: format!("whsec_{}", chance::hex::<16>()),
        stripe_merchant: format!("acct_1{}", chance::hex::<7>()),
    };
    let mut fields = serde_json::to_value(&fresh)?;
    if let Ok(text) = fs::read_to_string(file) {
        let known: serde_json::Map<String, serde_json::Value> =
            serde_json::from_str(&text).with_context(|| format!("{} is not ours", file.display()))?;
        for (name, value) in known {
            fields[name] = value;
        }
    }
    fs::write(file, serde_json::to_string_pretty(&fields)?)?;
    Ok(serde_json::from_value(fields)?)
}

/// The key of this name that this process has made. A program has one gateway; tests start hundreds, which know nothing of each other, and
/// finding primes for each took a third of their time.
fn made(name: &str) -> anyhow::Result<RsaKey> {
    static MADE: Mutex<BTreeMap<String, String>> = Mutex::new(BTreeMap::new());
    let mut made = MADE.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(pem) = made.get(name) {
        return RsaKey::from_pem(pem);
    }
    let key = RsaKey::generate()?;
    made.insert(name.to_owned(), key.private_pem()?);
    Ok(key)
}

fn key(folder: &Path, name: &str) -> anyhow::Result<RsaKey> {
    let file = folder.join(format!("{name}-key.pem"));
    if let Ok(text) = fs::read_to_string(&file) {
        return RsaKey::from_pem(&text).with_context(|| format!("{} is not ours", file.display()));
    }
    let key = made(name)?;
    fs::write(&file, key.private_pem()?)?;
    fs::write(folder.join(format!("{name}-public.pem")), key.public_pem())?;
    Ok(key)
}
