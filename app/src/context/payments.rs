//! The gateways as pages see them.

use std::{future::Future, net::IpAddr, pin::Pin};

use huika_domain::{ErrorCode, PayCode};

use super::browser::Browser;

/// A future in a box, for traits that are used as objects.
pub type Later<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// The gateways as pages see them.
pub trait Payments: Send + Sync {
    /// The ways in which this browser can pay, the usual one first; one of them is kept with the order that is opened.
    fn offers(&self, browser: Browser) -> Vec<PaymentOffer>;

    /// The gateways that take a payment code which a till scanned.
    fn takes_codes(&self) -> Vec<PaymentOffer>;

    /// Asks a wallet's gateway for the money of the attempt `number`, which has begun. What comes of it stands in the books; what does not is asked
    /// after.
    fn charge<'a>(&'a self, number: &'a str, code: &'a PayCode) -> Later<'a, ()>;

    /// Asks the gateway for a payment of the open top-up order `number` and says where the member goes to pay it.
    fn start<'a>(&'a self, number: &'a str, client: IpAddr) -> Later<'a, Result<PaymentStart, PaymentProblem>>;

    /// WeChat led the browser back with a code for who pays the order `number`: keeps who that is.
    fn recognise<'a>(&'a self, number: &'a str, code: &'a str, state: &'a str)
    -> Later<'a, Result<(), PaymentProblem>>;

    /// Asks the gateway what became of `number` and moves the order forward. A gateway that does not answer changes nothing.
    fn refresh<'a>(&'a self, number: &'a str) -> Later<'a, ()>;

    /// The member gives the open order `number` up. One that was paid meanwhile is credited instead.
    fn cancel<'a>(&'a self, number: &'a str) -> Later<'a, Result<(), PaymentProblem>>;
}

/// What an order remembers of its gateway, so that what is paid can be compared with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PaymentOffer {
    /// The gateway, such as `wechat`.
    pub channel: String,
    /// Its way to pay, such as `h5`.
    pub method: String,
    pub merchant: String,
    pub app: String,
}

/// Where a payment goes on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PaymentStart {
    /// The browser goes to this page of the gateway.
    Redirect(String),
    /// A wallet scans a QR code with this text.
    Scan(String),
    /// The page asks the app around it, WeChat, with these parameters.
    Bridge(Vec<(String, String)>),
}

/// Why a payment could not be started; the order stays open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PaymentProblem {
    /// The gateway did not answer, or not in time.
    Unavailable,
    /// The gateway or our own rules refused it.
    Refused,
    /// WeChat did not say who pays.
    NotRecognised,
}

impl PaymentProblem {
    /// For the address of the page that explains it.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Unavailable => ErrorCode::GatewayUnavailable.as_str(),
            Self::Refused => ErrorCode::PaymentRefused.as_str(),
            Self::NotRecognised => ErrorCode::WechatUnknown.as_str(),
        }
    }
}
