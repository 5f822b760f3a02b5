//! Alipay, gateway 2.0 with RSA2: the cashier for phones and desktops outside of WeChat, in public-key or certificate mode.
//!
//! Always: an answer is verified over the very characters that arrived, before it is read. "The trade does not exist" means that the payer
//! has not confirmed yet, never that the order failed; only the order's own expiry keeps a payment from coming.

mod answer;
mod api;
mod bill;
mod cashier;
mod certificate;
mod code;
mod notify;
mod refund;
mod settings;
mod sign;
mod states;
mod trade;

use std::fmt;
use std::sync::Arc;

use huika_domain::{BusinessDay, Clock, Millis};

pub use settings::{AlipayCertificates, AlipayProduct, AlipaySettings};

use crate::rsa::{SigningKey, VerifyingKey};
use crate::{
    Acknowledgement, BillFile, BoxFuture, Channel, ChannelId, CloseOutcome, CodePayAnswer, CodePayRequest, DayBill,
    Notification, NotifyError, PayError, PaymentResult, PrepayAction, PrepayRequest, RefundRequest, RefundResult,
    ReverseOutcome, Scene, SettingsError, TradeNumber,
};
use settings::Serials;

/// A merchant's connection to Alipay.
pub struct Alipay {
    settings: AlipaySettings,
    app_key: SigningKey,
    their_key: VerifyingKey,
    serials: Option<Serials>,
    http: reqwest::Client,
    clock: Arc<dyn Clock>,
}

impl Alipay {
    /// Reads the keys that the settings name and makes the connection. Nothing is sent.
    ///
    /// # Errors
    /// When a setting does not fit or a key cannot be read; the message names the setting.
    pub fn new(settings: AlipaySettings, http: reqwest::Client, clock: Arc<dyn Clock>) -> Result<Self, SettingsError> {
        settings.check()?;
        let app_key = settings.read_app_key()?;
        let (their_key, serials) = settings.read_trust()?;
        Ok(Self {
            settings,
            app_key,
            their_key,
            serials,
            http,
            clock,
        })
    }
}

impl fmt::Debug for Alipay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Alipay")
            .field("settings", &self.settings)
            .finish_non_exhaustive()
    }
}

impl Channel for Alipay {
    fn id(&self) -> ChannelId {
        ChannelId::Alipay
    }

    fn merchant(&self) -> &str {
        &self.settings.seller_id
    }

    fn app(&self) -> &str {
        &self.settings.app_id
    }

    fn serves(&self, scene: &Scene) -> bool {
        AlipayProduct::for_scene(scene).is_some_and(|product| self.settings.products.contains(&product))
    }

    fn prepay<'a>(&'a self, request: &'a PrepayRequest) -> BoxFuture<'a, Result<PrepayAction, PayError>> {
        Box::pin(async { self.cashier_page(request) })
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
        bill::read_files(files, &self.settings.seller_id, &self.settings.app_id)
    }

    /// Alipay signs no time that could be checked: what comes twice is told apart by the order that it is about.
    fn read_notification(
        &self,
        _headers: &http::HeaderMap,
        body: &[u8],
        _now: Millis,
    ) -> Result<Notification, NotifyError> {
        notify::read(&self.their_key, body)
    }

    /// Seven letters and nothing else, or it comes again.
    fn acknowledge(&self, dealt_with: bool) -> Acknowledgement {
        let (status, body) = if dealt_with { (200, "success") } else { (500, "fail") };
        Acknowledgement {
            status,
            content_type: "text/plain; charset=utf-8",
            body,
        }
    }
}
