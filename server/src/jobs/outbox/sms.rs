//! One-time codes. Only what surely was not sent is tried again: a second code on its way would make the first one useless, and
//! the person can ask for another.

use huika_domain::Phone;
use huika_sms::{SmsError, SmsMessage};
use huika_store::identity::CodeSms;
use huika_store::outbox::Message;

use super::Outcome;
use crate::web::AppState;

pub async fn send(state: &AppState, message: &Message) -> Outcome {
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
    let code: CodeSms = serde_json::from_str(&message.payload).ok()?;
    Some(SmsMessage {
        phone: Phone::parse(&code.phone).ok()?,
        template: "sign-in-code",
        params: vec![("code", code.code), ("minutes", code.minutes.to_string())],
        reference: format!("huika-{}", message.id.get()),
    })
}
