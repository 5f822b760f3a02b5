//! Checkout sessions: opening the hosted page, and closing it.

use serde::Deserialize;

use super::Stripe;
use super::states::Intent as Status;
use crate::{CloseOutcome, PayError, PrepayAction, PrepayRequest, TradeNumber, text};

/// A session lives at least half an hour; it outlives its order by that, and what comes then is a late payment.
const SESSION_LIFE_SECS: i64 = 30 * 60;

#[derive(Deserialize)]
struct Session {
    id: String,
    url: Option<String>,
}

#[derive(Deserialize)]
struct List {
    data: Vec<Session>,
}

impl Stripe {
    pub(super) async fn create_session(&self, request: &PrepayRequest) -> Result<PrepayAction, PayError> {
        let number = request.number.as_str();
        let words = text::plain(&request.description, 250);
        let form = vec![
            ("mode", "payment".to_owned()),
            ("success_url", request.return_url.clone()),
            ("cancel_url", request.return_url.clone()),
            ("client_reference_id", number.to_owned()),
            // Computed from the order alone, so that a repetition is the same request.
            (
                "expires_at",
                (request.expires_at.unix_secs() + SESSION_LIFE_SECS).to_string(),
            ),
            ("line_items[0][quantity]", "1".to_owned()),
            (
                "line_items[0][price_data][currency]",
                self.currency.as_str().to_ascii_lowercase(),
            ),
            (
                "line_items[0][price_data][unit_amount]",
                request.amount.get().to_string(),
            ),
            ("line_items[0][price_data][product_data][name]", words),
            ("metadata[number]", number.to_owned()),
            ("payment_intent_data[metadata][number]", number.to_owned()),
        ];
        let session: Session = self
            .post("/v1/checkout/sessions", &format!("prepay-{number}"), &form)
            .await?;
        // A session that is complete has no address any more.
        session.url.map(PrepayAction::Redirect).ok_or(PayError::AlreadyPaid)
    }

    pub(super) async fn close_order(&self, number: &TradeNumber) -> Result<CloseOutcome, PayError> {
        let Some(intent) = self.find_intent(number).await? else {
            // Nobody has confirmed; only the session's own expiry keeps somebody from it.
            return Ok(CloseOutcome::Unknown);
        };
        match intent.status() {
            Status::Paid => return Ok(CloseOutcome::AlreadyPaid),
            Status::Closed => return Ok(CloseOutcome::Closed),
            // The bank is at work, and nothing can be closed.
            Status::Processing => return Ok(CloseOutcome::Unknown),
            Status::Waiting => {}
        }
        let sessions: List = self
            .get("/v1/checkout/sessions", &vec![("payment_intent", intent.id)])
            .await?;
        let Some(session) = sessions.data.first() else {
            return Ok(CloseOutcome::Unknown);
        };
        let path = format!("/v1/checkout/sessions/{}/expire", session.id);
        match self
            .post::<Session>(&path, &format!("expire-{number}"), &Vec::new())
            .await
        {
            Ok(_) => Ok(CloseOutcome::Closed),
            Err(PayError::Refused { .. }) => Ok(CloseOutcome::Unknown),
            Err(error) => Err(error),
        }
    }
}
