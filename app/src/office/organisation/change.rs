//! The forms of one store.

use huika_domain::{BusinessDay, ErrorCode, Reason, RegionId, StoreId};
use huika_store::{
    Tx,
    organisation::{OrganisationError, change_store, close_store, move_store, reopen_store},
    parked::{FavouritesError, set_favourites},
    staff::Role,
};
use leptos::prelude::*;

use super::{
    list::PAGE as LIST,
    make::{read_details, refusal},
    one::page_of,
};
use crate::{
    context::{Done, failed, go, refuse},
    office::form::sender,
    staff::Staff,
};

/// Sender and store of a form, or the answer to give instead.
async fn about(store: &str) -> Result<(Staff, StoreId), Done> {
    let staff = sender(LIST, Role::keeps_stores).await?;
    match StoreId::parse(store) {
        Ok(store) => Ok((staff, store)),
        Err(_) => Err(refuse(LIST, ErrorCode::NoStore.as_str())),
    }
}

/// Does it, and leads to the store's page, or back to the form.
async fn carry_out(
    staff: &Staff,
    store: StoreId,
    form: &str,
    done: &str,
    use_case: impl Fn(&mut Tx<'_>) -> Result<(), OrganisationError> + Send + 'static,
) -> Done {
    match staff.write(use_case).await {
        Ok(()) => go(&format!("{}?done={done}", page_of(store, ""))),
        Err(error @ OrganisationError::NoStore) => refuse(LIST, error.code()),
        Err(error) => refuse(&page_of(store, form), refusal(&error)),
    }
}

#[server(prefix = "/do", endpoint = "change_store")]
pub async fn change(
    #[server(default)] store: String,
    #[server(default)] name: String,
    #[server(default)] address: String,
    #[server(default)] phone: String,
    #[server(default)] hours: String,
    #[server(default)] map: String,
) -> Done {
    let (staff, store) = match about(&store).await {
        Ok(about) => about,
        Err(answer) => return answer,
    };
    let details = match read_details(&name, &address, &phone, &hours, &map) {
        Ok(details) => details,
        Err(error) => return refuse(&page_of(store, "change"), error.code()),
    };
    let by = staff.session.operator;
    carry_out(&staff, store, "change", "changed", move |tx| {
        change_store(tx, by, store, &details)
    })
    .await
}

#[server(prefix = "/do", endpoint = "move_store")]
pub async fn moved(
    #[server(default)] store: String,
    #[server(default)] region: String,
    #[server(default)] from: String,
) -> Done {
    let (staff, store) = match about(&store).await {
        Ok(about) => about,
        Err(answer) => return answer,
    };
    let region = match region.as_str() {
        "" => None,
        id => match RegionId::parse(id) {
            Ok(id) => Some(id),
            Err(_) => return refuse(&page_of(store, "region"), ErrorCode::NoRegion.as_str()),
        },
    };
    let Ok(from) = BusinessDay::parse(&from) else {
        return refuse(&page_of(store, "region"), ErrorCode::DayInvalid.as_str());
    };
    let by = staff.session.operator;
    carry_out(&staff, store, "region", "moved", move |tx| {
        move_store(tx, by, store, region, from)
    })
    .await
}

#[server(prefix = "/do", endpoint = "close_store")]
pub async fn close(#[server(default)] store: String, #[server(default)] reason: String) -> Done {
    let (staff, store) = match about(&store).await {
        Ok(about) => about,
        Err(answer) => return answer,
    };
    let Ok(reason) = Reason::parse(&reason) else {
        return refuse(&page_of(store, "open"), ErrorCode::ReasonLength.as_str());
    };
    let by = staff.session.operator;
    carry_out(&staff, store, "open", "closed", move |tx| {
        close_store(tx, by, store, &reason)
    })
    .await
}

#[server(prefix = "/do", endpoint = "reopen_store")]
pub async fn reopen(#[server(default)] store: String) -> Done {
    let (staff, store) = match about(&store).await {
        Ok(about) => about,
        Err(answer) => return answer,
    };
    let by = staff.session.operator;
    carry_out(&staff, store, "open", "reopened", move |tx| reopen_store(tx, by, store)).await
}

#[server(prefix = "/do", endpoint = "set_favourites")]
pub async fn favourites(#[server(default)] store: String, #[server(default)] lines: String) -> Done {
    let staff = match sender(LIST, Role::closes_days).await {
        Ok(staff) => staff,
        Err(answer) => return answer,
    };
    let Ok(store) = StoreId::parse(&store) else {
        return refuse(LIST, ErrorCode::NoStore.as_str());
    };
    let by = staff.session.operator;
    match staff.write(move |tx| set_favourites(tx, by, store, &lines)).await {
        Ok(()) => go(&format!("{}?done=favourites", page_of(store, ""))),
        Err(FavouritesError::Store(error)) => failed(&page_of(store, "favourites"), &error),
        Err(error) => refuse(&page_of(store, "favourites"), error.code()),
    }
}
