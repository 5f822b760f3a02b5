//! What the gateways gave to the merchant: made at the first start, kept in the data folder.

use std::fs;
use std::path::Path;

use anyhow::Context;
use serde::{Deserialize, Serialize};

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
    pub sms_token: String,
}

/// Everything with which the stand-in signs and verifies.
#[derive(Debug)]
pub struct Keys {
    pub account: Account,
    /// The merchant's key. The real WeChat has only its public half, and only that is used here.
    pub merchant: RsaKey,
    pub wechat: RsaKey,
}

impl Keys {
    /// Reads the keys in `folder`, or makes them.
    pub fn open(folder: &Path) -> anyhow::Result<Self> {
        fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
        Ok(Self {
            account: account(&folder.join("account.json"))?,
            merchant: key(folder, "merchant")?,
            wechat: key(folder, "wechatpay")?,
        })
    }
}

fn account(file: &Path) -> anyhow::Result<Account> {
    if let Ok(text) = fs::read_to_string(file) {
        return serde_json::from_str(&text).with_context(|| format!("{} is not ours", file.display()));
    }
    let account = Account {
        mchid: format!("19{}", chance::digits(8)),
        appid: format!("wx{}", chance::hex::<8>()),
        merchant_serial: chance::hex::<20>().to_uppercase(),
        wechat_key_id: format!("PUB_KEY_ID_0{}", chance::digits(30)),
        apiv3_key: chance::hex::<16>(),
        sms_token: chance::hex::<16>(),
    };
    fs::write(file, serde_json::to_string_pretty(&account)?)?;
    Ok(account)
}

fn key(folder: &Path, name: &str) -> anyhow::Result<RsaKey> {
    let file = folder.join(format!("{name}-key.pem"));
    if let Ok(text) = fs::read_to_string(&file) {
        return RsaKey::from_pem(&text).with_context(|| format!("{} is not ours", file.display()));
    }
    let key = RsaKey::generate()?;
    fs::write(&file, key.private_pem()?)?;
    fs::write(folder.join(format!("{name}-public.pem")), key.public_pem())?;
    Ok(key)
}
