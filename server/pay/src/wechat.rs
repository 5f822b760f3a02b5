//! WeChat Pay, API v3: H5 outside of WeChat, JSAPI inside it, Native QR codes on a desktop.
//!
//! Always: request bytes are signed and sent as they are; an answer or notification is verified over the bytes that arrived, and
//! before anything in it is decrypted or read.

mod api;
mod bill;
mod bill_file;
mod code;
mod funds;
mod login;
mod notify;
mod prepay;
mod refund;
mod settings;
mod sign;
mod states;
mod trade;
mod verify;

use std::fmt;
use std::sync::Arc;

use huika_domain::{BusinessDay, Clock, Millis};
use secrecy::SecretString;

pub use login::WeChatLogin;
pub use settings::{H5Settings, LoginSettings, Product, WeChatSettings};

use crate::rsa::SigningKey;
use crate::{
    Acknowledgement, BillFile, BoxFuture, Chance, Channel, ChannelId, CloseOutcome, CodePayAnswer, CodePayRequest,
    DayBill, Notification, NotifyError, PayError, PaymentResult, PrepayAction, PrepayRequest, RefundRequest,
    RefundResult, ReverseOutcome, Scene, SettingsError, TradeNumber,
};
use verify::TrustedKeys;

/// A merchant's connection to WeChat Pay.
pub struct WeChatPay {
    settings: WeChatSettings,
    merchant_key: SigningKey,
    trusted: TrustedKeys,
    apiv3_key: SecretString,
    http: reqwest::Client,
    clock: Arc<dyn Clock>,
    chance: Arc<dyn Chance>,
}

impl WeChatPay {
    /// Reads the keys that the settings name and makes the connection. Nothing is sent.
    ///
    /// # Errors
    /// When a setting does not fit or a key cannot be read; the message names the setting.
    pub fn new(
        settings: WeChatSettings,
        http: reqwest::Client,
        clock: Arc<dyn Clock>,
        chance: Arc<dyn Chance>,
    ) -> Result<Self, SettingsError> {
        settings.check()?;
        let merchant_key = settings.read_merchant_key()?;
        let trusted = settings.read_public_keys()?;
        let apiv3_key = settings.apiv3_key.clone();
        Ok(Self {
            settings,
            merchant_key,
            trusted,
            apiv3_key,
            http,
            clock,
            chance,
        })
    }
}

impl fmt::Debug for WeChatPay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WeChatPay")
            .field("settings", &self.settings)
            .finish_non_exhaustive()
    }
}

impl Channel for WeChatPay {
    fn id(&self) -> ChannelId {
        ChannelId::WeChat
    }

    fn merchant(&self) -> &str {
        &self.settings.mchid
    }

    fn app(&self) -> &str {
        &self.settings.appid
    }

    fn serves(&self, scene: &Scene) -> bool {
        let product = Product::for_scene(scene);
        // Without the app's secret nobody's openid can be learnt.
        self.settings.products.contains(&product) && (product != Product::JsApi || self.settings.login.is_some())
    }

    fn prepay<'a>(&'a self, request: &'a PrepayRequest) -> BoxFuture<'a, Result<PrepayAction, PayError>> {
        Box::pin(self.announce(request))
    }

    fn query<'a>(&'a self, number: &'a TradeNumber) -> BoxFuture<'a, Result<PaymentResult, PayError>> {
        Box::pin(self.query_trade(number))
    }

    fn close<'a>(&'a self, number: &'a TradeNumber) -> BoxFuture<'a, Result<CloseOutcome, PayError>> {
        Box::pin(self.close_trade(number))
    }

    fn pay_by_code<'a>(&'a self, request: &'a CodePayRequest) -> BoxFuture<'a, Result<CodePayAnswer, PayError>> {
        Box::pin(self.charge(request))
    }

    fn reverse<'a>(&'a self, number: &'a TradeNumber) -> BoxFuture<'a, Result<ReverseOutcome, PayError>> {
        Box::pin(self.take_back(number))
    }

    fn refund<'a>(&'a self, request: &'a RefundRequest) -> BoxFuture<'a, Result<RefundResult, PayError>> {
        Box::pin(self.send_refund(request))
    }

    fn query_refund<'a>(&'a self, request: &'a RefundRequest) -> BoxFuture<'a, Result<RefundResult, PayError>> {
        Box::pin(self.query_sent_refund(request))
    }

    fn fetch_bill(&self, day: BusinessDay) -> BoxFuture<'_, Result<Vec<BillFile>, PayError>> {
        Box::pin(self.bill_files(day))
    }

    fn read_bill(&self, files: &[BillFile]) -> Result<DayBill, PayError> {
        bill::read_files(files)
    }

    fn read_notification(
        &self,
        headers: &http::HeaderMap,
        body: &[u8],
        now: Millis,
    ) -> Result<Notification, NotifyError> {
        notify::read(&self.trusted, &self.apiv3_key, headers, body, now)
    }

    fn acknowledge(&self, dealt_with: bool) -> Acknowledgement {
        let content_type = "application/json";
        if dealt_with {
            Acknowledgement {
                status: 200,
                content_type,
                body: r#"{"code":"SUCCESS","message":"成功"}"#,
            }
        } else {
            Acknowledgement {
                status: 500,
                content_type,
                body: r#"{"code":"FAIL","message":"失败"}"#,
            }
        }
    }
}
