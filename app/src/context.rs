//! What the server gives every page: the books, the shop, the clock, the way to be paid; and what a request says about its visitor.

use std::{future::Future, net::IpAddr, pin::Pin, sync::Arc};

use huika_domain::{Clock, Millis, ShopZone};
use huika_store::Store;
use leptos::{config::LeptosOptions, prelude::*};

mod accent;
mod answer;
mod cookie;
mod return_path;
mod sent;
mod visit;
mod waiting;

pub use accent::{Accent, AccentError};
pub use answer::{
    Done, failed, from_base64, from_hex, go, own_page, refuse, refuse_with, refused_address, said_with, to_base64,
    to_hex,
};
pub use cookie::{
    CODE_SECS, KNOWN_BROWSER_SECS, SESSION_SECS, challenge_cookie, code_cookie, expired_cookie, forget_storage,
    known_browser_cookie, passkey_cookie, scope_cookie, session_cookie, set_cookie, staff_cookie, staff_step_cookie,
};
pub use return_path::ReturnPath;
pub use sent::{KEPT, Sent, Typed, forget_typed, form_key};
pub use visit::{Browser, ClientIp, Visit, provide_visit, read_cookie, visit};
pub use waiting::Waiting;

/// Shared by all requests; cheap to clone. The server puts it into the context of every page and server function.
#[derive(Clone)]
pub struct Portal(Arc<PortalParts>);

/// What a [`Portal`] is made of.
pub struct PortalParts {
    pub store: Store,
    pub shop: Shop,
    pub clock: Arc<dyn Clock>,
    pub assets: Assets,
    pub payments: Arc<dyn Payments>,
    /// Whom passkeys are made for; `None` where the address has no name that they could belong to.
    pub passkeys: Option<huika_passkey::Site>,
    /// Where members reach us, without a slash at its end.
    pub public_url: String,
    /// Whether members reach us by https, so that cookies are `Secure` and carry the `__Host-` prefix.
    pub secure: bool,
}

/// What a visitor knows the shop by.
#[derive(Debug, Clone)]
pub struct Shop {
    pub name: String,
    pub zone: ShopZone,
    pub accent: Accent,
    /// How members reach the shop besides its counters; empty where there is no other way.
    pub contact: String,
}

/// File names of the style sheets below `/pkg`, one for each surface.
#[derive(Debug, Clone)]
pub struct Styles {
    pub portal: String,
    pub counter: String,
    pub office: String,
}

impl Styles {
    /// The one that the page at `path` is drawn with.
    pub fn of_page(&self, path: &str) -> &str {
        let below = |place: &str| {
            path.strip_prefix(place)
                .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        if below("/counter") {
            &self.counter
        } else if below("/office") || below("/ui") {
            &self.office
        } else {
            &self.portal
        }
    }
}

/// The hashed names of what the browser loads.
#[derive(Debug, Clone)]
pub struct Assets {
    pub css: Styles,
    /// Its `output_name` names the script and the WebAssembly below `/pkg`.
    pub leptos: LeptosOptions,
}

impl Portal {
    pub fn new(parts: PortalParts) -> Self {
        Self(Arc::new(parts))
    }

    pub fn now(&self) -> Millis {
        self.clock.now()
    }
}

impl std::ops::Deref for Portal {
    type Target = PortalParts;

    fn deref(&self) -> &PortalParts {
        &self.0
    }
}

/// The portal of this request.
pub fn portal() -> Portal {
    expect_context::<Portal>()
}

/// A future in a box, for traits that are used as objects.
pub type Later<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// The gateways as pages see them.
pub trait Payments: Send + Sync {
    /// The ways in which this browser can pay, the usual one first; one of them is kept with the order that is opened.
    fn offers(&self, browser: Browser) -> Vec<PaymentOffer>;

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
            Self::Unavailable => "gateway-unavailable",
            Self::Refused => "payment-refused",
            Self::NotRecognised => "wechat-unknown",
        }
    }
}
