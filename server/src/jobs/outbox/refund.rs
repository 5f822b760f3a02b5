//! Money back through the gateway that it came by. The same refund is always asked for under the same number: a new number would
//! pay twice.

use huika_store::{db::outbox::Message, refund::GatewayRefund};

use super::Outcome;
use crate::{payments::RefundStep, web::AppState};

pub async fn ask(state: &AppState, message: &Message) -> Outcome {
    let Ok(refund) = serde_json::from_str::<GatewayRefund>(&message.payload) else {
        return Outcome::Settled("unreadable");
    };
    match state.gateways.refund(&refund, message.attempts > 0).await {
        RefundStep::Paid => Outcome::Settled("paid"),
        RefundStep::Failed => Outcome::Settled("failed"),
        RefundStep::AtCounter => Outcome::Settled("at-counter"),
        // A person looks at it; once the gateway says what fits, it is settled.
        RefundStep::Mismatch => Outcome::AskAgain("mismatch"),
        RefundStep::UnderWay => Outcome::AskAgain("under-way"),
        RefundStep::NoAnswer => Outcome::AskAgain("no-answer"),
    }
}
