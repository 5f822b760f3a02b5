//! Everything that happened: orders, refunds, notifications and messages. Kept in one file, so that a restart forgets nothing.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::clock::Ms;
use crate::stripe::StoredAnswer;

/// The whole of it.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Book {
    /// WeChat orders by the merchant's number.
    pub wechat_trades: BTreeMap<String, WeChatTrade>,
    /// The order that a prepay id belongs to, and when the id was given out.
    pub prepay_ids: BTreeMap<String, (String, Ms)>,
    /// WeChat refunds by the merchant's refund number.
    pub wechat_refunds: BTreeMap<String, WeChatRefund>,
    /// Alipay orders that a payer looks at, by the cashier's token. Alipay itself does not know them yet.
    pub alipay_cashiers: BTreeMap<String, AlipayOrder>,
    /// Alipay trades by the merchant's number, from the payer's confirmation on.
    pub alipay_trades: BTreeMap<String, AlipayTrade>,
    /// Alipay refunds by `number/out_request_no`.
    pub alipay_refunds: BTreeMap<String, AlipayRefund>,
    /// Stripe's sessions by id.
    pub stripe_sessions: BTreeMap<String, StripeSession>,
    /// Stripe's refunds by id.
    pub stripe_refunds: BTreeMap<String, StripeRefund>,
    /// Stripe's disputes by id.
    pub stripe_disputes: BTreeMap<String, StripeDispute>,
    /// What was asked and answered under an idempotency key.
    pub stripe_answers: BTreeMap<String, (String, StoredAnswer)>,
    /// Notifications by their id.
    pub notifications: BTreeMap<String, Notice>,
    /// Messages, the oldest first.
    pub messages: Vec<Message>,
    /// How the next notifications behave.
    pub policy: Policy,
}

/// How an order was announced.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Product {
    H5,
    JsApi,
    Native,
    /// The payer's own code, scanned by a till.
    Code,
}

impl Product {
    /// As WeChat writes it in `trade_type`.
    pub fn trade_type(self) -> &'static str {
        match self {
            Self::H5 => "MWEB",
            Self::JsApi => "JSAPI",
            Self::Native => "NATIVE",
            Self::Code => "MICROPAY",
        }
    }
}

/// How an order stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum TradeState {
    NotPay,
    /// The payer is asked for the password.
    UserPaying,
    /// The payer's password was wrong, or no card would pay.
    PayError,
    Success,
    Refund,
    Closed,
    /// Taken back by the merchant; all of it went back if it was paid.
    Revoked,
}

/// One WeChat order.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct WeChatTrade {
    pub number: String,
    pub product: Product,
    pub description: String,
    pub attach: Option<String>,
    pub total: i64,
    pub notify_url: String,
    pub openid: String,
    pub expires_at: Ms,
    pub created_at: Ms,
    /// The announcement without what may differ when it is repeated, to tell a repetition from another order of the same number.
    pub fingerprint: String,
    pub state: TradeState,
    pub transaction_id: Option<String>,
    pub paid_at: Option<Ms>,
    /// The payer has confirmed and the bank is at work: neither paid nor closable.
    pub in_flight: bool,
    /// The payment code that it was charged to.
    #[serde(default)]
    pub auth_code: Option<String>,
}

impl WeChatTrade {
    /// The state at a time: WeChat closes by itself what was not paid in time.
    pub fn state_at(&self, now: Ms) -> TradeState {
        let open = matches!(self.state, TradeState::NotPay | TradeState::UserPaying);
        if open && !self.in_flight && now >= self.expires_at {
            // What a till asked for is revoked, and everything else closed.
            if self.product == Product::Code {
                TradeState::Revoked
            } else {
                TradeState::Closed
            }
        } else {
            self.state
        }
    }
}

/// How a refund stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum RefundStatus {
    Processing,
    Success,
    Closed,
    Abnormal,
}

/// One WeChat refund.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct WeChatRefund {
    pub refund_number: String,
    pub refund_id: String,
    pub number: String,
    pub amount: i64,
    pub reason: Option<String>,
    pub notify_url: Option<String>,
    pub created_at: Ms,
    pub status: RefundStatus,
    pub success_at: Option<Ms>,
}

/// An order as the signed address carried it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct AlipayOrder {
    /// The interface that carried it.
    #[serde(default = "wap")]
    pub method: String,
    pub number: String,
    pub total: i64,
    pub subject: String,
    pub expires_at: Ms,
    pub notify_url: String,
    pub return_url: String,
    pub quit_url: String,
    pub passback_params: String,
}

fn wap() -> String {
    "alipay.trade.wap.pay".to_owned()
}

/// How an Alipay trade stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum AlipayStatus {
    WaitBuyerPay,
    TradeSuccess,
    TradeClosed,
}

/// One Alipay trade.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct AlipayTrade {
    pub order: AlipayOrder,
    pub trade_no: String,
    pub created_at: Ms,
    pub paid_at: Option<Ms>,
    pub status: AlipayStatus,
    /// How much went back so far.
    pub refunded: i64,
    pub refunded_at: Option<Ms>,
    /// The payer has confirmed and the bank is at work.
    pub in_flight: bool,
    /// The payment code that it was charged to.
    #[serde(default)]
    pub auth_code: Option<String>,
}

impl AlipayTrade {
    /// The status at a time: what was not paid in time is closed.
    pub fn status_at(&self, now: Ms) -> AlipayStatus {
        if self.status == AlipayStatus::WaitBuyerPay && !self.in_flight && now >= self.order.expires_at {
            AlipayStatus::TradeClosed
        } else {
            self.status
        }
    }
}

/// One Alipay refund.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct AlipayRefund {
    pub number: String,
    pub request_number: String,
    pub amount: i64,
    pub at: Ms,
}

/// One Checkout session, with the payment intent that a payer's confirmation makes.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct StripeSession {
    pub id: String,
    /// In the currency's smallest unit.
    pub amount: i64,
    pub currency: String,
    pub name: String,
    /// The merchant's number of the order.
    pub reference: Option<String>,
    pub metadata: BTreeMap<String, String>,
    pub intent_metadata: BTreeMap<String, String>,
    pub success_url: String,
    pub cancel_url: Option<String>,
    /// Seconds since 1970, as all times of Stripe.
    pub created: i64,
    pub expires_at: i64,
    pub expired: bool,
    pub intent: Option<String>,
    pub paid_at: Option<Ms>,
    pub refunded: i64,
    /// Confirmed, and the bank is at work.
    pub in_flight: bool,
}

/// One Stripe refund.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct StripeRefund {
    pub id: String,
    pub intent: String,
    pub amount: i64,
    pub currency: String,
    pub metadata: BTreeMap<String, String>,
    pub created: i64,
}

/// One Stripe dispute.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct StripeDispute {
    pub id: String,
    pub intent: String,
    pub amount: i64,
    pub currency: String,
    pub status: String,
    pub created: i64,
    /// When the money came home, in seconds.
    pub reinstated: Option<i64>,
}

/// Who notifies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Gateway {
    WeChat,
    Alipay,
    Stripe,
}

/// One notification and its deliveries so far.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Notice {
    pub id: String,
    pub gateway: Gateway,
    /// The order that it is about.
    pub number: String,
    pub url: String,
    /// The body, which stays the same over all deliveries; the signature is made anew each time.
    pub body: String,
    /// The next delivery, or none when it is over.
    pub next_at: Option<Ms>,
    pub deliveries: Vec<Delivery>,
}

/// One try to deliver.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Delivery {
    pub at: Ms,
    /// The portal's answer; 0 when there was none.
    pub status: u16,
    pub took_ms: u64,
}

/// How notifications behave from now on.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Policy {
    /// So many notifications are never sent.
    pub drop_next: u32,
    /// Each is sent so many times at once.
    pub copies: u32,
    /// Each starts so much later.
    pub delay_ms: u64,
    /// How refunds end.
    pub refunds_end: RefundStatus,
    /// Numbers of orders and refunds that the fund flow leaves out, as if the account had not booked them.
    pub not_booked: Vec<String>,
}

impl Default for Policy {
    fn default() -> Self {
        Self {
            drop_next: 0,
            copies: 1,
            delay_ms: 0,
            refunds_end: RefundStatus::Success,
            not_booked: Vec::new(),
        }
    }
}

/// One short message that arrived at a phone.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Message {
    pub id: u64,
    /// E.164.
    pub phone: String,
    pub text: String,
    pub provider: String,
    pub reference: String,
    pub at: Ms,
}
