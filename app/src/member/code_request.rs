//! One-time codes: sent for the browser that asks, and read together with what shows that it was this one.

use huika_domain::{OneTimeCode, Phone};
use huika_store::member::{CodeRequest, CodeRequestError, CodeTicket, Purpose, TypedCode, request_code};

use crate::context::{self, Portal, Visit, form_key};

/// Sends a code and ties it to this browser by a cookie; the error is the code of the refusal. The same form sent twice sends one
/// message.
pub async fn send_code(portal: &Portal, visit: &Visit, phone: &Phone, purpose: Purpose) -> Result<(), &'static str> {
    let ticket = CodeTicket::of_form(portal.store.context(), &form_key(), phone, purpose);
    let request = CodeRequest {
        phone: phone.clone(),
        purpose,
        address: visit.ip,
        ticket: ticket.clone(),
        before: ticket_of(visit),
    };
    match portal.store.write(move |tx| request_code(tx, &request)).await {
        Ok(_) => {
            let cookie = context::code_cookie(portal);
            context::set_cookie(portal, &cookie, ticket.as_str(), context::code_secs(portal));
            Ok(())
        }
        Err(CodeRequestError::Store(error)) => {
            tracing::error!(%error, "a code could not be sent");
            Err(error.code())
        }
        Err(error) => Err(error.code()),
    }
}

/// What was typed, with this browser's request.
pub fn typed_code(visit: &Visit, code: OneTimeCode) -> TypedCode {
    TypedCode {
        code,
        ticket: ticket_of(visit),
        address: visit.ip,
    }
}

fn ticket_of(visit: &Visit) -> Option<CodeTicket> {
    CodeTicket::of_cookie(visit.code.as_deref()?)
}
