//! `/counter/shift`: the shift that is open at this till, or the form that opens one.

use std::collections::BTreeMap;

use huika_domain::{ErrorCode, Fen, Reason, ShiftId};
use huika_store::{
    StoreError,
    shift::{
        DrawerMove, ForceClose, MoveCash, OpenShift, Shift, ShiftError, SlipRow, force_close, move_cash, open_shift,
        open_shift_at, slips_at,
    },
};
use leptos::prelude::*;

use super::count::{pieces_fields, read_pieces};
use crate::{
    context::{Done, Typed, form_key, go, refuse},
    i18n::Lang,
    show::{
        Leave, page,
        times::{moment_text, time_of_day},
    },
    staff::{Area, Desk, Staff, form_staff, home_of, require_staff},
    ui::{AmountField, Field, Notice, PageError, Table, Tone, done, fact, icon, key_field},
};

pub const PAGE: &str = "/counter/shift";

/// Slips listed below.
const RECENT: i64 = 10;

pub fn desk() -> impl IntoView {
    page(async {
        let staff = require_staff().await?;
        if !staff.session.role.stands_at_a_drawer() {
            return Err(Leave::to(home_of(staff.session.role)));
        }
        let place = staff.place();
        let (open, slips) = staff
            .read(move |tx| {
                let open = open_shift_at(tx, place.store, &place.till)?;
                Ok::<_, StoreError>((open, slips_at(tx, place.store, &place.till, RECENT)?))
            })
            .await?;
        let t = staff.lang();
        let content = match &open {
            Some(shift) if !shift.automatic => running(&staff, shift).into_any(),
            other => opening(&staff, other.as_ref()).into_any(),
        };
        Ok(view! {
            <Desk title=t.text("shift-title").to_owned() staff=staff.session.clone() area=Area::Shift>
                {done(&[
                    ("opened", t.text("shift-was-opened")),
                    ("moved", t.text("shift-was-moved")),
                    ("forced", t.text("shift-was-forced")),
                    ("handed", t.text("shift-was-handed")),
                ])}
                {PageError::notice(PageError::of_request())}
                {content}
                {recent(&staff, &slips)}
            </Desk>
        }
        .into_any())
    })
}

/// The float is counted first; what the drawer had at the last close is shown afterwards, on the shift's own page.
fn opening(staff: &Staff, automatic: Option<&Shift>) -> impl IntoView + use<> {
    let t = staff.lang();
    let typed = Typed::into_form("open_shift");
    let runs = automatic.map(|shift| {
        let since = [("when", moment_text(&staff.portal, t, shift.opened_at).into())];
        let words = t.with("shift-automatic", &since);
        let close = view! { <a class="button quiet small" href="/counter/shift/close">{t.text("shift-count-it")}</a> };
        view! { <Notice tone=Tone::Plain icon=icon::ALERT><p>{words}</p>{close}</Notice> }
    });
    view! {
        <section class="panel">
            <header><h1>{t.text("shift-open-title")}</h1></header>
            {runs}
            <p class="quiet-text">{t.text("shift-open-text")}</p>
            <form class="form" method="post" action="/do/open_shift">
                {key_field(&typed)}
                {pieces_fields(t, &typed)}
                <button class="button">{t.text("shift-open")}</button>
            </form>
        </section>
    }
}

fn running(staff: &Staff, shift: &Shift) -> impl IntoView + use<> {
    let t = staff.lang();
    let own = shift.operator == staff.session.operator;
    let overnight = shift
        .float
        .and_then(|float| float.checked_sub(shift.carried))
        .filter(|changed| !changed.is_zero())
        .map(|changed| fact(t.text("shift-overnight"), changed.signed()));
    let close = own.then(|| view! { <a class="button" href="/counter/shift/close">{t.text("shift-close")}</a> });
    let force = (!own && staff.session.role.closes_days()).then(|| force_form(t, shift.id));
    let others = (!own).then(|| {
        let words = t.with("shift-of-other", &[("name", shift.name.clone().into())]);
        view! { <p class="quiet-text">{words}</p> }
    });
    view! {
        <section class="panel">
            <header><h1>{t.with("shift-of", &[("name", shift.name.clone().into())])}</h1></header>
            {others}
            <dl class="facts">
                {fact(t.text("shift-till"), shift.till.clone())}
                {fact(t.text("shift-since"), moment_text(&staff.portal, t, shift.opened_at))}
                {fact(t.text("shift-float"), shift.float.unwrap_or(Fen::ZERO).display())}
                {fact(t.text("shift-carried"), shift.carried.display())}
                {overnight}
            </dl>
            <div class="ways-on">
                {close}
                <a class="button quiet" href="/counter/shift/x">{t.text("shift-x")}</a>
            </div>
        </section>
        {cash_form(t)}
        {force}
    }
}

fn cash_form(t: Lang) -> impl IntoView {
    let typed = Typed::into_form("move_cash");
    let ways: Vec<_> = DrawerMove::BY_HAND
        .into_iter()
        .map(|act| {
            let words = t.find(&format!("drawer-{act}"), &[]).unwrap_or_default();
            let chosen = typed.picked("drawer_move", act.as_str(), act == DrawerMove::In);
            view! { <option value=act.as_str() selected=chosen>{words}</option> }
        })
        .collect();
    view! {
        <section class="panel">
            <header><h2>{t.text("shift-move-title")}</h2></header>
            <form class="form" method="post" action="/do/move_cash">
                {key_field(&typed)}
                <div class="field">
                    <label for="drawer_move">{t.text("shift-move-way")}</label>
                    <select id="drawer_move" name="drawer_move">{ways}</select>
                </div>
                <AmountField name="amount" label=t.text("sale-amount") value=typed.value("amount") />
                <Field
                    name="reason"
                    label=t.text("entry-reason")
                    hint=t.text("rules-reason-hint").to_owned()
                    maxlength="200"
                    value=typed.value("reason")
                />
                <button class="button">{t.text("shift-move")}</button>
            </form>
        </section>
    }
}

fn force_form(t: Lang, shift: ShiftId) -> impl IntoView {
    let typed = Typed::into_form("force_shift");
    view! {
        <section class="panel">
            <header><h2>{t.text("shift-force-title")}</h2></header>
            <p class="quiet-text">{t.text("shift-force-text")}</p>
            <form class="form" method="post" action="/do/force_shift">
                <input type="hidden" name="shift" value=shift.to_string() />
                <input type="hidden" name="next" value=PAGE />
                <Field
                    name="note"
                    label=t.text("entry-reason")
                    hint=t.text("rules-reason-hint").to_owned()
                    maxlength="200"
                    value=typed.value("note")
                />
                <button class="button quiet">{t.text("shift-force")}</button>
            </form>
        </section>
    }
}

fn recent(staff: &Staff, slips: &[SlipRow]) -> Option<impl IntoView + use<>> {
    let t = staff.lang();
    if slips.is_empty() {
        return None;
    }
    let rows: Vec<_> = slips
        .iter()
        .map(|slip| {
            let address = format!("/counter/shift/z/{}", slip.shift);
            let difference = slip.counted.and_then(|counted| counted.checked_sub(slip.expected));
            let words = difference.map_or_else(|| t.text("shift-not-counted").to_owned(), Fen::signed);
            view! {
                <tr>
                    <td><a class="link" href=address>{format!("Z {}", slip.number)}</a></td>
                    <td>{slip.day.to_string()}</td>
                    <td>{time_of_day(&staff.portal, slip.at)}</td>
                    <td>{words}</td>
                </tr>
            }
        })
        .collect();
    let columns = vec![
        t.text("shift-slip"),
        t.text("shift-day"),
        t.text("entry-when"),
        t.text("shift-difference"),
    ];
    Some(view! { <Table label=t.text("shift-slips") columns caption=true>{rows}</Table> })
}

/// Says why nothing was done about a shift.
pub fn refused(page: &str, error: &ShiftError) -> Done {
    if let ShiftError::Store(error) = error {
        tracing::error!(%error, "nothing could be done about a shift");
    }
    refuse(page, error.code())
}

#[server(prefix = "/do", endpoint = "open_shift")]
pub async fn open(#[server(default)] pieces: BTreeMap<String, String>) -> Done {
    let staff = match form_staff(PAGE).await {
        Ok(staff) => staff,
        Err(answer) => return answer,
    };
    let float = match read_pieces(&pieces) {
        Ok(float) => float,
        Err(code) => return refuse(PAGE, code),
    };
    let request = OpenShift {
        place: staff.place(),
        float,
        key: form_key(),
    };
    match staff.write(move |tx| open_shift(tx, &request)).await {
        Ok(_) => go(&format!("{PAGE}?done=opened")),
        Err(error) => refused(PAGE, &error),
    }
}

#[server(prefix = "/do", endpoint = "move_cash")]
pub async fn move_money(
    #[server(default)] drawer_move: String,
    #[server(default)] amount: String,
    #[server(default)] reason: String,
) -> Done {
    let staff = match form_staff(PAGE).await {
        Ok(staff) => staff,
        Err(answer) => return answer,
    };
    let amount = match Fen::parse_yuan(&amount) {
        Ok(amount) => amount,
        Err(error) => return refuse(PAGE, error.code()),
    };
    let (Some(act), Ok(reason)) = (DrawerMove::parse(&drawer_move), Reason::parse(&reason)) else {
        return refuse(PAGE, ErrorCode::ReasonLength.as_str());
    };
    let request = MoveCash {
        place: staff.place(),
        act,
        amount,
        reason,
        key: form_key(),
    };
    match staff.write(move |tx| move_cash(tx, &request)).await {
        Ok(_) => go(&format!("{PAGE}?done=moved")),
        Err(error) => refused(PAGE, &error),
    }
}

#[server(prefix = "/do", endpoint = "force_shift")]
pub async fn force(
    #[server(default)] shift: String,
    #[server(default)] note: String,
    #[server(default)] next: String,
) -> Done {
    // The office sends it too, from the page of a day.
    let page = crate::context::own_page(&next).unwrap_or(PAGE).to_owned();
    let staff = match form_staff(&page).await {
        Ok(staff) => staff,
        Err(answer) => return answer,
    };
    let Ok(shift) = ShiftId::parse(&shift) else {
        return refuse(&page, ErrorCode::NoShift.as_str());
    };
    let Ok(reason) = Reason::parse(&note) else {
        return refuse(&page, ErrorCode::ReasonLength.as_str());
    };
    let request = ForceClose {
        shift,
        by: staff.session.operator,
        reason,
    };
    match staff.write(move |tx| force_close(tx, &request)).await {
        Ok(()) => go(&format!("{page}?done=forced")),
        Err(error) => refused(&page, &error),
    }
}
