//! `/counter/shift/close`: the count, blind, and to whom the drawer is handed.

use std::collections::BTreeMap;

use huika_domain::{ErrorCode, OperatorId, Pin, Reason};
use huika_store::{
    StoreError,
    db::turns,
    shift::{
        Acceptance, CloseShift, Closed, Receiver, Shift, ShiftError, close_shift, figures, open_shift_at, receivers,
    },
    staff::{account_of, counter_pin, counter_pin_matches, password_matches},
};
use leptos::prelude::*;

use super::{
    count::{pieces_fields, read_pieces, read_tenders, tender_fields},
    desk::{PAGE as DESK, refused},
};
use crate::{
    context::{Done, Typed, form_key, go, refuse, refuse_with},
    i18n::Lang,
    show::{Leave, page},
    staff::{Area, Desk, Staff, form_staff, home_of, require_staff},
    ui::{Field, PageError, key_field},
};

const PAGE: &str = "/counter/shift/close";
const CASH: &str = "cash";

pub fn close() -> impl IntoView {
    page(async {
        let staff = require_staff().await?;
        if !staff.session.role.stands_at_a_drawer() {
            return Err(Leave::to(home_of(staff.session.role)));
        }
        let place = staff.place();
        let found = staff
            .read(move |tx| {
                let Some(shift) = open_shift_at(tx, place.store, &place.till)? else {
                    return Ok::<_, StoreError>(None);
                };
                // Which tenders, and never how much of them.
                let moved = figures(tx, &shift)?.tenders;
                let known = tx.rules_of(place.store).tenders.tenders.clone();
                let mut tenders: Vec<String> = known.iter().map(|one| one.as_str().to_owned()).collect();
                tenders.extend(moved.into_keys());
                tenders.retain(|tender| tender != CASH);
                tenders.sort();
                tenders.dedup();
                Ok(Some((shift, tenders, receivers(tx, &place)?)))
            })
            .await?;
        let Some((shift, tenders, receivers)) = found else {
            return Err(Leave::to(DESK));
        };
        if shift.operator != staff.session.operator && !shift.automatic {
            return Err(Leave::to(DESK));
        }
        let t = staff.lang();
        Ok(view! {
            <Desk title=t.text("shift-count-title").to_owned() staff=staff.session.clone() area=Area::Shift>
                {PageError::notice(PageError::of_request())}
                {count_form(t, &shift, &tenders, &receivers)}
            </Desk>
        }
        .into_any())
    })
}

fn count_form(t: Lang, shift: &Shift, tenders: &[String], receivers: &[Receiver]) -> impl IntoView + use<> {
    let typed = Typed::into_form("close_shift");
    view! {
        <section class="panel">
            <header><h1>{t.text("shift-count-title")}</h1></header>
            <p class="quiet-text">{t.text("shift-count-text")}</p>
            <form class="form" method="post" action="/do/close_shift">
                {key_field(&typed)}
                <input type="hidden" name="shift" value=shift.id.to_string() />
                {pieces_fields(t, &typed)}
                {tender_fields(t, &typed, tenders)}
                {receiver_fields(t, &typed, receivers)}
                <Field
                    name="reason"
                    label=t.text("shift-reason")
                    hint=t.text("shift-reason-hint").to_owned()
                    required=false
                    maxlength="200"
                    value=typed.value("reason")
                />
                <div class="ways-on">
                    <button class="button">{t.text("shift-count-send")}</button>
                    <a class="button quiet" href=DESK>{t.text("sale-cancel")}</a>
                </div>
            </form>
        </section>
    }
}

fn receiver_fields(t: Lang, typed: &Typed, receivers: &[Receiver]) -> Option<impl IntoView + use<>> {
    if receivers.is_empty() {
        return None;
    }
    let options: Vec<_> = receivers
        .iter()
        .map(|one| {
            let value = one.operator.to_string();
            let chosen = typed.picked("receiver", &value, false);
            let name = [("name", one.name.clone().into())];
            let words = if one.has_pin {
                t.with("shift-receiver-pin", &name)
            } else {
                t.with("shift-receiver-password", &name)
            };
            view! { <option value=value selected=chosen>{words}</option> }
        })
        .collect();
    Some(view! {
        <fieldset class="stack">
            <legend>{t.text("shift-receiver")}</legend>
            <div class="field">
                <label for="receiver">{t.text("shift-receiver-who")}</label>
                <select id="receiver" name="receiver">
                    <option value="">{t.text("shift-receiver-none")}</option>
                    {options}
                </select>
            </div>
            <div class="field">
                <label for="pin">{t.text("shift-receiver-proof")}</label>
                <input id="pin" name="pin" type="password" autocomplete="off" maxlength="200" aria-describedby="pin-hint" />
                <p class="hint" id="pin-hint">{t.text("shift-receiver-hint")}</p>
            </div>
        </fieldset>
    })
}

/// Compares what the receiver typed, outside of any transaction: with their PIN, or with the password of who has none.
async fn acceptance(staff: &Staff, receiver: OperatorId, typed: String) -> Result<Acceptance, Done> {
    let found = staff
        .read(move |tx| Ok::<_, StoreError>((counter_pin(tx, receiver)?, account_of(tx, receiver)?)))
        .await;
    let failed = |error: &StoreError| {
        tracing::error!(%error, "who takes a drawer over could not be looked up");
        refuse(PAGE, error.code())
    };
    let compared = match found {
        Ok((Some(kept), _)) => {
            let Ok(pin) = Pin::parse(&typed) else {
                return Err(refuse(PAGE, ErrorCode::PinShape.as_str()));
            };
            let compare = move || {
                let fits = counter_pin_matches(&kept, &pin);
                Acceptance::Pin(kept, fits)
            };
            turns::hashing(compare).await
        }
        Ok((None, Some(account))) => {
            let compare = move || {
                let fits = password_matches(Some(&account), &typed);
                Acceptance::Password(account, fits)
            };
            turns::hashing(compare).await
        }
        Ok((None, None)) => return Err(refuse(PAGE, ErrorCode::NoReceiver.as_str())),
        Err(error) => return Err(failed(&error)),
    };
    compared.map_err(|error| failed(&error))
}

#[server(prefix = "/do", endpoint = "close_shift")]
pub async fn send_count(
    #[server(default)] shift: String,
    #[server(default)] pieces: BTreeMap<String, String>,
    #[server(default)] tender: BTreeMap<String, String>,
    #[server(default)] receiver: String,
    #[server(default)] pin: String,
    #[server(default)] reason: String,
) -> Done {
    let staff = match form_staff(PAGE).await {
        Ok(staff) => staff,
        Err(answer) => return answer,
    };
    let Ok(shift) = huika_domain::ShiftId::parse(&shift) else {
        return refuse(DESK, ErrorCode::NoShift.as_str());
    };
    let (cash, tenders) = match read_pieces(&pieces).and_then(|cash| Ok((cash, read_tenders(&tender)?))) {
        Ok(counted) => counted,
        Err(code) => return refuse(PAGE, code),
    };
    let reason = match reason.trim() {
        "" => None,
        text => match Reason::parse(text) {
            Ok(reason) => Some(reason),
            Err(_) => return refuse(PAGE, ErrorCode::ReasonLength.as_str()),
        },
    };
    let receiver = OperatorId::parse(&receiver).ok();
    let acceptance = match receiver {
        None => None,
        Some(receiver) => match acceptance(&staff, receiver, pin).await {
            Ok(acceptance) => Some(acceptance),
            Err(answer) => return answer,
        },
    };
    let request = CloseShift {
        place: staff.place(),
        shift,
        cash,
        tenders,
        reason,
        receiver,
        acceptance,
        key: form_key(),
    };
    answer(shift, staff.write(move |tx| close_shift(tx, &request)).await)
}

fn answer(shift: huika_domain::ShiftId, closed: Result<Closed, ShiftError>) -> Done {
    match closed {
        Ok(Closed::Done { next: None, .. }) => go(&format!("/counter/shift/z/{shift}?done=closed")),
        Ok(Closed::Done { .. }) => go(&format!("/counter/shift/z/{shift}?done=handed")),
        Ok(Closed::NeedsReason { difference }) => refuse_with(
            PAGE,
            ErrorCode::DifferenceReason.as_str(),
            &[("amount", difference.signed())],
        ),
        Ok(Closed::NotAccepted { tries_left: Some(0) }) => refuse(PAGE, ErrorCode::CounterPinOver.as_str()),
        Ok(Closed::NotAccepted { tries_left: Some(left) }) => {
            refuse_with(PAGE, ErrorCode::PinWrong.as_str(), &[("tries", left.to_string())])
        }
        Ok(Closed::NotAccepted { tries_left: None }) => refuse(PAGE, ErrorCode::WrongPassword.as_str()),
        Err(ShiftError::NoShift) => refuse(DESK, ErrorCode::NoShift.as_str()),
        Err(error) => refused(PAGE, &error),
    }
}
