//! Events: verify, then read. They come in any order and more than once.

use aws_lc_rs::hmac;
use http::HeaderMap;
use huika_domain::{Fen, Millis};
use secrecy::ExposeSecret;
use serde::Deserialize;
use serde_json::value::RawValue;

use super::charge::Charge;
use super::dispute::Dispute;
use super::refund::Refund;
use super::{StripeSettings, states};
use crate::{
    ChannelId, Currency, GatewayState, Notification, NotifiedEvent, NotifyError, PaidTrade, PaymentResult,
    SignatureError, TradeNumber,
};

const BODY_LIMIT_BYTES: usize = 256 * 1024;
/// Stripe's own libraries allow as much.
const TOLERANCE_SECS: u64 = 300;

/// An event, of which every part may be missing: what other products of the same account tell comes here too, and thin events name no
/// object at all.
#[derive(Deserialize)]
struct Event<'a> {
    #[serde(default)]
    id: String,
    #[serde(default)]
    r#type: String,
    livemode: Option<bool>,
    #[serde(borrow)]
    created: Option<&'a RawValue>,
    #[serde(borrow)]
    data: Option<Data<'a>>,
}

#[derive(Deserialize)]
struct Data<'a> {
    #[serde(borrow)]
    object: Option<&'a RawValue>,
}

#[derive(Deserialize)]
struct Session {
    client_reference_id: Option<String>,
    amount_total: Option<i64>,
    currency: Option<String>,
    payment_status: Option<String>,
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
    if event.livemode.is_some_and(|live| live != settings.is_live()) {
        return Err(NotifyError::Unreadable("livemode"));
    }
    // What was opened elsewhere in the same account is acknowledged and left alone.
    let told = event_of(settings, &event)?.unwrap_or_else(|| NotifiedEvent::Other(event.r#type.clone()));
    Ok(Notification {
        id: event.id,
        event: told,
    })
}

/// What the event tells; nothing when it is none of the kinds that we use, or about nothing.
fn event_of(settings: &StripeSettings, event: &Event<'_>) -> Result<Option<NotifiedEvent>, NotifyError> {
    let Some(object) = event.data.as_ref().and_then(|data| data.object).map(RawValue::get) else {
        return Ok(None);
    };
    match event.r#type.as_str() {
        "checkout.session.completed"
        | "checkout.session.async_payment_succeeded"
        | "checkout.session.async_payment_failed"
        | "checkout.session.expired" => session_event(settings, event, object),
        "refund.created" | "refund.updated" | "refund.failed" | "charge.refund.updated" => {
            let refund: Refund = serde_json::from_str(object).map_err(|_| NotifyError::Unreadable("refund"))?;
            let result = refund.into_result(settings).map_err(NotifyError::Unreadable)?;
            Ok(Some(NotifiedEvent::Refund(result)))
        }
        "charge.refunded" => {
            let charge: Charge = serde_json::from_str(object).map_err(|_| NotifyError::Unreadable("charge"))?;
            let Some(number) = charge.number() else {
                return Ok(None);
            };
            let state = charge.state().map_err(NotifyError::Unreadable)?;
            Ok(Some(payment(settings, number, state)))
        }
        kind if kind.starts_with("charge.dispute.") => {
            let dispute: Dispute = serde_json::from_str(object).map_err(|_| NotifyError::Unreadable("dispute"))?;
            let result = dispute.into_result(settings).map_err(NotifyError::Unreadable)?;
            Ok(result.map(NotifiedEvent::Dispute))
        }
        _ => Ok(None),
    }
}

fn payment(settings: &StripeSettings, number: TradeNumber, state: GatewayState) -> NotifiedEvent {
    let (merchant, app) = (settings.account.clone(), String::new());
    NotifiedEvent::Payment(PaymentResult {
        channel: ChannelId::Stripe,
        merchant,
        app,
        number,
        state,
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
        "checkout.session.expired" => GatewayState::Closed,
        // Completed means that the payer is done, and paid only if it says so as well.
        "checkout.session.completed" | "checkout.session.async_payment_succeeded" if is_paid(&session)? => {
            GatewayState::Paid(paid(session, event)?)
        }
        _ => GatewayState::NotPaid,
    };
    Ok(Some(payment(settings, number, state)))
}

fn is_paid(session: &Session) -> Result<bool, NotifyError> {
    let word = session.payment_status.as_deref();
    word.and_then(states::session_is_paid)
        .ok_or(NotifyError::Unreadable("payment_status"))
}

fn paid(session: Session, event: &Event<'_>) -> Result<PaidTrade, NotifyError> {
    let created = event.created.and_then(|at| at.get().parse().ok());
    let currency = session.currency.as_deref().and_then(Currency::parse);
    Ok(PaidTrade {
        transaction: session
            .payment_intent
            .ok_or(NotifyError::Unreadable("payment_intent"))?,
        amount: session
            .amount_total
            .map(Fen::new)
            .ok_or(NotifyError::Unreadable("amount_total"))?,
        currency: currency.ok_or(NotifyError::Unreadable("currency"))?,
        paid_at: Millis::from_unix_secs(created.ok_or(NotifyError::Unreadable("created"))?),
    })
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
