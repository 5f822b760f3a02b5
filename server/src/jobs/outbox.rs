//! Carries out what use cases left in the outbox: short messages so far.
//!
//! A message is taken under a lease, sent, and settled. Only what surely was not sent is tried again: a second code on its way
//! would make the first one useless, and the person can ask for another.

use huika_domain::Phone;
use huika_sms::{SmsError, SmsMessage};
use huika_store::identity::CodeSms;
use huika_store::outbox::{self, Message};
use huika_store::{StoreError, Tx};

use super::JobError;
use crate::web::AppState;

/// Longer than a provider's time-out, so that no second server takes a message that is being sent.
const LEASE_SECS: i64 = 30;
const AT_ONCE: i64 = 16;

/// Sends what is due; answers how many messages that were.
pub async fn run(state: AppState) -> Result<usize, JobError> {
    if state.store.read(outbox::waiting).await? == 0 {
        return Ok(0);
    }
    let taken: Vec<Message> = state
        .store
        .write(|tx: &mut Tx<'_>| outbox::take(tx, AT_ONCE, LEASE_SECS))
        .await
        .map_err(|e: StoreError| e)?;
    let count = taken.len();
    let sent = futures::future::join_all(taken.into_iter().map(|message| deliver(&state, message))).await;
    sent.into_iter().collect::<Result<(), _>>()?;
    Ok(count)
}

async fn deliver(state: &AppState, message: Message) -> Result<(), StoreError> {
    let outcome = match sms_of(&message) {
        Some(sms) => state.sms.send(&sms).await.map(drop),
        None => Err(SmsError::Refused("unreadable".to_owned())),
    };
    if let Err(error) = &outcome {
        tracing::warn!(kind = message.kind, attempts = message.attempts + 1, %error, "a message was not delivered");
    }
    state
        .store
        .write(move |tx: &mut Tx<'_>| match &outcome {
            Ok(()) => outbox::settle(tx, message.id, "sent"),
            Err(error) if error.was_surely_not_sent() => outbox::retry(tx, &message, word_for(error)),
            Err(error) => outbox::settle(tx, message.id, word_for(error)),
        })
        .await
}

fn sms_of(message: &Message) -> Option<SmsMessage> {
    if message.kind != "code-sms" {
        return None;
    }
    let code: CodeSms = serde_json::from_str(&message.payload).ok()?;
    Some(SmsMessage {
        phone: Phone::parse(&code.phone).ok()?,
        template: "sign-in-code",
        params: vec![("code", code.code), ("minutes", code.minutes.to_string())],
        reference: format!("huika-{}", message.id.get()),
    })
}

/// What the outbox remembers: a word, never a provider's text, which may repeat the number.
fn word_for(error: &SmsError) -> &'static str {
    match error {
        SmsError::NotSent(_) => "not-sent",
        SmsError::Uncertain(_) => "uncertain",
        SmsError::Limited(_) => "limited",
        _ => "refused",
    }
}
