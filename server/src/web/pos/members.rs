//! Who a printed number names.

use axum::Json;
use axum::extract::State;
use huika_domain::{ErrorCode, PersonName, Scanned};
use huika_store::till::look_up as look_up_number;
use huika_store::{StoreError, Tx};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::input::{Body, Bounded, longest, no_longer};
use super::model::tier_name;
use super::problem::Problem;
use super::till::Till;
use crate::web::AppState;

/// In the body and not in the address, so that no log keeps it.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Number {
    /// A printed card number, or the phone number that the member says.
    #[schema(example = "6800123456789014", min_length = 1, max_length = 60)]
    number: String,
}

impl Bounded for Number {
    fn check(&self) -> Result<(), Problem> {
        no_longer("number", &self.number, longest::NUMBER)
    }
}

/// A member as a number names them: enough to greet, nothing to pay with.
#[derive(Debug, Serialize, ToSchema)]
pub struct Named {
    /// The first sign of the name, or nothing.
    #[schema(example = "林**")]
    pub name: String,
    #[schema(example = "138****8000")]
    pub phone: String,
    pub card_tail: String,
    #[schema(example = "gold")]
    pub tier: String,
    /// Whether the card can be used: not when it is frozen or reported lost.
    pub active: bool,
}

/// Look a member up
///
/// By card or phone number, without a scan. It opens no session, so nothing can be sold or spent with it: `POST /scans` with the same
/// number opens one that identifies and earns. The rotating code is not looked up, and looking up does not use it up.
#[utoipa::path(post, path = "/lookups", tag = "Members", request_body = Number, responses(
    (status = 200, body = Named, description = "Somebody has it"),
    (status = 404, description = "`unknown-number`: nobody has it", body = Problem),
    (status = 422, description = "`not-a-number`: neither a card number nor a phone number", body = Problem),
))]
pub async fn look_up(
    State(state): State<AppState>,
    Till(_till): Till,
    Body(Number { number }): Body<Number>,
) -> Result<Json<Named>, Problem> {
    if !matches!(Scanned::parse(&number), Ok(Scanned::Card(_) | Scanned::Phone(_))) {
        let title = "this is neither a card number nor a phone number";
        return Err(Problem::refused(ErrorCode::NotANumber.as_str(), title));
    }
    let found = state
        .store
        .read(move |tx: &mut Tx<'_>| look_up_number(tx, &number))
        .await;
    let card = found
        .map_err(|error: StoreError| error)?
        .ok_or_else(|| Problem::not_found(ErrorCode::UnknownNumber.as_str(), "nobody has this number"))?;
    Ok(Json(Named {
        name: PersonName::masked(&card.name).unwrap_or_default(),
        phone: card.phone.masked(),
        card_tail: card.number.tail(),
        tier: tier_name(&state.store.rules().tiers.tiers, card.tier_rank),
        active: card.status.is_active(),
    }))
}
