//! What a form sent, besides the fields that its handler reads: the content that its key belongs to, and what is shown again in a form
//! that was refused.
//!
//! A refusal leads back to the form's page. What was typed goes along in a sealed cookie and never in an address: for that form on that page
//! and for that session, for two minutes, and only until the next page is shown. Only the fields named in [`KEPT`] go along.

use std::sync::Arc;

use http::request::Parts;
use leptos::prelude::use_context;
use leptos_axum::ResponseOptions;
use serde::{Deserialize, Serialize};

use super::{
    Portal, Visit,
    bytes::{from_base64, to_base64, to_hex},
    cookie, portal, visit,
};

/// The fields that are shown again when their form is refused. A PIN, a password or a code is never among them; a field that is
/// missing here comes back empty.
pub const KEPT: [&str; 98] = [
    "coupon_id",
    "key",
    "choice",
    "amount",
    "channel",
    "name",
    "phone",
    "consents[]",
    "guardian",
    "profile[gender]",
    "profile[anniversary]",
    "profile[address]",
    "profile[email]",
    "document_number",
    "gives_up",
    "birth[calendar]",
    "birth[year]",
    "birth[month]",
    "birth[day]",
    "birth[leap]",
    "login",
    "typed",
    "wish",
    "document",
    "proxy",
    "proxy_document",
    "fee",
    "reason",
    "note",
    "stores[]",
    "scope",
    "from",
    "regions[]",
    "short",
    "address",
    "hours",
    "map",
    "region",
    "till",
    "store",
    "role",
    "post",
    "sign_off",
    "second_person",
    "shop_name",
    "accent",
    "trade",
    "store_name",
    "store_code",
    "store_address",
    "person",
    "second",
    "of",
    "direction",
    "what",
    "days",
    "tag",
    "segment",
    "lines",
    "english",
    "kind",
    "colour",
    "giver",
    "category",
    "brand",
    "unit",
    "barcode",
    "list_price",
    "member_price",
    "dealer1",
    "dealer2",
    "dealer3",
    "no_discount",
    "no_points",
    "until",
    "parent",
    "card",
    "card_type",
    "pieces",
    "points",
    "limit",
    "receiver",
    "drawer_move",
    "comment",
    "pick_up",
    "day",
    "weekdays[]",
    "tiers[]",
    "card_types[]",
    "tags[]",
    "sold_by",
    "invoiced",
    "received",
    "balance",
    "card_amount",
    "points_amount",
    "part_tender",
    "part_amount",
];

/// Whether what was typed into a field of this name is shown again. The values of a rule, a role, a coupon, a campaign and a count are many, and each has its own name.
pub fn is_kept(name: &str) -> bool {
    KEPT.contains(&name)
        || ["rule[", "right[", "coupon[", "camp[", "pieces[", "tender["]
            .iter()
            .any(|many| name.starts_with(many))
}

const SEAL: &str = "typed";
/// Until the redirect was followed, on the slowest network.
const LIVES_SECS: i64 = 2 * 60;
/// Browsers take cookies of 4096 bytes; sealed and encoded, so much text fits.
const LIMIT_BYTES: usize = 2400;

/// The fields of a form, in the order in which the browser sent them. The server reads them before the handler does.
#[derive(Clone)]
pub struct Sent(Arc<[(String, String)]>);

impl Sent {
    pub fn new(fields: impl IntoIterator<Item = (String, String)>) -> Self {
        Self(fields.into_iter().collect())
    }

    fn of_request() -> Option<(Self, String)> {
        let parts = use_context::<Parts>()?;
        let sent = parts.extensions.get::<Self>()?.clone();
        Some((sent, parts.uri.path().to_owned()))
    }
}

/// The idempotency key of the form that is being handled: the one that was drawn with its page, together with everything that was sent.
/// So the same form sent twice is one request, and the form filled in differently is another one. Empty where none was drawn.
pub fn form_key() -> String {
    let portal = portal();
    let Some((sent, target)) = Sent::of_request() else {
        return String::new();
    };
    if !sent.0.iter().any(|(name, value)| name == "key" && !value.is_empty()) {
        return String::new();
    }
    let mut parts = vec![target.as_str()];
    // What proves who sends it says nothing about what is asked for, and a passkey's answer is another one each time.
    for (name, value) in sent.0.iter().filter(|(name, _)| name != "pin" && name != "signed") {
        parts.extend([name.as_str(), value.as_str()]);
    }
    to_hex(&portal.store.context().secret.fingerprint("form", &parts))
}

/// What the cookie holds.
#[derive(Serialize, Deserialize)]
struct Kept {
    /// The page that shows it.
    page: String,
    /// The form, by its target.
    form: String,
    /// The session that sent it.
    whose: String,
    until: i64,
    fields: Vec<(String, String)>,
}

/// Keeps what was typed for the page that a refusal leads to.
pub(super) fn keep_typed(page: &str) {
    let (Some((sent, form)), Some(_)) = (Sent::of_request(), use_context::<ResponseOptions>()) else {
        return;
    };
    let (portal, visit) = (portal(), visit());
    let mut room = LIMIT_BYTES;
    // Whole values or none: half of what was typed would be sent as if it were all.
    let fits = |(name, value): &&(String, String)| {
        let bytes = name.len() + value.len();
        let fits = is_kept(name) && bytes <= room;
        room -= if fits { bytes } else { 0 };
        fits
    };
    let fields: Vec<_> = sent.0.iter().filter(fits).cloned().collect();
    let kept = Kept {
        page: without_query(page).to_owned(),
        form,
        whose: whose(&portal, &visit),
        until: portal.now().plus_secs(LIVES_SECS).get(),
        fields,
    };
    let Ok(text) = serde_json::to_vec(&kept) else {
        return;
    };
    let sealed = portal.store.context().secret.seal(SEAL, &text);
    cookie::set_cookie(&portal, &cookie::typed_cookie(&portal), &to_base64(&sealed), LIVES_SECS);
}

fn without_query(page: &str) -> &str {
    page.split('?').next().unwrap_or_default()
}

/// Who was signed in, without saying it.
fn whose(portal: &Portal, visit: &Visit) -> String {
    let tokens = [&visit.session, &visit.staff].map(|token| token.as_deref().unwrap_or_default());
    to_hex(&portal.store.context().secret.fingerprint(SEAL, &tokens))
}

/// Ends what was kept: each page is the last one that may show it.
pub fn forget_typed() {
    if visit().typed.is_some() {
        let portal = portal();
        cookie::expired_cookie(&portal, &cookie::typed_cookie(&portal));
    }
}

/// What was typed into a form that was refused a moment ago, or nothing.
#[derive(Clone)]
pub struct Typed(Option<Vec<(String, String)>>);

impl Typed {
    /// Of the form on this page that posts to `/do/{form}`.
    pub fn into_form(form: &str) -> Self {
        let (portal, visit) = (portal(), visit());
        let opened = || {
            let sealed = from_base64(visit.typed.as_deref()?)?;
            let text = portal.store.context().secret.open(SEAL, &sealed).ok()?;
            let kept: Kept = serde_json::from_slice(&text).ok()?;
            let here = kept.page == visit.path && kept.form.strip_prefix("/do/") == Some(form);
            let now = kept.until > portal.now().get() && kept.whose == whose(&portal, &visit);
            (here && now).then_some(kept.fields)
        };
        Self(opened())
    }

    /// Of one of several forms that post there, told apart by the value of a hidden field.
    pub fn into_one_of(form: &str, name: &str, value: &str) -> Self {
        let typed = Self::into_form(form);
        if typed.value(name).as_deref() == Some(value) {
            typed
        } else {
            Self(None)
        }
    }

    /// Whether this form was refused a moment ago.
    pub const fn is_there(&self) -> bool {
        self.0.is_some()
    }

    /// What was typed into a field.
    pub fn value(&self, name: &str) -> Option<String> {
        let mut fields = self.0.iter().flatten();
        fields.find(|(known, _)| known == name).map(|(_, value)| value.clone())
    }

    /// The same, or what the field holds where nothing was typed.
    pub fn or(&self, name: &str, otherwise: impl Into<String>) -> String {
        self.value(name).unwrap_or_else(|| otherwise.into())
    }

    /// Whether a box was ticked or a choice taken, or what holds where the form was not sent. A box that was left empty sends nothing.
    pub fn picked(&self, name: &str, value: &str, otherwise: bool) -> bool {
        match &self.0 {
            None => otherwise,
            Some(fields) => fields.iter().any(|(known, sent)| known == name && sent == value),
        }
    }
}
