//! Everything that happened: orders, refunds, notifications and messages. Kept in one file, so that a restart forgets nothing.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::clock::Ms;

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
}

impl Product {
    /// As WeChat writes it in `trade_type`.
    pub fn trade_type(self) -> &'static str {
        match self {
            Self::H5 => "MWEB",
            Self::JsApi => "JSAPI",
            Self::Native => "NATIVE",
        }
    }
}

/// How an order stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum TradeState {
    NotPay,
    Success,
    Refund,
    Closed,
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
}

impl WeChatTrade {
    /// The state at a time: WeChat closes by itself what was not paid in time.
    pub fn state_at(&self, now: Ms) -> TradeState {
        if self.state == TradeState::NotPay && !self.in_flight && now >= self.expires_at {
            TradeState::Closed
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

/// One notification and its deliveries so far.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Notice {
    pub id: String,
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
}

impl Default for Policy {
    fn default() -> Self {
        Self {
            drop_next: 0,
            copies: 1,
            delay_ms: 0,
            refunds_end: RefundStatus::Success,
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
