//! Events: verify, then read. They come in any order and more than once.

use aws_lc_rs::hmac;
use http::HeaderMap;
use huika_domain::{Fen, Millis};
use secrecy::ExposeSecret;
use serde::Deserialize;
use serde_json::value::RawValue;

use super::StripeSettings;
use super::refund::Refund;
use crate::{
    ChannelId, Currency, Notification, NotifiedEvent, NotifyError, PaidTrade, PaymentResult, PaymentState,
    SignatureError, TradeNumber,
};

const BODY_LIMIT_BYTES: usize = 256 * 1024;
/// Stripe's own libraries allow as much.
const TOLERANCE_SECS: u64 = 300;

#[derive(Deserialize)]
struct Event<'a> {
    id: String,
    r#type: String,
    livemode: bool,
    created: i64,
    #[serde(borrow)]
    data: Data<'a>,
}

#[derive(Deserialize)]
struct Data<'a> {
    #[serde(borrow)]
    object: &'a RawValue,
}

#[derive(Deserialize)]
struct Session {
    client_reference_id: Option<String>,
    amount_total: i64,
    currency: String,
    payment_status: String,
    payment_intent: Option<String>,
}

pub(super) fn read(
    settings: &StripeSettings,
    headers: &HeaderMap,
    body: &[u8],
    now: Millis,
) -> Result<Notification, NotifyError> {
    if body.len() > BODY_LIMIT_BYTES {
        return Err(NotifyError::TooLarge);
    }
    verify(settings, headers, body, now)?;
    let event: Event<'_> = serde_json::from_slice(body).map_err(|_| NotifyError::Unreadable("event"))?;
    if event.livemode != settings.is_live() {
        return Err(NotifyError::Unreadable("livemode"));
    }
    let object = event.data.object.get();
    let event_of = match event.r#type.as_str() {
        "checkout.session.completed"
        | "checkout.session.async_payment_succeeded"
        | "checkout.session.async_payment_failed"
        | "checkout.session.expired" => session_event(settings, &event, object)?,
        "refund.created" | "refund.updated" | "refund.failed" => {
            let refund: Refund = serde_json::from_str(object).map_err(|_| NotifyError::Unreadable("refund"))?;
            refund.into_result().map(NotifiedEvent::Refund)
        }
        _ => None,
    };
    // What was opened elsewhere in the same account is acknowledged and left alone.
    let told = event_of.unwrap_or_else(|| NotifiedEvent::Other(event.r#type.clone()));
    Ok(Notification {
        id: event.id,
        event: told,
    })
}

fn session_event(
    settings: &StripeSettings,
    event: &Event<'_>,
    object: &str,
) -> Result<Option<NotifiedEvent>, NotifyError> {
    let session: Session = serde_json::from_str(object).map_err(|_| NotifyError::Unreadable("session"))?;
    let Some(number) = session
        .client_reference_id
        .as_deref()
        .and_then(|text| TradeNumber::parse(text).ok())
    else {
        return Ok(None);
    };
    let state = match event.r#type.as_str() {
        "checkout.session.expired" => PaymentState::Closed,
        // Completed means that the payer is done, and paid only if it says so as well.
        "checkout.session.completed" | "checkout.session.async_payment_succeeded"
            if session.payment_status != "unpaid" =>
        {
            PaymentState::Paid(PaidTrade {
                transaction: session
                    .payment_intent
                    .ok_or(NotifyError::Unreadable("payment_intent"))?,
                amount: Fen::new(session.amount_total),
                currency: Currency::parse(&session.currency).ok_or(NotifyError::Unreadable("currency"))?,
                paid_at: Millis::from_unix_secs(event.created),
            })
        }
        _ => PaymentState::NotPaid,
    };
    let (merchant, app) = (settings.account.clone(), String::new());
    Ok(Some(NotifiedEvent::Payment(PaymentResult {
        channel: ChannelId::Stripe,
        merchant,
        app,
        number,
        state,
    })))
}

/// `t=…,v1=…[,v1=…]`: any one signature by any one of our secrets will do.
fn verify(settings: &StripeSettings, headers: &HeaderMap, body: &[u8], now: Millis) -> Result<(), SignatureError> {
    const NAME: &str = "Stripe-Signature";
    let mut values = headers.get_all(NAME).iter();
    let (Some(header), None) = (values.next().and_then(|value| value.to_str().ok()), values.next()) else {
        return Err(SignatureError::Missing(NAME));
    };
    let part = |wanted: &'static str| {
        header
            .split(',')
            .filter_map(move |part| part.trim().split_once('='))
            .filter(move |(name, _)| *name == wanted)
    };
    let (_, timestamp) = part("t").next().ok_or(SignatureError::Missing("t"))?;
    let signed_at_secs: i64 = timestamp.parse().map_err(|_| SignatureError::Stale)?;
    if now.unix_secs().abs_diff(signed_at_secs) > TOLERANCE_SECS {
        return Err(SignatureError::Stale);
    }
    let mut message = format!("{timestamp}.").into_bytes();
    message.extend_from_slice(body);
    let signatures: Vec<Vec<u8>> = part("v1").filter_map(|(_, value)| hex::decode(value).ok()).collect();
    if signatures.is_empty() {
        return Err(SignatureError::NotReadable);
    }
    for secret in &settings.webhook_secrets {
        let key = hmac::Key::new(hmac::HMAC_SHA256, secret.expose_secret().as_bytes());
        // The comparison inside takes the same time whatever differs.
        if signatures
            .iter()
            .any(|signature| hmac::verify(&key, &message, signature).is_ok())
        {
            return Ok(());
        }
    }
    Err(SignatureError::Mismatch)
}
