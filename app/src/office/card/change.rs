//! The forms of one kind of card.

use huika_domain::{CardTypeId, ErrorCode};
use huika_store::{
    Tx,
    card::{CardTypeError, change_card_type, end_card_type, reopen_card_type, set_joining_type},
    staff::Role,
};
use leptos::prelude::*;

use super::{
    fields::{Sent, read_details, refusal},
    list::PAGE as LIST,
    one::page_of,
};
use crate::{
    context::{Done, go, refuse},
    office::form::sender,
    staff::Staff,
};

/// Sender and kind of a form, or the answer to give instead.
async fn about(card_type: &str) -> Result<(Staff, CardTypeId), Done> {
    let staff = sender(LIST, Role::runs_shop).await?;
    match CardTypeId::parse(card_type) {
        Ok(id) => Ok((staff, id)),
        Err(_) => Err(refuse(LIST, ErrorCode::NoCardType.as_str())),
    }
}

/// Does it, and leads to the kind's page, or back to the form.
async fn carry_out(
    staff: &Staff,
    id: CardTypeId,
    form: &str,
    done: &str,
    use_case: impl Fn(&mut Tx<'_>) -> Result<(), CardTypeError> + Send + 'static,
) -> Done {
    match staff.write(use_case).await {
        Ok(()) => go(&format!("{}?done={done}", page_of(id, ""))),
        Err(error @ CardTypeError::Unknown) => refuse(LIST, error.code()),
        Err(error) => refuse(&page_of(id, form), refusal(&error)),
    }
}

#[server(prefix = "/do", endpoint = "change_card_type")]
pub async fn change(
    #[server(default)] card_type: String,
    #[server(default)] name: String,
    #[server(default)] english: String,
    #[server(default)] kind: String,
    #[server(default)] colour: String,
    #[server(default)] giver: String,
    #[server(default)] stores: Vec<String>,
) -> Done {
    let (staff, id) = match about(&card_type).await {
        Ok(about) => about,
        Err(answer) => return answer,
    };
    let sent = Sent {
        name,
        english,
        kind,
        colour,
        giver,
        stores,
    };
    let details = match read_details(&sent) {
        Ok(details) => details,
        Err(code) => return refuse(&page_of(id, "change"), code),
    };
    let by = staff.session.operator;
    carry_out(&staff, id, "change", "changed", move |tx| {
        change_card_type(tx, by, id, &details)
    })
    .await
}

#[server(prefix = "/do", endpoint = "end_card_type")]
pub async fn end(#[server(default)] card_type: String) -> Done {
    let (staff, id) = match about(&card_type).await {
        Ok(about) => about,
        Err(answer) => return answer,
    };
    let by = staff.session.operator;
    carry_out(&staff, id, "use", "ended", move |tx| end_card_type(tx, by, id)).await
}

#[server(prefix = "/do", endpoint = "reopen_card_type")]
pub async fn reopen(#[server(default)] card_type: String) -> Done {
    let (staff, id) = match about(&card_type).await {
        Ok(about) => about,
        Err(answer) => return answer,
    };
    let by = staff.session.operator;
    carry_out(&staff, id, "use", "reopened", move |tx| reopen_card_type(tx, by, id)).await
}

#[server(prefix = "/do", endpoint = "set_joining_card_type")]
pub async fn set_joining(#[server(default)] card_type: String) -> Done {
    let (staff, id) = match about(&card_type).await {
        Ok(about) => about,
        Err(answer) => return answer,
    };
    let by = staff.session.operator;
    carry_out(&staff, id, "use", "joining", move |tx| set_joining_type(tx, by, id)).await
}
