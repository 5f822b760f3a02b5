//! The counter was left alone: it goes on with the operator's PIN. The session stays; what was asked for was not done.

use huika_domain::{ErrorCode, Pin};
use huika_store::{
    StoreError,
    db::turns,
    staff::{Unlock, counter_pin, counter_pin_matches, lock_counter, unlock_counter},
};
use leptos::prelude::*;

use super::{
    Gate,
    let_in::{next_field, next_of_query},
    staff_signed_in,
};
use crate::{
    context::{self, Done, ReturnPath, go, portal, refuse, refuse_with, visit},
    show::{Leave, page},
    ui::{PageError, PinField},
};

const PAGE: &str = "/counter/unlock";
const SIGN_IN: &str = "/counter/sign-in";

pub fn unlock() -> impl IntoView {
    let next = next_of_query();
    page(async move {
        let staff = staff_signed_in().await?.ok_or_else(|| Leave::to(SIGN_IN))?;
        if !staff.session.locked {
            return Err(Leave::to(next.as_ref().map_or("/counter", ReturnPath::as_str)));
        }
        let t = staff.lang();
        let who = t.with(
            "unlock-who",
            &[
                ("name", staff.session.name.clone().into()),
                ("store", staff.session.store_name.clone().into()),
            ],
        );
        Ok(view! {
            <Gate title=t.text("unlock-title").to_owned()>
                <p class="quiet-text">{who}</p>
                {PageError::notice(PageError::of_request())}
                <form class="panel form" method="post" action="/do/unlock_counter">
                    {next_field(next.as_ref())}
                    <PinField name="pin" label=t.text("unlock-pin") autofocus=true />
                    <button class="button wide">{t.text("unlock-go")}</button>
                </form>
                <form class="center" method="post" action="/do/staff_sign_out">
                    <button class="button bare">{t.text("unlock-other")}</button>
                </form>
            </Gate>
        }
        .into_any())
    })
}

#[server(prefix = "/do", endpoint = "unlock_counter")]
pub async fn open_again(#[server(default)] pin: String, #[server(default)] next: String) -> Done {
    let next = ReturnPath::staff(&next);
    let page = ReturnPath::added_to(next.as_ref(), PAGE);
    let onward = next.as_ref().map_or("/counter", ReturnPath::as_str);
    let (staff, token) = match (staff_signed_in().await, visit().staff) {
        (Ok(Some(staff)), Some(token)) => (staff, token),
        (Err(error), _) => return broken(&error),
        _ => return refuse(SIGN_IN, ErrorCode::SignedOut.as_str()),
    };
    if !staff.session.locked {
        return go(onward);
    }
    let Ok(pin) = Pin::parse(&pin) else {
        return refuse(&page, ErrorCode::PinShape.as_str());
    };
    let operator = staff.session.operator;
    let kept = match staff.read(move |tx| counter_pin(tx, operator)).await {
        Ok(Some(kept)) => kept,
        Ok(None) => return go(onward),
        Err(error) => return broken(&error),
    };
    let compared = turns::hashing(move || {
        let fits = counter_pin_matches(&kept, &pin);
        (kept, fits)
    });
    let (kept, fits) = match compared.await {
        Ok(compared) => compared,
        Err(error) => return broken(&error),
    };
    // Past the session's check: the last wrong PIN ends the session, and a second tap on it is to hear the same.
    let opened = staff
        .portal
        .store
        .write(move |tx| unlock_counter(tx, &token, &kept, fits));
    match opened.await {
        Ok(Unlock::Right) => go(onward),
        Ok(Unlock::Wrong { tries_left }) => refuse_with(
            &page,
            ErrorCode::PinWrong.as_str(),
            &[("tries", tries_left.to_string())],
        ),
        Ok(Unlock::Over) => {
            context::expired_cookie(&staff.portal, &context::staff_cookie(&staff.portal));
            refuse(SIGN_IN, ErrorCode::CounterPinOver.as_str())
        }
        Err(error) => broken(&error),
    }
}

#[server(prefix = "/do", endpoint = "lock_counter")]
pub async fn walk_away() -> Done {
    let (portal, visit) = (portal(), visit());
    let Some(token) = visit.staff else {
        return refuse(SIGN_IN, ErrorCode::SignedOut.as_str());
    };
    match portal.store.write(move |tx| lock_counter(tx, &token)).await {
        Ok(()) => go("/counter"),
        Err(error) => broken(&error),
    }
}

fn broken(error: &StoreError) -> Done {
    tracing::error!(%error, "a counter could not be opened again");
    refuse(PAGE, error.code())
}
