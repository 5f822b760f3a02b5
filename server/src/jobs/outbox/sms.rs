//! One-time codes and notices. Only what surely was not sent is tried again: a second code on its way would make the first one
//! useless, and the person can ask for another; a notice twice would frighten.

use huika_domain::Phone;
use huika_sms::{SmsError, SmsMessage};
use huika_store::{
    db::outbox::Message,
    member::{ClosingAskedSms, CodeSms, PhoneChangedSms},
    refund::RefundOpenedSms,
    tier::TierEndsSms,
};

use super::Outcome;
use crate::web::AppState;

/// The outbox's word for a one-time code.
pub const CODE: &str = "code-sms";

pub async fn send(state: &AppState, message: &Message) -> Outcome {
    // A server that died while it was sending: the message may have gone out, and no provider knows its own repetitions.
    if message.lost {
        return Outcome::Settled("uncertain");
    }
    let Some(sms) = read(message) else {
        return Outcome::Settled("unreadable");
    };
    let Err(error) = state.sms.send(&sms).await else {
        return Outcome::Settled("sent");
    };
    // Words, never a provider's text, which may repeat the number.
    match error {
        SmsError::NotSent(_) => Outcome::Retry("not-sent"),
        SmsError::Uncertain(_) => Outcome::Settled("uncertain"),
        SmsError::Limited(_) => Outcome::Settled("limited"),
        _ => Outcome::Settled("refused"),
    }
}

fn read(message: &Message) -> Option<SmsMessage> {
    let (phone, template, params) = match message.kind.as_str() {
        CODE => {
            let code: CodeSms = serde_json::from_str(&message.payload).ok()?;
            let params = vec![("code", code.code), ("minutes", code.minutes.to_string())];
            (code.phone, "sign-in-code", params)
        }
        PhoneChangedSms::KIND => {
            let notice: PhoneChangedSms = serde_json::from_str(&message.payload).ok()?;
            (notice.phone, "phone-changed", vec![("tail", notice.tail)])
        }
        ClosingAskedSms::KIND => {
            let notice: ClosingAskedSms = serde_json::from_str(&message.payload).ok()?;
            (notice.phone, "closing-asked", vec![("day", notice.day)])
        }
        RefundOpenedSms::KIND => {
            let notice: RefundOpenedSms = serde_json::from_str(&message.payload).ok()?;
            (notice.phone, "refund-opened", vec![("amount", notice.amount)])
        }
        TierEndsSms::KIND => {
            let notice: TierEndsSms = serde_json::from_str(&message.payload).ok()?;
            let params = vec![("day", notice.day), ("missing", notice.missing)];
            (notice.phone, "tier-ends", params)
        }
        _ => return None,
    };
    Some(SmsMessage {
        phone: Phone::parse(&phone).ok()?,
        template,
        params,
        reference: format!("huika-{}", message.id.get()),
    })
}
