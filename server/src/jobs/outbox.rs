//! Carries out what use cases left in the outbox: short messages, and refunds at a gateway.
//!
//! A message is taken under a lease, carried out, and settled, so that each is worked on by one server at a time.

mod refund;
mod sms;

use huika_store::{
    StoreError, Tx,
    db::outbox::{self, Message},
    member::{ClosingAskedSms, PhoneChangedSms},
    refund::{GATEWAY_REFUND, RefundOpenedSms},
    tier::TierEndsSms,
};

use super::JobError;
use crate::web::AppState;

/// Longer than a provider's or a gateway's time-out, so that no second server takes what is being carried out.
const LEASE_SECS: i64 = 60;
const AT_ONCE: i64 = 16;

/// What becomes of a message.
enum Outcome {
    /// It is done, or must not be tried again.
    Settled(&'static str),
    /// It surely did not happen and may be tried again a few times.
    Retry(&'static str),
    /// It is under way at the other side, which is asked again until it knows.
    AskAgain(&'static str),
}

/// Carries out what is due; answers how many messages that were.
pub async fn run(state: AppState) -> Result<usize, JobError> {
    if !state.store.read(outbox::is_due).await? {
        return Ok(0);
    }
    let taken: Vec<Message> = state
        .store
        .write(|tx: &mut Tx<'_>| outbox::take(tx, AT_ONCE, LEASE_SECS))
        .await?;
    let count = taken.len();
    let done = futures::future::join_all(taken.into_iter().map(|message| carry_out(&state, message))).await;
    done.into_iter().collect::<Result<(), StoreError>>()?;
    Ok(count)
}

async fn carry_out(state: &AppState, message: Message) -> Result<(), StoreError> {
    let outcome = match message.kind.as_str() {
        sms::CODE | PhoneChangedSms::KIND | ClosingAskedSms::KIND | RefundOpenedSms::KIND | TierEndsSms::KIND => {
            sms::send(state, &message).await
        }
        GATEWAY_REFUND => refund::ask(state, &message).await,
        _ => Outcome::Settled("unknown-kind"),
    };
    let (Outcome::Settled(word) | Outcome::Retry(word) | Outcome::AskAgain(word)) = &outcome;
    if !matches!(*word, "sent" | "paid") {
        tracing::warn!(
            kind = message.kind,
            attempts = message.attempts + 1,
            outcome = word,
            "not carried out yet"
        );
    }
    state
        .store
        .write(move |tx: &mut Tx<'_>| match outcome {
            Outcome::Settled(word) => outbox::settle(tx, message.id, word),
            Outcome::Retry(word) => outbox::retry(tx, &message, word),
            Outcome::AskAgain(word) => outbox::ask_again(tx, &message, word),
        })
        .await
}
