//! Stripe Checkout, for payers abroad: a hosted page, an event when money arrived.
//!
//! Stripe has no look-up by our own number. The number therefore travels in the metadata of the payment, where Stripe's search finds it
//! once the payer has confirmed; before that there is nothing at Stripe that could be paid without its page.

mod api;
mod bill;
mod charge;
mod dispute;
mod events;
mod intent;
mod refund;
mod session;
mod settings;
mod states;

use std::fmt;

use huika_domain::{BusinessDay, Millis};

pub use settings::StripeSettings;

use crate::{
    Acknowledgement, BillFile, BoxFuture, Channel, ChannelId, CloseOutcome, CodePayAnswer, CodePayRequest, Currency,
    DayBill, Notification, NotifyError, PayError, PaymentResult, PrepayAction, PrepayRequest, RefundRequest,
    RefundResult, ReverseOutcome, Scene, SettingsError, TradeNumber,
};

/// A merchant's connection to Stripe.
pub struct Stripe {
    settings: StripeSettings,
    currency: Currency,
    http: reqwest::Client,
}

impl Stripe {
    /// Makes the connection. Nothing is sent.
    ///
    /// # Errors
    /// When a setting does not fit; the message names it.
    pub fn new(settings: StripeSettings, http: reqwest::Client) -> Result<Self, SettingsError> {
        let currency = settings.check()?;
        Ok(Self {
            settings,
            currency,
            http,
        })
    }
}

impl fmt::Debug for Stripe {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Stripe")
            .field("settings", &self.settings)
            .finish_non_exhaustive()
    }
}

impl Channel for Stripe {
    fn id(&self) -> ChannelId {
        ChannelId::Stripe
    }

    fn merchant(&self) -> &str {
        &self.settings.account
    }

    fn app(&self) -> &'static str {
        ""
    }

    fn serves(&self, scene: &Scene) -> bool {
        !matches!(scene, Scene::WeChat { .. } | Scene::Till)
    }

    fn prepay<'a>(&'a self, request: &'a PrepayRequest) -> BoxFuture<'a, Result<PrepayAction, PayError>> {
        Box::pin(self.create_session(request))
    }

    fn query<'a>(&'a self, number: &'a TradeNumber) -> BoxFuture<'a, Result<PaymentResult, PayError>> {
        Box::pin(self.query_intent(number))
    }

    fn close<'a>(&'a self, number: &'a TradeNumber) -> BoxFuture<'a, Result<CloseOutcome, PayError>> {
        Box::pin(self.close_order(number))
    }

    fn pay_by_code<'a>(&'a self, _: &'a CodePayRequest) -> BoxFuture<'a, Result<CodePayAnswer, PayError>> {
        Box::pin(async { Err(PayError::Unsupported("stripe has no payment codes")) })
    }

    fn reverse<'a>(&'a self, _: &'a TradeNumber) -> BoxFuture<'a, Result<ReverseOutcome, PayError>> {
        Box::pin(async { Err(PayError::Unsupported("stripe has no payment codes")) })
    }

    fn refund<'a>(&'a self, request: &'a RefundRequest) -> BoxFuture<'a, Result<RefundResult, PayError>> {
        Box::pin(self.send_refund(request))
    }

    fn query_refund<'a>(&'a self, request: &'a RefundRequest) -> BoxFuture<'a, Result<RefundResult, PayError>> {
        Box::pin(self.query_sent_refund(request))
    }

    fn fetch_bill(&self, day: BusinessDay) -> BoxFuture<'_, Result<Vec<BillFile>, PayError>> {
        Box::pin(self.transactions_of(day))
    }

    fn read_bill(&self, files: &[BillFile]) -> Result<DayBill, PayError> {
        self.read_pages(files)
    }

    fn read_notification(
        &self,
        headers: &http::HeaderMap,
        body: &[u8],
        now: Millis,
    ) -> Result<Notification, NotifyError> {
        events::read(&self.settings, headers, body, now)
    }

    fn acknowledge(&self, dealt_with: bool) -> Acknowledgement {
        let (status, body) = if dealt_with {
            (200, "{\"received\":true}")
        } else {
            (500, "{\"received\":false}")
        };
        Acknowledgement {
            status,
            content_type: "application/json",
            body,
        }
    }
}
