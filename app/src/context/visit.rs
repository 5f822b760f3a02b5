//! What a request says about its visitor.

use std::net::{IpAddr, Ipv4Addr};

use http::{header, request::Parts};
use leptos::prelude::*;

use super::{
    Waiting,
    browser::Browser,
    cookie::{
        challenge_cookie, code_cookie, known_browser_cookie, known_phone_cookie, passkey_cookie, session_cookie,
        staff_cookie, staff_step_cookie, till_cookie, typed_cookie,
    },
    portal::Portal,
};
use crate::i18n::Lang;

/// The address that a request came from, behind whatever proxies the server trusts. The server sets it as a request extension.
#[derive(Debug, Clone, Copy)]
pub struct ClientIp(pub IpAddr);

/// One request's visitor.
#[derive(Debug, Clone)]
pub struct Visit {
    pub lang: Lang,
    pub path: String,
    /// What stands behind the question mark, as the browser sent it.
    pub query: String,
    pub ip: IpAddr,
    pub user_agent: String,
    /// Tokens as the browser sent them; what they are worth, the store says.
    pub(crate) session: Option<String>,
    pub(crate) staff: Option<String>,
    pub(crate) challenge: Option<String>,
    pub(crate) code: Option<String>,
    pub(crate) known_browser: Option<String>,
    pub(crate) known_phone: Option<String>,
    pub(crate) passkey: Option<String>,
    pub(crate) staff_step: Option<String>,
    pub(crate) till: Option<String>,
    pub(crate) typed: Option<String>,
}

impl Visit {
    pub fn from_parts(portal: &Portal, parts: &Parts) -> Self {
        let text = |name| {
            parts
                .headers
                .get(name)
                .and_then(|value| value.to_str().ok())
                .unwrap_or_default()
        };
        let cookie = |name: &str| read_cookie(text(header::COOKIE), name).map(str::to_owned);
        let lang = cookie("lang")
            .and_then(|tag| Lang::parse(&tag))
            .or_else(|| Lang::from_accept_language(text(header::ACCEPT_LANGUAGE)))
            .unwrap_or_default();
        Self {
            lang,
            path: parts.uri.path().to_owned(),
            query: parts.uri.query().unwrap_or_default().to_owned(),
            ip: parts
                .extensions
                .get::<ClientIp>()
                .map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |ip| ip.0),
            user_agent: text(header::USER_AGENT).chars().take(300).collect(),
            session: cookie(&session_cookie(portal)),
            staff: cookie(&staff_cookie(portal)),
            challenge: cookie(&challenge_cookie(portal)),
            code: cookie(&code_cookie(portal)),
            known_browser: cookie(&known_browser_cookie(portal)),
            known_phone: cookie(&known_phone_cookie(portal)),
            passkey: cookie(&passkey_cookie(portal)),
            staff_step: cookie(&staff_step_cookie(portal)),
            till: cookie(&till_cookie(portal)),
            typed: cookie(&typed_cookie(portal)),
        }
    }

    /// The network that the visitor is in, shortened so that it tells places apart and names no single subscriber.
    pub fn place(&self) -> String {
        match self.ip {
            ip if ip.is_unspecified() => String::new(),
            IpAddr::V4(v4) => {
                let [a, b, c, _] = v4.octets();
                format!("{a}.{b}.{c}.x")
            }
            IpAddr::V6(v6) => {
                let [a, b, c, ..] = v6.segments();
                format!("{a:x}:{b:x}:{c:x}::")
            }
        }
    }

    pub fn browser(&self) -> Browser {
        Browser::of(&self.user_agent)
    }
}

/// What a cookie holds, out of the header with all of them; an empty one is none.
pub fn read_cookie<'h>(header: &'h str, name: &str) -> Option<&'h str> {
    header
        .split(';')
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(key, value)| *key == name && !value.is_empty())
        .map(|(_, value)| value)
}

/// Reads the visitor from the request, for everything that is done for it. To be called once, when its other contexts are
/// there.
///
/// A form's contexts are looked up in those of whatever page the same thread renders at that moment when they are missing
/// (`Owner::new_root` leaves itself behind as the thread's current owner). So nothing of a visitor may be provided for the
/// first time somewhere inside a request: another's would be found there.
pub fn provide_visit() {
    provide_context(Visit::from_parts(
        &expect_context::<Portal>(),
        &expect_context::<Parts>(),
    ));
    provide_context(Waiting::Stranger);
}

/// The visitor of this request.
pub fn visit() -> Visit {
    expect_context()
}
